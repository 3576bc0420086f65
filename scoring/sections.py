"""A section is the exact weighted sum of its parts' posted points, with a rule for parts that have no points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rules.compiled import CompiledPart, Quantity
from rules.phrase import N_, glue, listed
from scoring.evaluate import evaluate_number
from scoring.explain import MISSING, equals, is_percent, sum_text, value_text
from scoring.graph import Explainer, Graph
from scoring.period import Period
from scoring.result import Node

_POLICIES = {"zero": N_("按 0 计"), "redistribute": N_("权重分给其余各项"), "withhold": N_("本项暂不计分")}


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """A part: its points (``None``: no value, or it does not apply) and its weight."""

    part: CompiledPart
    points: Fraction | None
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A section's value. Redistribution multiplies weights by ``factor``; ``left_out`` are parts that do not apply."""

    value: Fraction | None
    parts: tuple[PartOutcome, ...]
    left_out: tuple[str, ...]
    factor: Fraction


def outcome(quantities: Graph, quantity: Quantity, subject: str, period: Period) -> Outcome:
    """The section for one subject.

    Parts that do not apply are left out. Where no part has a value, neither has the section: nothing reported is not
    nothing done. Else, of parts without a value, ``zero`` counts nothing, ``withhold`` leaves the
    section without a value, ``redistribute`` spreads the weight of these and of the parts left out over the others, in
    proportion, so that the weights keep their sum.
    """
    report = quantities.report(quantity.name, subject)
    scope = quantities.scope(subject, period)
    parts: list[PartOutcome] = []
    every: list[PartOutcome] = []
    left_out: list[str] = []
    for part in quantity.parts:
        weight = Fraction(1) if part.weight is None else evaluate_number(part.weight, scope, report)
        applies = quantities.applies(part.name, subject, period)
        points = quantities.number(part.name, subject, period) if applies else None
        found = PartOutcome(part, points, weight)
        every.append(found)
        if applies:
            parts.append(found)
        else:
            left_out.append(part.name)
    factor = _factor(quantity, every)
    return Outcome(_sum(quantity, parts, factor), tuple(parts), tuple(left_out), factor)


def _sum(quantity: Quantity, parts: list[PartOutcome], factor: Fraction) -> Fraction | None:
    if not parts or any(part.weight is None for part in parts):
        return None
    missing = [part for part in parts if part.points is None]
    if len(missing) == len(parts) or (missing and quantity.missing == "withhold"):
        return None
    weighted = [part.points * part.weight for part in parts if part.points is not None and part.weight is not None]
    return sum(weighted, Fraction(0)) * factor


def _factor(quantity: Quantity, every: list[PartOutcome]) -> Fraction:
    """How much the remaining weights grow: 1 unless weights are redistributed."""
    if quantity.missing != "redistribute":
        return Fraction(1)
    whole = sum((part.weight for part in every if part.weight is not None), Fraction(0))
    kept = sum((part.weight for part in every if part.weight is not None and part.points is not None), Fraction(0))
    return whole / kept if kept else Fraction(1)


def explain_section(trees: Explainer, quantity: Quantity, subject: str, period: Period) -> Node:
    """The sum with its weights, and below it every part that applies."""
    quantities = trees.quantities
    found = outcome(quantities, quantity, subject, period)
    scope = quantities.scope(subject, period)
    terms: list[str] = []
    children = [trees.node(part.part.name, subject, period) for part in found.parts]
    for part in found.parts:
        points = value_text(part.points)
        if part.part.weight is None:
            terms.append(points)
        else:
            terms.append(f"{points} × {value_text(part.weight, percent=is_percent(part.part.weight.tree, scope))}")
            children += trees.walked(part.part.weight, scope)[1]
    return Node("section", "", None, numbers=_numbers(quantity, found, terms), children=tuple(children))


def _numbers(quantity: Quantity, found: Outcome, terms: list[str]) -> str:
    text = sum_text(terms) if terms else MISSING
    if found.factor != 1:
        text = N_("（{sum}）× {factor}（缺项的权重分给其余各项）").filled(sum=text, factor=value_text(found.factor))
    if text != value_text(found.value):
        text = glue(text, "" if text.endswith("）") else " ", equals(found.value))
    if found.left_out:
        text = N_("{text}；不适用：{names}").filled(text=text, names=listed(found.left_out))
    missing = [part.part.name for part in found.parts if part.points is None]
    if missing and len(missing) == len(found.parts):
        return N_("{text}；各项都还没有得分").filled(text=text)
    if not missing:
        return text
    policy = _POLICIES[quantity.missing]
    return N_("{text}；没有得分：{names}，{policy}").filled(text=text, names=listed(missing), policy=policy)
