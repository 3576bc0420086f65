"""What a reader may learn of others from a scorecard.

A mean over few gives the few away, so a group smaller than the court's smallest (setting ``HENGJI_SMALLEST_GROUP``) is
shown neither mean, middle nor spread. Names with results of others are for those who may read their scorecards, and,
where the scheme shows ranking, for everyone once the results are public.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from rules.problem import N_
from scoring.alike import OWN_GROUPS
from scoring.result import Node, SubjectResult
from shown.language import say

USUAL = 5


def smallest_group() -> int:
    """How many a group has at least whose mean and middle are shown: ``HENGJI_SMALLEST_GROUP``, or 5."""
    given = os.environ.get("HENGJI_SMALLEST_GROUP", "")
    return int(given) if given.isdecimal() else USUAL


@dataclass(frozen=True, slots=True)
class Discretion:
    """``smallest``: the least size of a group whose statistics are shown. ``names``: whether others are named with
    their results. ``share_of``: the only member whose share is shown; ``None`` for all.
    """

    smallest: int = field(default_factory=smallest_group)
    names: bool = False
    share_of: str | None = None


OPEN = Discretion(smallest=0, names=True)  # for who may read every card of the group


def discreet(result: SubjectResult, discretion: Discretion) -> SubjectResult:
    """The result without what the reader is not to learn of others."""
    shares = tuple(one for one in result.shares if discretion.share_of in (None, one.member))
    if discretion.names:
        return replace(result, shares=shares)
    return replace(
        result,
        lines=tuple(replace(line, explanation=_nameless(line.explanation)) for line in result.lines),
        cards=tuple(replace(card, explanation=_nameless(card.explanation)) for card in result.cards),
        shares=tuple(replace(one, explanation=_nameless(one.explanation)) for one in shares),
        explanation=None if result.explanation is None else _nameless(result.explanation),
    )


def _nameless(node: Node) -> Node:
    """The tree with the values of others left out, under whatever node they stand."""
    if node.kind == "group" and not any(f"（{group}，" in node.title for group in OWN_GROUPS):
        return replace(node, numbers=say(N_("各对象的数值不在此列出")), children=(), facts=())
    if not node.children:
        return node
    return replace(node, children=tuple(_nameless(child) for child in node.children))
