"""From a path to sheets: the checks that come before a single cell is looked at, then CSV or XLSX."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from records.sheets import messages as _messages  # noqa: F401 - registers the words
from records.sheets.csv_file import read_csv
from records.sheets.kinds import ZIP, not_a_table
from records.sheets.sheet import LIMITS, MEGABYTE, Limits, Progress, Sheet
from records.sheets.xlsx_file import read_xlsx
from rules.problem import Place, Problem, did_you_mean


def read(
    path: str | Path,
    name: str = "",
    *,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> tuple[list[Sheet], list[Problem]]:
    """The visible, non-empty sheets of a file, and everything that is wrong with it; ``name`` is shown for it.

    Of a file with errors nothing should be used: what was readable is returned so that further problems can be found.
    """
    shown = name or str(path)
    data, problem = _bytes(Path(path), limits)
    if problem is None:
        problem = not_a_table(data)
    if problem is not None:
        return [], [problem.at(Place(shown))]
    reader = read_xlsx if data.startswith(ZIP) else read_csv
    sheets, problems = reader(data, shown, limits, progress)
    return sheets, [found if found.place.file else found.at(replace(found.place, file=shown)) for found in problems]


def _bytes(path: Path, limits: Limits) -> tuple[bytes, Problem | None]:
    """The file's content; its size is asked first, so that a huge file is refused unread."""
    try:
        if path.exists() and not path.is_file():
            return b"", Problem("sheet.folder")
        size = path.stat().st_size
        if size > limits.file:
            return b"", Problem(
                "sheet.too_big", {"size": str(-(-size // MEGABYTE)), "limit": str(limits.file // MEGABYTE)}
            )
        with path.open("rb") as file:
            data = file.read(limits.file + 1)
    except (FileNotFoundError, NotADirectoryError):
        return b"", Problem("sheet.absent", {"hint": did_you_mean(path.name, _neighbours(path))})
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return b"", Problem("sheet.unreadable", {"reason": str(getattr(error, "strerror", None) or error)})
    return data, None if data.strip() else Problem("sheet.empty")


def _neighbours(path: Path) -> list[str]:
    """Names of the tables beside a missing file."""
    try:
        return [found.name for found in path.parent.iterdir() if found.suffix.lower() in {".csv", ".xlsx", ".txt"}]
    except OSError:
        return []
