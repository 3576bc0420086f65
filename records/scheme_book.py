"""A scheme as a workbook and back: every cell that a reader changed becomes an edit of the text, comments kept.

What goes out comes back the same: a workbook that nobody changed gives no edit. What a workbook cannot say, a thing
whose row was deleted or a column that no longer has its head, is a problem at its sheet, row and column.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from records.book_compare import Compared
from records.book_layout import CONTENT, WHAT, Column, Page, absent, pages
from records.book_tables import new_tables
from records.sheets import read
from rules import shape
from rules.document import Document, parse
from rules.labels import WORDS
from rules.problem import N_, Place, Problem, did_you_mean, register
from rules.revise import Edit

register(
    {
        "book.no_sheet": N_("缺少工作表「{sheet}」。请从导出的文件改起，不要删除或改名工作表"),
        "book.other_sheet": N_("办法里没有与「{sheet}」对应的部分{hint}请删去这张表，或先在办法里新增后再导出"),
    }
)
_WIDTHS: dict[str, int] = {CONTENT: 60, WHAT: 16}
_WIDE = ("formula", "points", "where", "basis", "assumption", "note", "applies")


def write_book(text: str, file: str = "") -> tuple[bytes, list[Problem]]:
    """The workbook of a scheme; without any bytes when the text cannot be read as one."""
    document, problems = _read(text, file)
    if document is None:
        return b"", problems
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "valign": "top"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        named = book.add_format({"num_format": "@", "bg_color": "#F7F8FA", "valign": "top"})
        for page in pages(document.data):
            sheet = book.add_worksheet(page.name)
            sheet.freeze_panes(1, page.keys)
            wide = {column.title for column in _columns(page) if column.path[-1] in _WIDE}
            for index, title in enumerate(page.heads):
                width = _WIDTHS.get(title, 40 if title in wide else max(12, 2 * len(title) + 4))
                sheet.set_column(index, index, width, named if index < page.keys else plain)
                sheet.write_string(0, index, title, head)
            for number, line in enumerate(page.lines, 1):
                for index, title in enumerate(page.heads):
                    cell = line.cells.get(title)
                    if cell is not None and cell.text:
                        sheet.write_string(number, index, cell.text, named if index < page.keys else plain)
                    if cell is not None and cell.column is not None and cell.column.words:
                        source = [WORDS[word] for word in cell.column.words]
                        sheet.data_validation(number, index, number, index, {"validate": "list", "source": source})
    return out.getvalue(), []


def read_book(text: str, path: str | Path, name: str = "") -> tuple[list[Edit], list[Problem]]:
    """What to change in ``text``, which the workbook was made from, so that it says what the workbook says; or all that
    is wrong with the workbook.
    """
    document, problems = _read(text, "")
    if document is None:
        return [], problems
    sheets, problems = read(path, name)
    if any(problem.severity == "error" for problem in problems):
        return [], problems
    given = {sheet.name: sheet for sheet in sheets}
    expected = pages(document.data)
    edits: list[Edit] = []
    for page in [*expected, *absent(document.data, given)]:
        sheet = given.pop(page.name, None)
        if sheet is None:
            problems.append(Problem("book.no_sheet", {"sheet": page.name}, Place(name or str(path), sheet=page.name)))
            continue
        compared = Compared(page, sheet)
        edits += compared.edits()
        problems += compared.problems
        if page.kind is not None and page.kind.part == "tables":
            tables, faults = new_tables(compared.added, compared.numbers, sheet, given)
            edits, problems = [*edits, *tables], [*problems, *faults]
    for sheet in given.values():
        hint = did_you_mean(sheet.name, [page.name for page in expected]) or "。"
        problems.append(Problem("book.other_sheet", {"sheet": sheet.name, "hint": hint}, sheet.place()))
    return ([] if any(problem.severity == "error" for problem in problems) else edits), problems


def _read(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """The document of a scheme of the right shape; rules that contradict each other may still be exchanged."""
    document, problems = parse(text, file)
    if document is None or problems:
        return None, problems
    _, report = shape.read(document)
    return (None if report.problems else document), report.problems


def _columns(page: Page) -> Sequence[Column]:
    return (*page.kind.columns, *page.kind.below_columns) if page.kind else ()
