"""CSV as courts export it: UTF-8, GB18030 or UTF-16, commas, tabs or semicolons."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from records.sheets.sheet import Limits, Progress, Row, Sheet, clean
from rules.problem import Place, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;"
_EVERY = 5_000  # rows between two words of progress


def read_csv(
    data: bytes, name: str, limits: Limits, progress: Progress | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """One sheet, its rows numbered by the line on which each begins."""
    text, problem = _decode(data)
    if problem is not None:
        return [], [problem]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return [], [Problem("sheet.nul", place=Place(line=line))]
    rows: list[Row] = []
    problems: list[Problem] = []
    for row in _records(text, limits, problems):
        if len(rows) == limits.rows:
            problems.append(Problem("sheet.rows", {"limit": str(limits.rows)}, Place(line=row.number)))
            break
        problems += _oversized(row, limits, rows[0] if rows else row)
        rows.append(row)
        if progress is not None and len(rows) % _EVERY == 0:
            progress(len(rows))
    if not rows and not problems:
        return [], [Problem("sheet.empty")]
    return [Sheet(name, "", tuple(rows))], problems


def _decode(data: bytes) -> tuple[str, Problem | None]:
    """The text by its mark, else UTF-8, else GB18030, each strictly: half a guess is worse than a question."""
    encodings = [encoding for mark, encoding in _MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    position = 0
    for encoding in encodings:
        try:
            return data.decode(encoding), None
        except UnicodeDecodeError as error:
            position = max(position, error.start)
    return "", Problem("sheet.not_text", {"position": str(position + 1)})


def _delimiter(text: str) -> str:
    """The separator that occurs most in the first lines, outside quotes; a comma where there is none."""
    bare = "\n".join("".join(line.split('"')[::2]) for line in text[:65_536].splitlines()[:20])
    return max(_DELIMITERS, key=bare.count)


def _records(text: str, limits: Limits, problems: list[Problem]) -> Iterator[Row]:
    """The rows with anything in them."""
    # A quote that is never closed would otherwise swallow the rest of the file.
    longest = max(limits.cell * 4, 131_072)
    previous = csv.field_size_limit(longest)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            trimmed = tuple(map(clean, cells))
            if any(trimmed):
                yield Row(begins, trimmed)
            begins = reader.line_num + 1
    except csv.Error as error:
        code = "sheet.field" if "field larger" in str(error) else "sheet.quote"
        problems.append(Problem(code, {"limit": str(longest)}, Place(line=begins)))
    finally:
        csv.field_size_limit(previous)


def _oversized(row: Row, limits: Limits, header: Row) -> list[Problem]:
    """Cells that are too long, and rows that are too wide."""
    problems = []
    if len(row.cells) > limits.columns and any(row.cells[limits.columns :]):
        problems.append(Problem("sheet.columns", {"limit": str(limits.columns)}, Place(line=row.number)))
    for index, cell in enumerate(row.cells[: limits.columns]):
        if len(cell) > limits.cell:
            column = header.cells[index] if row is not header and index < len(header.cells) else str(index + 1)
            values = {"length": str(len(cell)), "limit": str(limits.cell)}
            problems.append(Problem("sheet.cell", values, Place(line=row.number, column=column)))
    return problems
