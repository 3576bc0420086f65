"""Tables for people to fill in or read: CSV and XLSX in which no text turns into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO, Literal

import xlsxwriter

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet program see a formula
_FILLED_IN = 10_000  # rows that a column's format and choices reach down to
_CELL = 32_767  # characters that Excel takes in a cell
_LIST = 255  # characters that Excel takes for a list of choices
_FORMATS: dict[str, str] = {"text": "@", "date": "yyyy-mm-dd", "percent": "0.00%"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column to be filled in: what belongs into it, as a note at its head, and the choices to pick from."""

    title: str
    note: str = ""
    holds: Literal["anything", "text", "date", "percent"] = "anything"
    choices: tuple[str, ...] = ()


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """UTF-8 CSV for spreadsheet programs: byte order mark, everything quoted, nothing active."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.write("\ufeff")
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_ACTIVE) else cell for cell in row])
    return out.getvalue()


Cell = str | Decimal | date | None


def write_rows(file: BinaryIO, form: Literal["xlsx", "csv"], name: str, rows: Iterable[Sequence[Cell]]) -> None:
    """A table of any length, its first row the head, with little memory. Numbers are written from their decimals, days
    as days, and nothing becomes a formula.
    """
    if form == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        for row in rows:
            writer.writerow([_inactive(cell) for cell in row])
        text.detach()
        return
    write_book(file, [(name, rows)])


def write_book(file: BinaryIO, sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> None:
    """The same as a workbook of several tables: (name, rows) each, the first row the head."""
    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(rows):
                for index, cell in enumerate(row):
                    if isinstance(cell, Decimal):
                        sheet.write_number(line, index, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, index, cell, day)
                    elif cell:
                        sheet.write_string(line, index, cell[:_CELL], None if line else head)


def _inactive(cell: Cell) -> str:
    """As CSV: a text that a spreadsheet program would run gets a quote before it; a number cannot be run."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_ACTIVE) else cell
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat()


def write_xlsx(file: BinaryIO, name: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """One sheet with a frozen header, notes at its cells, and lists to choose from."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {holds: book.add_format({"num_format": code}) for holds, code in _FORMATS.items()}
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, max(10, 2 * len(column.title) + 2), formats.get(column.holds))
            sheet.write_string(0, index, column.title, head)
            if column.note:
                sheet.write_comment(0, index, column.note, {"x_scale": 2, "author": ""})
            if column.choices and len(",".join(column.choices)) <= _LIST:
                sheet.data_validation(1, index, _FILLED_IN, index, {"validate": "list", "source": list(column.choices)})
        for line, row in enumerate(rows, 1):
            for index, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, index, cell, formats.get(columns[index].holds))
