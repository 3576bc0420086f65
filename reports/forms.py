"""表样: the tables that a scheme's source prints in its annexes, filled from a period (``X.forms.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.exact import decimal_places, plain_text
from rules.forms import Form, FormColumn, forms_of
from rules.problem import N_, ProblemError
from scoring.inputs import Inputs
from scoring.period import Period, parse_period
from scoring.result import SubjectResult
from shown.language import say
from workflow.inputs import ground_of, inputs_of

KIND = "forms"
Cell = Fraction | str | bool | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its rows in the scheme's order; ``totals`` are ``None`` where the form has none."""

    form: Form
    titles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    totals: tuple[Cell, ...] | None


def compose_forms(desk: Desk, _subject: str) -> Sheet | None:
    """All forms of the period's scheme, each on a page of its own; ``None`` for a scheme without any."""
    filled = fill(desk)
    when = parse_period(desk.period.text)
    if not filled or when is None:
        return None
    proof = proof_of(desk.period, kind=KIND, subject="", stored=desk.standing.stored)
    title = say(N_("附表"))
    return compose(
        "reports/forms.html", {"forms": filled, "scheme": desk.standing.compiled.scheme, "period": when.shown},
        name=file_name(desk.period.court.name, when.shown.replace(" ", ""), title),
        title=f"{desk.standing.compiled.scheme.title} {when.shown} {title}",
        left=desk.standing.compiled.scheme.title, right=when.shown, proof=proof, styles=("forms.css",),
        attachment=data_of(filled),
    )  # fmt: skip


def fill(desk: Desk) -> tuple[Filled, ...]:
    """The forms with their figures; :class:`ProblemError` when the file of forms is wrong."""
    forms, problems = forms_of(desk.standing.compiled)
    if problems:
        raise ProblemError(problems)
    when = parse_period(desk.period.text)
    if not forms or when is None:
        return ()
    given = inputs_of(desk.session, ground_of(desk.session, desk.period))
    return tuple(_filled(desk, form, given, when) for form in forms)


def data_of(filled: tuple[Filled, ...]) -> dict[str, Any]:
    """The same tables as data, for the attachment: exact numbers as text."""
    return {
        "forms": [
            {
                "id": one.form.id,
                "title": one.form.title,
                "columns": list(one.titles),
                "rows": [{"subject": name, "values": [_text(cell) for cell in cells]} for name, cells in one.rows],
                **({"totals": [_text(cell) for cell in one.totals]} if one.totals else {}),
            }
            for one in filled
        ]
    }


def _filled(desk: Desk, form: Form, given: Inputs, when: Period) -> Filled:
    words = {"this": when.shown, "before": when.back().shown}
    rows = tuple(
        (result.subject, tuple(_cell(result, column, given, when) for column in form.columns))
        for result in _in_order(desk)
    )
    columns = list(zip(*(cells for _, cells in rows), strict=True)) if rows else []
    totals = tuple(_sum(cells) for cells in columns) if form.totals else None
    return Filled(form, tuple(column.title.format(**words) for column in form.columns), rows, totals)


def _in_order(desk: Desk) -> list[SubjectResult]:
    """As the scheme names its subjects, which is how the source's tables list them; others behind, as they come."""
    named = list(desk.standing.compiled.scheme.subjects)
    places = {name: index for index, name in enumerate(named)}
    return sorted(desk.standing.results, key=lambda result: places.get(result.subject, len(named)))


def _cell(result: SubjectResult, column: FormColumn, given: Inputs, when: Period) -> Cell:
    if column.period == "before":
        found: Cell = given.figures.get((result.subject, when.back().text, column.of))
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
