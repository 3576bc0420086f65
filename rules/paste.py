"""A block of cells copied from a spreadsheet, pasted onto the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from rules.document import Document, parse
from rules.exact import parse_number, plain_text
from rules.locating import locate
from rules.phrase import listed
from rules.problem import N_, Place, Problem, register
from rules.revise import Edit, revise

register(
    {
        "paste-no-table": N_("办法里没有权重表「{table}」，可能已被改名或删去；请刷新后再粘贴"),
        "paste-nothing": N_("粘贴的内容是空的，请先在表格里选中单元格并复制"),
        "paste-columns": N_("这一行有 {found} 格，应为 {wanted} 格（{columns}），请连同各列一起复制"),
        "paste-values": N_("只粘贴数值时每行一格，这一行有 {found} 格；请只复制数值一列，或从键的第一列起复制"),
        "paste-number": N_("「{found}」不是数，请写成 12、-0.5 或 85.3%"),
        "paste-key": N_("「{key}」一格是空的，请补上"),
        "paste-twice": N_("这一行与第 {first} 行的键相同，请删去一行"),
        "paste-beyond": N_("从第 {start} 行起只有 {rows} 行，粘贴的内容有 {found} 行，请少选几行，或连同键一起复制"),
    }
)
_VALUE = N_("值")


def paste_rows(text: str, table: str, block: str, at: int | None = None, file: str = "") -> tuple[str, list[Problem]]:
    """The text with a block of cells, tab-separated, pasted onto a table.

    Whole rows (keys and value, with or without the line of headings) set the value of the row with these keys, or add
    one. A single column with ``at`` (a row's position from 0) sets the values from that row on down. The places of
    problems count lines of the block from 1; with any problem the text stays as it was.
    """
    document, problems = parse(text, file)
    if document is None:
        return text, problems
    found = locate(document, ("tables", table, "rows"))
    keys = locate(document, ("tables", table, "keys"))
    if found.left or keys.left or found.node.kind != "list":
        return text, [Problem("paste-no-table", {"table": table}, Place(table))]
    columns = [str(element.value) for element in keys.node.elements]
    lines = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(block.replace("\r\n", "\n").split("\n"), 1)
        if line.strip()
    ]
    if lines and lines[0][1][: len(columns)] == columns:
        lines = lines[1:]
    if not lines:
        return text, [Problem("paste-nothing", {}, Place(table))]
    edits, problems = _Paste(document, table, columns).edits(lines, at, len(found.node.elements))
    if problems:
        return text, problems
    return revise(text, edits, file)


class _Paste:
    """The lines of a block, turned into edits of one table."""

    def __init__(self, document: Document, table: str, columns: Sequence[str]) -> None:
        self.document, self.table, self.columns = document, table, [*columns, _VALUE]
        self.problems: list[Problem] = []

    def edits(
        self, lines: Sequence[tuple[int, list[str]]], at: int | None, rows: int
    ) -> tuple[list[Edit], list[Problem]]:
        if at is not None:
            self.fits(lines, at, rows)
        edits, seen = [], dict[tuple[str, ...], int]()
        for place, (number, cells) in enumerate(lines, at or 0):
            if at is not None and len(cells) == 1:
                edits.append(Edit(("tables", self.table, "rows", place), "set", self.number(number, cells[-1])))
                continue
            if len(cells) != len(self.columns):
                self.miscounted(number, cells, at)
                continue
            key = tuple(cells[:-1])
            for column, cell in zip(self.columns, key, strict=False):
                if not cell:
                    self.report("paste-key", number, column, key=column)
            if key in seen:
                self.report("paste-twice", number, self.columns[0], first=str(seen[key]))
            seen.setdefault(key, number)
            edits.append(Edit(("tables", self.table, "rows", key), "set", self.number(number, cells[-1])))
        return edits, self.problems

    def fits(self, lines: Sequence[tuple[int, list[str]]], at: int, rows: int) -> None:
        single = sum(len(cells) == 1 for _, cells in lines)
        if not 0 <= at <= rows - single:
            values = {"start": str(at + 1), "rows": str(max(rows - at, 0)), "found": str(len(lines))}
            self.report("paste-beyond", lines[0][0], _VALUE, **values)

    def miscounted(self, number: int, cells: Sequence[str], at: int | None) -> None:
        if at is None:
            values = {"found": str(len(cells)), "wanted": str(len(self.columns)), "columns": listed(self.columns)}
            self.report("paste-columns", number, self.columns[0], **values)
        else:
            self.report("paste-values", number, _VALUE, found=str(len(cells)))

    def number(self, line: int, cell: str) -> str:
        """The number as it is written into the document: thousands and full width go, a per cent stays one."""
        value = parse_number(cell)
        if value is None:
            self.report("paste-number", line, _VALUE, found=cell)
            return cell
        return plain_text(value * 100) + "%" if cell.endswith(("%", "％")) else plain_text(value)

    def report(self, code: str, at: int, column: str, /, **values: str) -> None:
        self.problems.append(Problem(code, values, Place(self.table, at, column)))
