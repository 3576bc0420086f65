"""What was sent, as the rows of a table, and back: what checks a workbook so checks facts that a program sends.

A problem at a row and column of the table becomes a pointer into what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.bodies import FactsIn, FiguresIn
from records.intake.header import CASE, DAY, FILED, KEY, KIND, PERIOD, subject_names
from records.sheets import Row, Sheet
from rules.compiled import Compiled
from rules.problem import Place

_FIRST = 2  # below the header
_MEMBER = "干警"


@dataclass(frozen=True, slots=True)
class Rows:
    """Tables with the pointers of their rows and cells, by sheet, row and column."""

    sheets: tuple[Sheet, ...]
    rows: Mapping[tuple[str, int], str]
    cells: Mapping[tuple[str, int, str], str]

    def pointer(self, place: Place) -> str:
        """Where in what was sent; empty, for the whole of it, when the problem has no row."""
        if place.line is None:
            return ""
        if place.line < _FIRST:  # a column that is wrong is told of at the first that fills it
            at = (place.sheet, place.column)
            own = (pointer for (sheet, _, column), pointer in self.cells.items() if (sheet, column) == at)
            return next(own, "")
        return self.cells.get(
            (place.sheet, place.line, str(place.column)), self.rows.get((place.sheet, place.line), "")
        )


def facts(compiled: Compiled, sent: FactsIn, name: str) -> Rows:
    """A row a fact; the columns are what a list of facts has, and every field that any of them fills."""
    scheme = compiled.scheme
    whose = subject_names(scheme)[0]
    given = list(dict.fromkeys(field for fact in sent.facts for field in fact.fields))
    columns: dict[str, str] = {KIND: "kind", DAY: "day", whose: "subject"}
    if scheme.appraises != "person" and any(fact.member for fact in sent.facts):
        columns[_MEMBER] = "member"
    columns |= {CASE: "case", KEY: "number", FILED: "filed"}
    titles = (*columns, *given)
    rows = [Row(1, titles)]
    cells: dict[tuple[str, int, str], str] = {}
    for row, fact in enumerate(sent.facts, _FIRST):
        own = {title: getattr(fact, key) or "" for title, key in columns.items()}
        at = f"/facts/{row - _FIRST}"
        cells |= {("", row, title): f"{at}/{key}" for title, key in columns.items() if own[title]}
        cells |= {("", row, field): f"{at}/fields/{_escaped(field)}" for field in fact.fields}
        rows.append(Row(row, (*own.values(), *((fact.fields.get(field) or "") for field in given))))
    pointers = {("", row): f"/facts/{row - _FIRST}" for row in range(_FIRST, len(rows) + 1)}
    return Rows((Sheet(name, "", tuple(rows)),), pointers, cells)


def figures(compiled: Compiled, sent: FiguresIn, name: str) -> Rows:
    """A row a subject and period, a column a figure; members have a sheet of their own."""
    rows: dict[tuple[str, int], str] = {}
    cells: dict[tuple[str, int, str], str] = {}
    sheets = []
    for part, whose in (("", subject_names(compiled.scheme)[0]), (_MEMBER, _MEMBER)):
        own = [(index, figure) for index, figure in enumerate(sent.figures) if bool(figure.member) == bool(part)]
        named = list(dict.fromkeys(figure.name for _, figure in own))
        table: dict[tuple[str, str], list[str]] = {}
        numbers: dict[tuple[str, str], int] = {}
        for index, figure in own:
            of = (figure.member or figure.subject or "", figure.period)
            row = numbers.setdefault(of, len(numbers) + _FIRST)
            line = table.setdefault(of, [*of, *[""] * len(named)])
            line[2 + named.index(figure.name)] = figure.value
            rows.setdefault((part, row), f"/figures/{index}")
            cells.setdefault((part, row, whose), f"/figures/{index}/{'member' if part else 'subject'}")
            cells.setdefault((part, row, PERIOD[0]), f"/figures/{index}/period")
            cells[part, row, figure.name] = f"/figures/{index}/value"
        if table:
            header = Row(1, (whose, PERIOD[0], *named))
            lines = (Row(row, tuple(line)) for row, line in enumerate(table.values(), _FIRST))
            sheets.append(Sheet(name, part, (header, *lines)))
    return Rows(tuple(sheets), rows, cells)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
