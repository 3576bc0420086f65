"""Tables for people to fill in or read: CSV and XLSX in which no text turns into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

import xlsxwriter

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet program see a formula
_FILLED_IN = 10_000  # rows that a column's format and choices reach down to
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
