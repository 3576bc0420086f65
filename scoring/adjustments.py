"""调整: what was decided by hand, put in its place among what was counted.

An adjustment adds its points to an item, or stands in the place of what one fact earns under it: that fact is then not
counted for the item. Live booking does the same a fact at a time (workflow.booking), so that ledger and bulk agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rules.compiled import Compiled
from rules.condition import holds
from rules.phrase import COMMA, N_, listed
from scoring.constants import Book
from scoring.explain import value_text
from scoring.inputs import Adjustment, Fact
from scoring.result import Node
from scoring.tally import Cell, Tally


def by_place(adjustments: Iterable[Adjustment]) -> Mapping[tuple[str, str], tuple[Adjustment, ...]]:
    """By subject and rule, in a fixed order."""
    found: dict[tuple[str, str], tuple[Adjustment, ...]] = {}
    for one in sorted(adjustments, key=lambda one: one.key):
        place = (one.subject, one.rule)
        found[place] = (*found.get(place, ()), one)
    return found


def without_replaced(
    compiled: Compiled, book: Book, tally: Tally, adjustments: Iterable[Adjustment], facts: Mapping[str, Fact]
) -> Tally:
    """The tally of a period, in which each replaced fact counts no longer for the rule."""
    cells: Sequence[Cell] = tally.cells
    for key, rule in sorted({(one.replaces, one.rule) for one in adjustments if one.replaces is not None}):
        if (fact := facts.get(key)) is not None:
            cells = _without(compiled, book, cells, rule, fact)
    return replace(tally, cells=tuple(cells))


def _without(compiled: Compiled, book: Book, cells: Sequence[Cell], rule: str, fact: Fact) -> Sequence[Cell]:
    """The cells without one fact, if the rule counts it."""
    item = next((item for item in compiled.items if item.rule.id == rule), None)
    regime = compiled.regime(fact.day)
    if item is None or item.rule.when.fact != fact.kind:
        return cells
    if not holds(book.regime(regime).bind(item.condition), fact.fields):
        return cells
    place = (fact.subject, rule, regime, tuple(fact.fields.get(name) for name in item.reads))
    found = []
    for cell in cells:
        if (cell.subject, cell.rule, cell.regime, cell.key) != place:
            found.append(cell)
        elif cell.count > 1:
            left = tuple(each for each in cell.facts if each != fact.key)
            found.append(replace(cell, count=cell.count - 1, facts=left))
    return found


def explain_adjustment(one: Adjustment, unit: str) -> Node:
    """Who decided what, and why; ``unit`` is that of the points."""
    who = ((N_("提出 {name}"), one.proposed_by), (N_("批准 {name}"), one.approved_by))
    hands = listed((word.filled(name=name) for word, name in who if name), COMMA)
    what = N_("代替「{fact}」的计分").filled(fact=one.replaces) if one.replaces else N_("人工调整")
    text = N_("{what} {points}；理由：{reason}").filled(what=what, points=value_text(one.points), reason=one.reason)
    if hands:
        text = N_("{text}（{hands}）").filled(text=text, hands=hands)
    facts = (one.replaces,) if one.replaces else ()
    return Node("adjustment", N_("调整"), one.points, unit, numbers=text, facts=facts)
