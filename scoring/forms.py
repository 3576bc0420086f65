"""表样 filled: the tables that a scheme's source prints in its annexes, from figures and results of a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.compiled import Compiled
from rules.exact import decimal_places, plain_text
from rules.forms import Form, FormColumn
from scoring.inputs import Inputs
from scoring.period import Period
from scoring.result import SubjectResult

Cell = Fraction | str | bool | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its rows in the scheme's order; ``totals`` are ``None`` where the form has none."""

    form: Form
    titles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    totals: tuple[Cell, ...] | None


def filled(
    compiled: Compiled, forms: Iterable[Form], results: Iterable[SubjectResult], given: Inputs, period: Period
) -> tuple[Filled, ...]:
    """Each form with a row for each subject. Subjects stand as the scheme names them, which is how the source's tables
    list them; others behind, as they come.
    """
    named = list(compiled.scheme.subjects)
    places = {name: index for index, name in enumerate(named)}
    ordered = sorted(results, key=lambda result: places.get(result.subject, len(named)))
    return tuple(_filled(form, ordered, given, period) for form in forms)


def forms_to_data(forms: Iterable[Filled]) -> list[dict[str, Any]]:
    """The same tables as data: exact numbers as text."""
    return [
        {
            "id": one.form.id,
            "title": one.form.title,
            "columns": list(one.titles),
            "rows": [{"subject": name, "values": [_text(cell) for cell in cells]} for name, cells in one.rows],
            **({"totals": [_text(cell) for cell in one.totals]} if one.totals else {}),
        }
        for one in forms
    ]


def _filled(form: Form, ordered: Sequence[SubjectResult], given: Inputs, period: Period) -> Filled:
    words = {"this": period.shown, "before": period.back().shown}
    rows = tuple(
        (result.subject, tuple(_cell(result, column, given, period) for column in form.columns)) for result in ordered
    )
    columns = list(zip(*(cells for _, cells in rows), strict=True)) if rows else []
    totals = tuple(_sum(cells) for cells in columns) if form.totals else None
    return Filled(form, tuple(column.title.format(**words) for column in form.columns), rows, totals)


def _cell(result: SubjectResult, column: FormColumn, given: Inputs, period: Period) -> Cell:
    if column.period == "before":
        found: Cell = given.figures.get((result.subject, period.back().text, column.of))
    else:
        found = result.quantities.get(column.of)
    return -found if column.sign == "minus" and isinstance(found, Fraction) else found


def _sum(cells: tuple[Cell, ...]) -> Cell:
    """Of a column with anything missing there is no sum that anyone could stand for."""
    numbers = [cell for cell in cells if isinstance(cell, Fraction)]
    return sum(numbers, Fraction(0)) if len(numbers) == len(cells) else None


def _text(cell: Cell) -> str | bool | None:
    if not isinstance(cell, Fraction):
        return cell
    return plain_text(cell) if decimal_places(cell) >= 0 else str(cell)
