"""An indicator's points: formula, bounds, the one rounding, and the recorded decision that may stand in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rules.compiled import Quantity
from rules.exact import plain_text
from rules.phrase import N_, SEMICOLON, listed
from rules.problem import Problem
from scoring.evaluate import evaluate_number
from scoring.explain import value_text
from scoring.graph import Explainer, Graph, Scored
from scoring.inputs import Override
from scoring.period import Period
from scoring.result import Node

FULL_MARKS = "满分"


def score_indicator(quantities: Graph, quantity: Quantity, subject: str, period: Period) -> Scored:
    """The indicator's points for a subject to whom it applies."""
    report = quantities.report(quantity.name, subject)
    plain = quantities.scope(subject, period)
    full = None if quantity.full_marks is None else evaluate_number(quantity.full_marks, plain, report)
    scope = quantities.scope(subject, period, {FULL_MARKS: full})
    raw = None if quantity.formula is None else evaluate_number(quantity.formula, scope, report)
    cap = None if quantity.cap is None else evaluate_number(quantity.cap, scope, report)
    floor = None if quantity.floor is None else evaluate_number(quantity.floor, scope, report)
    by_formula = None
    if raw is not None:
        value = raw if cap is None else min(raw, cap)
        by_formula = quantities.compiled.rounding.apply(value if floor is None else max(value, floor))
    override = quantities.overrides.get((subject, quantity.id)) if period == quantities.inputs.period else None
    if override is not None and full is not None and not 0 <= override.points <= full:
        values = {
            "subject": subject,
            "rule": quantity.name,
            "points": plain_text(override.points),
            "low": "0",
            "high": plain_text(full),
        }
        quantities.problems.append(Problem("score-override-range", values))
        override = None
    posted = by_formula if override is None else quantities.compiled.rounding.apply(override.points)
    return Scored(full, raw, cap, floor, by_formula, override, posted)


def usable_overrides(quantities: Graph) -> Mapping[tuple[str, str], Override]:
    """单独评分 by (subject, indicator id); what the scheme does not allow, or what names no indicator, is reported."""
    compiled, given = quantities.compiled, quantities.inputs.overrides
    indicators = {quantity.id: name for name, quantity in compiled.quantities.items() if quantity.kind == "indicator"}
    times = Counter((override.subject, override.rule) for override in given)
    found: dict[tuple[str, str], Override] = {}
    for override in given:
        place = (override.subject, override.rule)
        values = {"subject": override.subject, "rule": indicators.get(override.rule, override.rule)}
        known = override.rule in indicators and override.subject in quantities.subjects
        if compiled.scheme.overrides.allowed == "none":
            problem = Problem("score-override-not-allowed", values)
        elif not known or not quantities.applies(indicators[override.rule], override.subject, quantities.inputs.period):
            problem = Problem("score-override-unknown", values)
        elif times[place] > 1:
            problem = Problem("score-override-twice", values)
        else:
            found[place] = override
            continue
        if problem not in quantities.problems:
            quantities.problems.append(problem)
    return found


def explain_indicator(trees: Explainer, quantity: Quantity, subject: str, period: Period) -> Node:
    """The formula with its numbers, what bounds and rounding did, and both outcomes where a decision replaced one."""
    quantities = trees.quantities
    scored = quantities.scored(quantity.name, subject, period)
    if quantity.formula is None:
        raise ValueError("an indicator without a formula")
    numbers, children = trees.walked(
        quantity.formula, quantities.scope(subject, period, {FULL_MARKS: scored.full_marks})
    )
    if quantity.full_marks is not None:
        known = {(child.kind, child.title) for child in children}
        below = trees.walked(quantity.full_marks, quantities.scope(subject, period))[1]
        children += tuple(child for child in below if (child.kind, child.title) not in known)
    numbers = _bounded(numbers, scored)
    if scored.override is not None:
        scheme = quantities.compiled.scheme
        formula = quantity.formula.text
        by_formula = Node("function", N_("按公式"), scored.by_formula, scheme.unit, formula, numbers, children=children)
        decided = _decided(scored.override)
        numbers = N_("按公式：{numbers}；{decided}").filled(numbers=numbers, decided=decided)
        override = Node(
            "override",
            N_("单独评分"),
            scored.override.points,
            scheme.unit,
            numbers=decided,
            basis=scheme.overrides.basis,
        )
        children = (override, by_formula)
    return Node("indicator", "", None, formula=quantity.formula.text, numbers=numbers, children=children)


def _bounded(numbers: str, scored: Scored) -> str:
    if scored.raw is None or scored.by_formula is None:
        return numbers
    if scored.cap is not None and scored.raw > scored.cap:
        return N_("{numbers}，封顶 {cap}").filled(numbers=numbers, cap=value_text(scored.cap))
    if scored.floor is not None and scored.raw < scored.floor:
        return N_("{numbers}，保底 {floor}").filled(numbers=numbers, floor=value_text(scored.floor))
    if scored.raw == scored.by_formula:
        return numbers
    return N_("{numbers}，计 {posted}").filled(numbers=numbers, posted=value_text(scored.by_formula))


def _decided(override: Override) -> str:
    who = (
        (N_("申请：{text}"), override.applied_by),
        (N_("核实：{text}"), override.verified_by),
        (N_("决定：{text}"), override.decided_by),
        (N_("事由：{text}"), override.reason),
    )
    said = listed((label.filled(text=text) for label, text in who if text), SEMICOLON)
    return N_("单独评分 {points}（{said}）").filled(points=value_text(override.points), said=said)
