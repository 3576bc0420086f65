"""目标: an outcome that staff would like, and the changes of weights that would bring it. Offered, never applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.access import needs
from portal.database import KEY, session
from portal.tuning.address import LONGEST_VALUE, Fields, query_of, sliders_at
from portal.tuning.pages import blueprint, head_of, period_or_404
from portal.tuning.result import by_title
from rules.exact import parse_number
from scoring.tuning.goal import Limits, Offer, Search, seek
from scoring.tuning.knobs import Knob
from scoring.tuning.targets import AtLeast, EqualMeans, SpreadIs, Target
from workflow.permissions import Permission
from workflow.prepared import Prepared, prepared, typed
from workflow.trials import grade_lines

EVALUATIONS = 400  # trials of one search: seconds, not minutes, in the largest courts
LONGEST_NAME = 80
FIRST = "spread"


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer: its changes in words, where it leads, and the address that tries it on the sliders."""

    changes: tuple[str, ...]
    before: str
    after: str
    address: str


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """Two groups of one grouping are compared; this is one of the choices, as the address names it and in words."""

    value: str
    title: str


@blueprint.get(f"/<{KEY}:period_id>/goal")
@needs(Permission.TUNING_READ)
def goal(period_id: int) -> ResponseReturnValue:
    """The page; its address holds the target, so the same address always has the same offers."""
    period = period_or_404(period_id)
    made = prepared(session(), period)
    fields: Fields = MultiDict(request.args)
    tables = list(dict.fromkeys(_group(knob) for knob in made.trial.knobs))
    among = [table for table in fields.getlist("among") if table in tables]
    if "kind" not in fields:
        among = [_largest(made.trial.knobs)] if tables else []
    target, errors = _target(made, fields) if "kind" in fields else (None, {})
    if "kind" in fields and not among:
        errors["among"] = _("请至少选一组可调的权重或参数")
    found = None
    if target is not None and not errors:
        knobs = [knob for knob in made.trial.knobs if _group(knob) in among]
        with made.turn:
            limits = Limits(evaluations=EVALUATIONS)
            found = seek(made.trial, target, knobs, keep_sum=fields.get("keep") == "1", limits=limits)
    return render_template(
        "portal/tuning/goal.html",
        head=head_of(period),
        kind=fields.get("kind", FIRST),
        fields={name: value[:LONGEST_NAME] for name, value in fields.items()},
        subjects=made.trial.subjects,
        groups=_groups(made),
        tables=tables,
        among=among,
        errors=errors,
        found=found,
        offers=_offers(period_id, found),
        has_total=made.trial.compiled.scheme.total is not None,
    )


def _target(made: Prepared, fields: Fields) -> tuple[Target | None, dict[str, str]]:
    """The target asked for, or what is wrong with it, by field."""
    if fields["kind"] == "line":
        return _line_target(made, fields)
    if fields["kind"] == "means":
        return _means_target(made, fields)
    errors: dict[str, str] = {}
    ratio = _number(fields, "ratio", Fraction(3), Fraction(1), Fraction(1000), errors)
    within = _number(fields, "within", Fraction(1, 20), Fraction(0), Fraction(100), errors)
    return SpreadIs(ratio, within), errors


def _line_target(made: Prepared, fields: Fields) -> tuple[Target | None, dict[str, str]]:
    lines, problems = grade_lines([(_("目标线"), fields.get("line", "")[:LONGEST_VALUE])])
    errors = dict.fromkeys(["line"] if problems else [], "".join(problem.text(_) for problem in problems))
    if not lines and not errors:
        errors["line"] = _("请填分数（如 60）或比例（如 20%）")
    if fields.get("subject", "") not in made.trial.subjects:
        errors["subject"] = _("本周期没有这个对象")
    return (None if errors else AtLeast(fields["subject"], lines[0])), errors


def _means_target(made: Prepared, fields: Fields) -> tuple[Target | None, dict[str, str]]:
    errors: dict[str, str] = {}
    within = _number(fields, "apart", Fraction(1, 10), Fraction(0), Fraction(1000), errors)
    known = {choice.value for choice in _groups(made)}
    first, second = fields.get("first", ""), fields.get("second", "")
    (by, _one, left), (other, _two, right) = first.partition("/"), second.partition("/")
    if first not in known or second not in known or by != other or first == second:
        errors["first"] = _("请选同一种分组里的两组")
    return (None if errors else EqualMeans(by, left, right, within)), errors


def _number(
    fields: Fields, name: str, usual: Fraction, low: Fraction, high: Fraction, errors: dict[str, str]
) -> Fraction:
    text = fields.get(name, "").strip()[:LONGEST_VALUE]
    value = parse_number(text) if text else usual
    if value is not None and low <= value <= high:
        return value
    errors[name] = _("请填 %(low)s 至 %(high)s 之间的数", low=low, high=high)
    return usual


def _groups(made: Prepared) -> Sequence[GroupChoice]:
    return [GroupChoice(f"{one.by}/{one.name}", f"{by_title(one.by)} · {one.name}") for one in made.trial.groups]


def _offers(period_id: int, found: Search | None) -> list[OfferView]:
    """What reaches the target; where nothing does, what comes nearest."""
    if found is None:
        return []
    offers = list(found.offers) or ([found.nearest] if found.nearest else [])
    return [_offer(period_id, offer) for offer in offers]


def _offer(period_id: int, offer: Offer) -> OfferView:
    settings = [(change.knob.address, typed(change.knob, change.after)) for change in offer.changes]
    address = sliders_at(period_id, query_of(settings))
    return OfferView(tuple(change.text for change in offer.changes), offer.before, offer.after, address)


def _group(knob: Knob) -> str:
    """The table of a cell; parameters are a group of their own, with no name."""
    return "" if knob.keys is None else knob.name


def _largest(knobs: Sequence[Knob]) -> str:
    names = [_group(knob) for knob in knobs]
    return max(dict.fromkeys(names), key=names.count)
