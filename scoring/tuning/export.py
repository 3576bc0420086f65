"""Values of tuning as plain data for pages and the API: amounts are decimal texts, ``None`` for none.

Posted amounts carry the decimals of the scheme's rounding, as in :mod:`scoring.export`; ratios and weights are exact
where a decimal can say them, else rounded to six places.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rules.exact import decimal_places, decimal_text, plain_text
from rules.problem import Translate
from scoring.export import amount, problems_to_data
from scoring.tuning.goal import Offer, Search
from scoring.tuning.knobs import Knob
from scoring.tuning.outcome import GroupOutcome, LineOutcome, Outcome, Spread, SubjectOutcome
from scoring.tuning.rounds import Simulation
from scoring.tuning.supply import Suggestion
from scoring.tuning.trial import Trial

PLACES = 6
Data = dict[str, Any]


def same(message: str) -> str:
    """No translation."""
    return message


def decimal(value: Fraction | None) -> str | None:
    """Exact where a decimal is; else to six places."""
    if value is None:
        return None
    return plain_text(value) if 0 <= decimal_places(value) <= PLACES else decimal_text(value, PLACES)


def knob_to_data(knob: Knob) -> Data:
    """A slider. ``value``, ``low``, ``high`` and ``step`` are ratios where the unit is %."""
    return {
        "address": knob.address,
        "name": knob.name,
        "keys": None if knob.keys is None else list(knob.keys),
        "value": decimal(knob.value),
        "low": decimal(knob.low),
        "high": decimal(knob.high),
        "step": decimal(knob.step),
        "unit": knob.unit,
        "basis": knob.basis,
        "assumption": knob.assumption,
    }


def outcome_to_data(trial: Trial, outcome: Outcome, translate: Translate = same) -> Data:
    """An outcome. ``changes`` holds who moved, furthest first, by position in ``subjects``."""
    positions = {one.subject: position for position, one in enumerate(outcome.subjects)}
    return {
        "unit": trial.compiled.scheme.unit,
        "subjects": [_subject(trial, one) for one in outcome.subjects],
        "changes": [positions[one.subject] for one in outcome.changes],
        "lines": [_line(trial, one) for one in outcome.lines],
        "spread": _spread(trial, outcome.spread),
        "spread_before": _spread(trial, outcome.spread_before),
        "groups": [_group(trial, one) for one in outcome.groups],
        "sums": [{"table": one.table, "now": decimal(one.now), "before": decimal(one.before)} for one in outcome.sums],
        "problems": problems_to_data(outcome.problems, translate),
    }


def suggestion_to_data(suggestion: Suggestion) -> Data:
    """A suggestion with its numbers and its sentence. ``gap`` is ``None`` where there is no such work at all."""
    kind = suggestion.kind
    return {
        "kind": kind.name,
        "demand": decimal(kind.demand),
        "supply": decimal(kind.supply),
        "gap": decimal(kind.gap),
        "direction": suggestion.direction,
        "steps": [
            {
                "address": step.knob.address,
                "before": decimal(step.before),
                "after": decimal(step.after),
                "held": step.held,
            }
            for step in suggestion.steps
        ],
        "text": suggestion.text,
    }


def simulation_to_data(simulation: Simulation) -> Data:
    """The rounds of a simulation, why they ended, and the weights at the end."""
    return {
        "rounds": [
            {"number": one.number, "suggestions": [suggestion_to_data(each) for each in one.suggestions]}
            for one in simulation.rounds
        ],
        "ended": simulation.ended,
        "text": simulation.text,
        "kinds": [
            {"kind": one.name, "demand": decimal(one.demand), "supply": decimal(one.supply), "gap": decimal(one.gap)}
            for one in simulation.kinds
        ],
        "weights": {knob.address: decimal(value) for knob, value in simulation.weights.items()},
    }


def search_to_data(search: Search) -> Data:
    """What a search offers, smallest change first, or what comes nearest."""
    return {
        "already": search.already,
        "before": search.before,
        "offers": [_offer(one) for one in search.offers],
        "nearest": None if search.nearest is None else _offer(search.nearest),
        "evaluations": search.evaluations,
        "cut_short": search.cut_short,
        "text": search.text,
    }


def _offer(offer: Offer) -> Data:
    return {
        "changes": [
            {
                "address": change.knob.address,
                "before": decimal(change.knob.value),
                "after": decimal(change.after),
                "text": change.text,
            }
            for change in offer.changes
        ],
        "relative": decimal(offer.relative),
        "before": offer.before,
        "after": offer.after,
    }


def _subject(trial: Trial, one: SubjectOutcome) -> Data:
    rounding = trial.compiled.rounding
    known = one.total is not None and one.before is not None
    return {
        "subject": one.subject,
        "total": amount(one.total, rounding),
        "before": amount(one.before, rounding),
        "change": amount(one.change, rounding) if known else None,
        "place": one.place,
        "place_before": one.place_before,
        "band": one.band,
        "band_before": one.band_before,
    }


def _line(trial: Trial, one: LineOutcome) -> Data:
    rounding = trial.compiled.rounding
    return {
        "title": one.line.title,
        "at": decimal(one.line.at),
        "share": decimal(one.line.share),
        "cut": amount(one.cut, rounding),
        "cut_before": amount(one.cut_before, rounding),
        "above": one.above,
        "above_before": one.above_before,
        "places": one.places,
        "rose": list(one.rose),
        "fell": list(one.fell),
    }


def _spread(trial: Trial, spread: Spread) -> Data:
    rounding = trial.compiled.rounding
    return {
        "highest": amount(spread.highest, rounding),
        "lowest": amount(spread.lowest, rounding),
        "ratio": decimal(spread.ratio),
    }


def _group(trial: Trial, group: GroupOutcome) -> Data:
    rounding = trial.compiled.rounding
    return {
        "by": group.by,
        "group": group.group,
        "count": group.count,
        "total": amount(group.total, rounding),
        "before": amount(group.before, rounding),
        "mean": decimal(group.mean),
        "mean_before": decimal(group.mean_before),
    }
