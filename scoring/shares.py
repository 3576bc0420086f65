"""Share-outs: a sum divided in proportion by largest remainder. The parts add up to the sum, to the last unit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from rules.compiled import CompiledShareOut
from rules.condition import holds
from rules.exact import round_to
from rules.phrase import N_
from scoring.evaluate import evaluate_number
from scoring.explain import equals, value_text
from scoring.quantities import Quantities
from scoring.result import Node, Share

_POOL, _WEIGHT = N_("待分配数"), N_("{name}：分配依据")


def divide(pool: Fraction, weights: Sequence[Fraction], unit: Fraction) -> list[Fraction]:
    """Parts of ``pool`` (a multiple of ``unit``, of either sign) in proportion to weights ≥ 0 that are not all zero.

    Each part is first rounded towards zero; the units left over go one each to the largest remainders, and among equal
    remainders to whoever stands earlier. A pool of the other sign is divided alike.
    """
    whole = sum(weights, Fraction(0))
    units = pool / unit
    sign = -1 if units < 0 else 1
    exact = [abs(units) * weight / whole for weight in weights]
    parts = [math.floor(part) for part in exact]
    left = int(abs(units)) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda position: (parts[position] - exact[position], position))
    for position in by_remainder[:left]:
        parts[position] += 1
    return [sign * part * unit for part in parts]


def share_out(quantities: Quantities, subject: str) -> list[Share]:
    """Every share-out that applies to a subject, for its members in order."""
    period = quantities.inputs.period
    classes = dict(quantities.subjects[subject].classes)
    found: list[Share] = []
    for rule in quantities.compiled.share_outs:
        among = rule.rule.among
        if among == "members" and holds(quantities.constants(period).bind(rule.applies), classes):
            found += _shares(quantities, rule, subject)
    return found


def _shares(quantities: Quantities, rule: CompiledShareOut, subject: str) -> list[Share]:
    period = quantities.inputs.period
    report = quantities.report(rule.rule.title, subject)
    pool = evaluate_number(rule.pool, quantities.scope(subject, period), report)
    if pool is None:
        return []
    view = quantities.members()
    members = view.of.get(subject, ())
    weights: dict[str, Fraction] = {}
    for member in members:
        weight = evaluate_number(rule.by, view.quantities.scope(member.id, period), report)
        if weight is None or weight < 0:
            report("score-share-no-weight" if weight is None else "score-share-negative", {"member": member.name})
            return []
        weights[member.name] = weights.get(member.name, Fraction(0)) + weight
    whole = sum(weights.values(), Fraction(0))
    if whole == 0:
        report("score-share-zero" if members else "score-share-nobody", {})
        return []
    parts = divide(_rounded_pool(quantities, rule, pool), list(weights.values()), rule.rule.to)
    return [
        Share(
            rule.rule.id,
            rule.rule.title,
            name,
            subject,
            part,
            _explained(quantities, rule, subject, name, weights, part),
        )
        for name, part in zip(weights, parts, strict=True)
    ]


def _explained(
    quantities: Quantities,
    rule: CompiledShareOut,
    subject: str,
    name: str,
    weights: Mapping[str, Fraction],
    part: Fraction,
) -> Node:
    """Pool × weight ÷ all weights, with the pool and the member's weight below."""
    unit = quantities.compiled.scheme.unit
    if not quantities.with_facts:
        return Node("share", rule.rule.title, part, unit)
    scope = quantities.scope(subject, quantities.inputs.period)
    pool = _rounded_pool(quantities, rule, evaluate_number(rule.pool, scope) or Fraction(0))
    text, below = quantities.trees.walked(rule.pool, scope)
    below = tuple(replace(node, children=()) for node in below)  # the subject's own tree has what is below
    children = [Node("function", _POOL, pool, unit, rule.pool.text, text, children=below)]
    view = quantities.members()
    for member in view.of.get(subject, ()):
        if member.name == name:
            of_member = view.quantities.scope(member.id, quantities.inputs.period)
            text, below = quantities.trees.walked(rule.by, of_member)
            weight = evaluate_number(rule.by, of_member)
            children.append(Node("function", _WEIGHT.filled(name=name), weight, "", rule.by.text, text, children=below))
    whole = sum(weights.values(), Fraction(0))
    exact = pool * weights[name] / whole
    text = f"{value_text(pool)} × {value_text(weights[name])} ÷ {value_text(whole)} {equals(exact)}"
    if exact != part:
        text = N_("{sum}，按最大余数法计 {part}").filled(sum=text, part=value_text(part))
    source = rule.rule
    return Node(
        "share", source.title, part, unit, rule.by.text, text, source.basis, source.assumption, (), tuple(children)
    )


def _rounded_pool(quantities: Quantities, rule: CompiledShareOut, pool: Fraction) -> Fraction:
    """What is divided: the pool in whole units of the share-out."""
    return round_to(pool, rule.rule.to, quantities.compiled.rounding.mode)
