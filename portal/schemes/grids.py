"""Decision tables as grids to read: two keys make a cross table, everything else a list of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from rules.exact import shown
from rules.lookup import key_text
from rules.model import Table

MOST_ACROSS = 8


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as text. The first ``heads`` cells of a row name it; the others are numbers, ``None`` where none is."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    heads: int


def grids_of(table: Table) -> tuple[Grid, ...]:
    """The rows as first written, then those that change, each with the day from which they hold."""
    found = [_grid(table, table.rows, "")]
    found += [
        _grid(table, change.rows, _("自 %(day)s 起", day=change.since.isoformat()))
        for change in sorted(table.changes, key=lambda change: change.since)
    ]
    return tuple(found)


def _grid(table: Table, rows: Sequence[Sequence[Fraction | str]], title: str) -> Grid:
    percent = table.unit == "%"
    cells = [(*(key_text(cell) for cell in row[:-1]), _number(row[-1], percent=percent)) for row in rows if row]
    if len(table.keys) == 2 and all(len(row) == 3 for row in cells) and table.hit == "unique":  # noqa: PLR2004 - two keys and a value
        down, across = (list(dict.fromkeys(row[place] for row in cells)) for place in (0, 1))
        values = {(row[0], row[1]): row[2] for row in cells}
        if len(across) <= MOST_ACROSS and len(values) == len(cells):
            matrix = tuple((name, *(values.get((name, other)) for other in across)) for name in down)
            return Grid(title, (" ＼ ".join(table.keys), *across), matrix, 1)
    first = _("自") if table.hit == "bracket" else ""
    keys = tuple(f"{key}{first and f'（{first}）'}" for key in table.keys)
    return Grid(title, (*keys, _("值") + (f"（{table.unit}）" if table.unit else "")), tuple(cells), len(table.keys))


def _number(cell: Fraction | str, *, percent: bool) -> str:
    return shown(cell, percent=percent) if isinstance(cell, Fraction) else cell
