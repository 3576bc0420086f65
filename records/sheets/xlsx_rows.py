"""The rows of one worksheet as text.

openpyxl's own parser of rows is used, because its public read-only face shows neither merged ranges nor whether an
empty cell is a formula that was never calculated; the version is pinned and the tests hold both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from records.sheets.sheet import Limits, Progress, Row, Sheet, clean
from rules.phrase import N_
from rules.problem import Place, Problem

_MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_LAST_ROW = 1_048_576  # of the format
_ELEMENTS_A_ROW = 100_000  # 16,384 columns with a few elements each
_EVERY = 5_000
_UNCALCULATED = object()


class TooWideError(Exception):
    """A row has more cells than the format allows."""


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl comes without types
    """Yields rows without keeping the tree, which in a crafted file could be far larger than its text."""

    def rows(self, merged: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        path: list[Element] = []
        elements = 0
        for event, element in iterparse(self.source, events=("start", "end")):
            if event == "start":
                path.append(element)
                elements += 1
                if elements > _ELEMENTS_A_ROW:
                    raise TooWideError
                continue
            path.pop()
            if len(path) > 2:  # noqa: PLR2004 - inside a row (worksheet / sheetData / row) or a merged range
                continue
            elements = 0
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
            elif element.tag == _MERGED_TAG:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                merged.append((top, left, bottom, right))
            if path:
                path[-1].clear()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """A cell; one whose formula has no stored result is marked."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # A formula that yields an empty text is stored as such (t="str") and is simply empty.
            cell["value"] = None if element.get("t") == "str" else _UNCALCULATED
        return cell


def read_rows(
    worksheet: Any,  # noqa: ANN401 - openpyxl comes without types
    name: str,
    limits: Limits,
    progress: Progress | None,
) -> tuple[Sheet, list[Problem]]:
    """The sheet and what is wrong in it: error values, formulas without a result, whatever exceeds the limits."""
    rows: list[Row] = []
    faults: list[tuple[int, int, Problem]] = []
    merged: list[tuple[int, int, int, int]] = []
    problems: list[Problem] = []
    book = worksheet.parent
    with worksheet._get_source() as source:  # noqa: SLF001 - see the module's docstring
        parser = _Parser(
            source, worksheet._shared_strings, data_only=True, epoch=book.epoch,  # noqa: SLF001 - as above
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
        )
        for count, (number, cells) in enumerate(parser.rows(merged)):
            texts = _texts(worksheet, cells, limits, faults)
            if not texts:
                if count > _LAST_ROW:
                    break
                continue
            if len(rows) == limits.rows:
                problems.append(Problem("sheet.rows", {"limit": str(limits.rows)}, Place(line=number)))
                break
            rows.append(Row(number, texts))
            if progress is not None and len(rows) % _EVERY == 0:
                progress(len(rows))
    sheet = Sheet(name, worksheet.title, tuple(rows), tuple(merged))
    problems += [
        problem.at(sheet.place(line, _column_name(rows, line, column))) for line, column, problem in faults
    ]
    return sheet, [found if found.place.file else found.at(sheet.place(found.place.line)) for found in problems]


def _column_name(rows: list[Row], line: int, column: int) -> str:
    """What stands above the cell in the first row of several cells, with the column's letter."""
    header = next((row for row in rows if sum(map(bool, row.cells)) > 1 and row.number < line), None)
    title = header.cells[column - 1] if header is not None and column <= len(header.cells) else ""
    letter = get_column_letter(column)
    return N_("{title}（{letter}列）").filled(title=title, letter=letter) if title else letter


def _texts(
    worksheet: Any,  # noqa: ANN401 - openpyxl comes without types
    cells: list[dict[str, Any]],
    limits: Limits,
    faults: list[tuple[int, int, Problem]],
) -> tuple[str, ...]:
    """The row's cells as text up to the last one with anything in it."""
    texts: list[str] = []
    for cell in cells:
        value, row, column = cell["value"], cell["row"], cell["column"]
        if value is None:
            continue
        if column > limits.columns:
            faults.append((row, column, Problem("sheet.columns", {"limit": str(limits.columns)})))
            break
        text = ""
        if value is _UNCALCULATED:
            faults.append((row, column, Problem("sheet.not_calculated")))
        elif cell["data_type"] == "e":
            faults.append((row, column, Problem("sheet.error_cell", {"value": str(value)})))
        else:
            text = clean(_text(value, ReadOnlyCell(worksheet, **cell)))
        if len(text) > limits.cell:
            values = {"length": str(len(text)), "limit": str(limits.cell)}
            faults.append((row, column, Problem("sheet.cell", values)))
            text = ""
        texts += [""] * (column - 1 - len(texts))
        texts[column - 1 :] = [text]  # a cell given twice counts once, the last
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _text(value: object, cell: ReadOnlyCell) -> str:
    """A typed value as text. XLSX stores 0.8531 as binary; its shortest decimal is what was typed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return _number(Decimal(repr(value)), percent="%" in _format(cell))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _format(cell: ReadOnlyCell) -> str:
    """The number format without its quoted words."""
    return "".join(str(cell.number_format).split('"')[::2])


def _number(value: Decimal, *, percent: bool) -> str:
    """Plain digits, no exponent, no zeros at the end; as a percentage where the cell shows one."""
    number = value.scaleb(2) if percent else value
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + ("%" if percent else "")
