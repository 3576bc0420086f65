"""From the paths of a run to tables: every file read, every problem of every file at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from records.intake.reading import read as read_sheets
from records.intake.tables import Tables
from records.sheets import LIMITS, Limits, Progress, Sheet, read
from rules.compiled import Compiled
from rules.problem import Problem
from scoring.period import Period, parse_period

MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. ``name`` is shown for it; ``period`` is that of a table without a column of periods, as typed."""

    path: Path
    name: str
    period: str = ""

    @classmethod
    def parse(cls, text: str) -> Source:
        """``PATH`` or ``PATH@PERIOD``; a file whose own name has an @ is taken as it is."""
        path, mark, period = text.rpartition("@")
        if mark and path and "/" not in period and (parse_period(period) is not None or not Path(text).exists()):
            return cls(Path(path), path, period)
        return cls(Path(text), text)


def gather(
    compiled: Compiled,
    sources: Sequence[Source],
    period: Period | None = None,
    *,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> tuple[Tables, list[Problem]]:
    """All tables of all files. Problems of files come first; what a refused cell leads to further on is not told."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for source in sources:
        found, faults = read(source.path, source.name, limits=limits, progress=progress)
        sheets += [replace(sheet, period=source.period) for sheet in found]
        problems += faults
    refused = {(fault.place.file, fault.place.sheet, fault.place.line) for fault in problems}
    tables, faults = read_sheets(compiled, sheets, period)
    where = [(fault.place.file, fault.place.sheet, fault.place.line) for fault in faults]
    problems += [fault for fault, place in zip(faults, where, strict=True) if place[2] is None or place not in refused]
    return tables, problems


def capped(problems: Sequence[Problem], most: int = MOST_PROBLEMS) -> list[Problem]:
    """At most ``most`` problems, errors before warnings, and how many more there are."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    rest = len(ordered) - most
    return ordered if rest <= 0 else [*ordered[:most], Problem("intake.more", {"count": str(rest)})]
