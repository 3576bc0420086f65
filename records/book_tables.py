"""A table that a workbook brings: its row among the tables, and a sheet of its own with its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from records.book_compare import written
from records.book_layout import SINCE, VALUE, table_sheet
from records.sheets import Sheet
from rules.phrase import listed
from rules.problem import N_, Problem, register
from rules.revise import Edit

register(
    {
        "book.no_rows": N_(
            "新的权重表「{name}」还没有行。请另加一张工作表「{sheet}」，第一行写表头 {heads}，以下一行写一个值"
        ),
        "book.no_keys": N_("新的权重表「{name}」没有写键。请在「键」一列写明按什么查，多个键用 | 分开"),
        "book.table_heads": N_("新的权重表「{name}」的表头应为 {heads}，现在是 {found}"),
        "book.no_cell": N_("这一格是空的，请补上，或删去整行"),
    }
)
Table = dict[str, Any]


def new_tables(
    added: Mapping[str, Table], rows: Mapping[str, int], main: Sheet, given: dict[str, Sheet]
) -> tuple[list[Edit], list[Problem]]:
    """Edits that add the tables in ``added`` (name → keys, unit …; ``rows``: where each stands on the sheet ``main``)
    with the rows on their sheets, which are taken out of ``given``.
    """
    edits: list[Edit] = []
    problems: list[Problem] = []
    for name, table in added.items():
        found = _New(name, table, main.place(rows[name]), given).read()
        edits.append(Edit(("tables", name), "add", written({**table, **found[0]})))
        problems += found[1]
    return edits, problems


class _New:
    """One of them."""

    def __init__(self, name: str, table: Table, place: Any, given: dict[str, Sheet]) -> None:  # noqa: ANN401 - a Place
        self.name, self.table, self.place, self.given = name, table, place, given
        self.problems: list[Problem] = []

    def read(self) -> tuple[Table, list[Problem]]:
        """Its rows and dated rows, and what is wrong with them."""
        keys = self.table.get("keys") or []
        title, heads = table_sheet(self.name), [*keys, VALUE]
        named = {"name": self.name, "sheet": title, "heads": listed(heads)}
        sheet = self.given.pop(title, None)
        if not keys:
            return {}, [Problem("book.no_keys", named, self.place)]
        if sheet is None:
            return {}, [Problem("book.no_rows", named, self.place)]
        first, *lines = sheet.rows
        found = [cell for cell in first.cells if cell]
        if found not in (heads, [SINCE, *heads]):
            values = {**named, "found": listed(found)}
            return {}, [Problem("book.table_heads", values, sheet.place(first.number))]
        if not lines:
            return {}, [Problem("book.no_rows", named, sheet.place(first.number))]
        rows: list[list[str]] = []
        changes: dict[str, list[list[str]]] = {}
        for line in lines:
            cells = dict(zip(found, line.cells, strict=False))
            row = [cells.get(head, "") for head in heads]
            self.problems += self.blanks(sheet, line.number, dict(zip(heads, row, strict=True)))
            since = cells.get(SINCE, "")
            (changes.setdefault(since, []) if since else rows).append(row)
        dated = [{"from": _day(since), "rows": below} for since, below in changes.items()]
        return {"rows": rows, **({"changes": dated} if dated else {})}, self.problems

    @staticmethod
    def blanks(sheet: Sheet, number: int, row: Mapping[str, str]) -> Iterator[Problem]:
        """Cells that must not be empty."""
        for head, cell in row.items():
            if not cell:
                yield Problem("book.no_cell", {}, sheet.place(number, head))


def _day(text: str) -> date | str:
    """A day; what is none is for the checker to name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
