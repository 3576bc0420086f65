"""供求: what teams would take against the work there is, suggestion by suggestion, and the rounds played forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.access import needs
from portal.database import KEY, session
from portal.tuning.address import LONGEST_VALUE, Fields, query_of, sliders_at
from portal.tuning.pages import blueprint, head_of, period_or_404
from portal.tuning.work import Column, Work, column_of, columns_of, counted, pasted
from rules.exact import parse_number, plain_text, shown
from rules.phrase import COMMA, listed
from rules.problem import Problem
from scoring.tuning.rounds import Model, Simulation, simulate
from scoring.tuning.supply import (
    Kind,
    Response,
    Step,
    Suggestion,
    check_totals,
    decide,
    in_proportion,
    kinds_of,
    suggest,
)
from shown import charts
from workflow.permissions import Permission
from workflow.prepared import Prepared, prepared, typed

TAKE, VALUE = "take.", "value."  # before a weight's address: what staff decided, and the value they put instead
KEPT = ("share", "keeps", "gain", "most", "tolerance", "elasticity", "rounds")  # with pasted numbers as without
MOST_ROUNDS = 48


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number of the model that the court sets: its field, words, text as typed, and bounds."""

    field: str
    title: str
    text: str
    value: Fraction
    error: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One weight's suggested step with what staff decided on it."""

    address: str
    before: str
    after: str
    held: bool
    take: str
    value: str


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A kind's sentence and its steps."""

    text: str
    direction: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class RoundsView:
    """The simulation: a row a round with each kind's demand and weights; a line a kind, how far it is over-chosen."""

    text: str
    kinds: tuple[str, ...]
    rows: tuple[tuple[int, tuple[tuple[str, str, str], ...]], ...]
    drawn: charts.Lines


@blueprint.get(f"/<{KEY}:period_id>/supply")
@needs(Permission.TUNING_READ)
def supply(period_id: int) -> ResponseReturnValue:
    """The page; its address holds all numbers. What is accepted goes on to the sliders."""
    period = period_or_404(period_id)
    made = prepared(session(), period)
    fields: Fields = MultiDict(request.args)
    column = column_of(made, fields.get("of", ""))
    if column is None:
        return render_template("portal/tuning/supply.html", head=head_of(period), columns=(), column=None)
    if fields.get("paste", "").strip():
        return redirect(f"{url_for('tuning.supply', period_id=period_id)}?{_without_paste(made, column, fields)}")
    work = counted(made, column, fields)
    assumptions = {one.field: one for one in _assumptions(fields)}
    response = Response(*(assumptions[name].value for name in ("gain", "most", "tolerance")))
    kinds, problems = kinds_of(made.trial.compiled, made.trial.knobs, column.table, column.name, _numbers(work))
    if fields.get("share") == "1":
        kinds = in_proportion(kinds)
    else:
        problems += check_totals(kinds, response) if kinds else []
    suggestions = suggest(kinds, response)
    overlay, undecided = decide(suggestions, _decisions(fields, suggestions))
    if fields.get("do") == "try":
        settings = made.settings(overlay)
        if settings and not undecided:
            return redirect(sliders_at(period_id, query_of(settings.items())))
        problems += undecided or [Problem("trial.nothing_taken")]
    return render_template(
        "portal/tuning/supply.html",
        head=head_of(period),
        columns=columns_of(made),
        column=column,
        work=work,
        assumptions=list(assumptions.values()),
        share=fields.get("share") == "1",
        keeps=_keeps(fields),
        problems=[problem.text(_) for problem in problems] if any(one.demand_text for one in work) else [],
        suggestions=[_suggestion(one, fields) for one in suggestions],
        rounds=_rounds(kinds, response, assumptions, keeps=_keeps(fields)) if kinds else None,
    )


def _numbers(work: Sequence[Work]) -> dict[str, tuple[Fraction, Fraction]]:
    """The kinds for which both numbers are there."""
    return {one.name: (one.demand, one.supply) for one in work if one.demand is not None and one.supply is not None}


def _without_paste(made: Prepared, column: Column, fields: Fields) -> str:
    """The same query with the pasted numbers in their fields."""
    pairs = [(name, fields[name][:LONGEST_VALUE]) for name in KEPT if name in fields] + [("of", column.text)]
    for one in counted(made, column, fields, pasted(fields["paste"])):
        pairs += [("kind", one.name), ("demand", one.demand_text), ("supply", one.supply_text)]
    return urlencode(pairs)


def _assumptions(fields: Fields) -> list[Assumption]:
    """All are the court's to set; the source says how weights move, not by how much."""
    plain, model = Response(), Model()
    wanted = (
        ("gain", _("灵敏度（超选 100% 时权重调几成）"), plain.gain, Fraction(0), Fraction(10)),
        ("most", _("一轮最多调"), plain.most, Fraction(0), Fraction(1)),
        ("tolerance", _("容许的差距"), plain.tolerance, Fraction(0), Fraction(1)),
        ("elasticity", _("意愿弹性（权重降 1%，意愿降几个 1%）"), model.elasticity, Fraction(0), Fraction(10)),
        ("rounds", _("最多推演几轮"), Fraction(24), Fraction(1), Fraction(MOST_ROUNDS)),
    )
    found = []
    for field, title, usual, low, high in wanted:
        percent = field not in ("rounds", "elasticity")
        text = fields.get(field, "").strip()[:LONGEST_VALUE] or shown(usual, percent=percent)
        value = parse_number(text)
        whole = value is not None and (field != "rounds" or value.denominator == 1)
        good = value is not None and whole and low <= value <= high
        ends = [shown(end, percent=percent) for end in (low, high)]
        error = "" if good else _("请填 %(low)s 至 %(high)s 之间的数", low=ends[0], high=ends[1])
        found.append(Assumption(field, title, text, value if good and value is not None else usual, error))
    return found


def _keeps(fields: Fields) -> bool:
    """Whether all demand together stays; yes until the form says otherwise."""
    return fields.get("keeps", "1") == "1"


def _decisions(fields: Fields, suggestions: Sequence[Suggestion]) -> dict[str, bool | Fraction]:
    """What staff decided, by address; a value typed instead counts as decided."""
    found: dict[str, bool | Fraction] = {}
    for step in (step for one in suggestions for step in one.steps):
        address = step.knob.address
        take, value = fields.get(TAKE + address, ""), _typed_value(fields, step)
        if take == "refuse":
            found[address] = False
        elif take == "accept":
            found[address] = True
        elif value is not None:
            found[address] = value
    return found


def _typed_value(fields: Fields, step: Step) -> Fraction | None:
    text = fields.get(VALUE + step.knob.address, "").strip()[:LONGEST_VALUE]
    bare = text and step.knob.unit == "%" and not text.endswith(("%", "％"))
    return parse_number(f"{text}%" if bare else text)


def _suggestion(one: Suggestion, fields: Fields) -> SuggestionRow:
    steps = tuple(
        StepRow(
            step.knob.address, typed(step.knob, step.before), typed(step.knob, step.after), step.held,
            fields.get(TAKE + step.knob.address, ""), fields.get(VALUE + step.knob.address, "")[:LONGEST_VALUE],
        )
        for step in one.steps
    )  # fmt: skip
    return SuggestionRow(one.text, one.direction, steps)


def _rounds(
    kinds: Sequence[Kind], response: Response, assumptions: Mapping[str, Assumption], *, keeps: bool
) -> RoundsView:
    model = Model(assumptions["elasticity"].value, keeps)
    played = simulate(kinds, response, model, int(assumptions["rounds"].value))
    rows = [
        (one.number, tuple(_round_cell(made.kind, [step.after for step in made.steps]) for made in one.suggestions))
        for one in played.rounds
    ]
    return RoundsView(played.text, tuple(kind.name for kind in kinds), tuple(rows), _drawn(played))


def _round_cell(kind: Kind, weights: Sequence[Fraction]) -> tuple[str, str, str]:
    gap = "—" if kind.gap is None else shown(kind.gap, 1, percent=True)
    return shown(kind.demand, 1), gap, listed((plain_text(weight) for weight in weights), COMMA) or "—"


def _drawn(played: Simulation) -> charts.Lines:
    """How far each kind is over-chosen, in percent, at the beginning of each round and at the end."""
    columns = [[made.kind.gap for made in one.suggestions] for one in played.rounds]
    columns.append([kind.gap for kind in played.kinds])
    named = [
        (kind.name, [None if (gap := gaps[at]) is None else gap * 100 for gaps in columns])
        for at, kind in enumerate(played.kinds)
    ]
    return charts.lines(named)
