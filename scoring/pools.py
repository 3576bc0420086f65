"""Shares among the subjects themselves: a sum for a group of them, divided in proportion to the last unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rules.compiled import CompiledShareOut
from rules.condition import holds
from rules.exact import round_to
from rules.phrase import N_, glue, listed
from scoring.evaluate import evaluate_number
from scoring.explain import equals, nodes, numbers, value_text
from scoring.quantities import Quantities
from scoring.result import Node, Share
from scoring.scope import Scope, Trace
from scoring.shares import divide

EVERYONE = "全体"
_POOL, _WEIGHT = N_("待分配数"), N_("{who}：分配依据")
_BY_REMAINDER = N_("，按最大余数法计 {part}")


def share_among(quantities: Quantities) -> dict[str, list[Share]]:
    """Every share-out among subjects: subject → what falls to it, in the order of the scheme."""
    found: dict[str, list[Share]] = {}
    for rule in quantities.compiled.share_outs:
        if rule.rule.among == "subjects":
            for group, subjects in _groups(quantities, rule).items():
                for share in _shares(quantities, rule, group, subjects):
                    found.setdefault(share.member, []).append(share)
    return found


def _groups(quantities: Quantities, rule: CompiledShareOut) -> dict[tuple[str, ...], list[str]]:
    """The subjects to whom it applies, by their classes in ``within``."""
    applies = quantities.constants(quantities.inputs.period).bind(rule.applies)
    found: dict[tuple[str, ...], list[str]] = {}
    for name, subject in quantities.subjects.items():
        if holds(applies, dict(subject.classes)):
            group = tuple(subject.classes.get(each, "") for each in rule.rule.within)
            found.setdefault(group, []).append(name)
    return found


def _shares(
    quantities: Quantities, rule: CompiledShareOut, group: tuple[str, ...], subjects: Sequence[str]
) -> list[Share]:
    """One pool divided; nobody gets anything while somebody's weight is not known, and that is said of each."""
    period, source = quantities.inputs.period, rule.rule
    label = listed(each for each in group if each) or EVERYONE
    report = quantities.report(source.title, label)
    names = dict(zip(source.within, group, strict=True))
    scope = Scope(quantities.constants(period), dict(names))
    pool = evaluate_number(rule.pool, scope, report)
    if pool is None:
        return []
    weights: dict[str, Fraction] = {}
    sound = True
    for subject in subjects:
        weight = evaluate_number(rule.by, quantities.scope(subject, period), report)
        if weight is None or weight < 0:
            report("score-share-no-weight" if weight is None else "score-share-negative", {"member": subject})
            sound = False
        else:
            weights[subject] = weight
    whole = sum(weights.values(), Fraction(0))
    if not sound:
        return []
    if whole == 0:
        report("score-share-zero", {})
        return []
    pool = round_to(pool, source.to, quantities.compiled.rounding.mode)
    parts = divide(pool, list(weights.values()), source.to)
    top = _pool_node(rule, pool, scope)
    return [
        Share(source.id, source.title, subject, label, part, _explained(quantities, rule, top, subject, weights, part))
        for subject, part in zip(weights, parts, strict=True)
    ]


def _pool_node(rule: CompiledShareOut, pool: Fraction, scope: Scope) -> Node:
    trace = Trace()
    evaluate_number(rule.pool, scope, trace=trace)
    text = numbers(rule.pool, scope, trace)
    return Node("function", _POOL, pool, "", rule.pool.text, text, children=nodes(scope, trace))


def _explained(
    quantities: Quantities,
    rule: CompiledShareOut,
    pool: Node,
    subject: str,
    weights: Mapping[str, Fraction],
    part: Fraction,
) -> Node:
    """Pool × weight ÷ all weights, with the pool and the subject's own weight below."""
    source = rule.rule
    if not quantities.with_facts or not isinstance(pool.value, Fraction):
        return Node("share", source.title, part)
    weight, whole = weights[subject], sum(weights.values(), Fraction(0))
    text, below = quantities.trees.walked(rule.by, quantities.scope(subject, quantities.inputs.period))
    own = Node("function", _WEIGHT.filled(who=subject), weight, "", rule.by.text, text, children=below)
    exact = pool.value * weight / whole
    sentence: str = f"{value_text(pool.value)} × {value_text(weight)} ÷ {value_text(whole)} {equals(exact)}"
    if exact != part:
        sentence = glue(sentence, _BY_REMAINDER.filled(part=value_text(part)))
    return Node(
        "share", source.title, part, "", rule.by.text, sentence, source.basis, source.assumption, (), (pool, own)
    )
