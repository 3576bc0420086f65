"""调整: what was decided by hand, put in its place among the priced cells of a period.

An adjustment adds its points to an item, or stands in the place of what one fact earns under it: that fact then leaves
its cell. Live booking does the same a fact at a time (workflow.booking), so that ledger and bulk count agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.condition import holds
from scoring.explain import value_text
from scoring.inputs import Adjustment, Fact
from scoring.price import Priced, PricedCell, Pricer
from scoring.result import Node

if TYPE_CHECKING:
    from scoring.trees import Trees


def adjusted(pricer: Pricer, priced: Priced, adjustments: Sequence[Adjustment], facts: Mapping[str, Fact]) -> Priced:
    """The same worth with the adjustments in it; a fact that was replaced is counted no longer."""
    cells = {place: list(held) for place, held in priced.cells.items()}
    by_place: dict[tuple[str, str], tuple[Adjustment, ...]] = {}
    for one in sorted(adjustments, key=lambda one: one.key):
        place = (one.subject, one.rule)
        by_place[place] = (*by_place.get(place, ()), one)
    for key, rule in sorted({(one.replaces, one.rule) for one in adjustments if one.replaces is not None}):
        fact = facts.get(key)
        if fact is not None:
            held = cells.get((fact.subject, rule), [])
            cells[fact.subject, rule] = _without(pricer, held, rule, fact)
    return replace(priced, cells={place: tuple(held) for place, held in cells.items() if held}, adjustments=by_place)


def _without(pricer: Pricer, held: Sequence[PricedCell], rule: str, fact: Fact) -> list[PricedCell]:
    """The cells of a subject and rule without one fact, if it is among them."""
    item, regime = pricer.items[rule], pricer.compiled.regime(fact.day)
    if item.rule.when.fact != fact.kind or not holds(pricer.book.regime(regime).bind(item.condition), fact.fields):
        return list(held)
    key = tuple(fact.fields.get(name) for name in item.reads)
    found = []
    for priced in held:
        cell = priced.cell
        if (cell.regime, cell.key) != (regime, key):
            found.append(priced)
        elif cell.count > 1:
            left = tuple(each for each in cell.facts if each != fact.key)
            found.append(replace(priced, cell=replace(cell, count=cell.count - 1, facts=left)))
    return found


def explain_adjustment(trees: Trees, one: Adjustment) -> Node:
    """Who decided what, and why."""
    hands = "，".join(f"{word} {name}" for word, name in (("提出", one.proposed_by), ("批准", one.approved_by)) if name)
    what = f"代替「{one.replaces}」的计分" if one.replaces else "人工调整"
    text = f"{what} {value_text(one.points)}；理由：{one.reason}" + (f"（{hands}）" if hands else "")
    facts = (one.replaces,) if one.replaces else ()
    unit = trees.quantities.compiled.scheme.unit
    return Node("adjustment", "调整", one.points, unit, numbers=text, facts=facts)
