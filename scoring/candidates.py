"""A subject while it is graded: what limits it, where it stands, and which levels were tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from rules.compiled import CompiledLevel, CompiledLimit
from rules.condition import Value
from scoring.grade_list import Quota, Standing, Tie
from scoring.result import Node, SubjectResult


@dataclass(slots=True)
class Candidate:
    """``fields`` are what conditions compare; ``limits`` those that meet; ``cards`` the titles of cards that bar, each
    with the titles of the grades barred; ``posts`` says as what somebody is graded who changed post; ``quotas`` are
    those of the levels that were tried, the best first.
    """

    result: SubjectResult
    group: str
    fields: Mapping[str, Value | None]
    score: Fraction | None
    limits: tuple[CompiledLimit, ...]
    cards: tuple[tuple[str, tuple[str, ...]], ...]
    posts: Node | None = None
    order: int | None = None
    standing: Standing = "open"
    level: CompiledLevel | None = None
    outside: bool = False
    tie: Tie | None = None
    quotas: list[Quota] = field(default_factory=list)

    def barred_from(self, level: CompiledLevel) -> bool:
        """Whether a limit or a card keeps the subject from a level."""
        by_limit = any(level.level.id in limit.bars for limit in self.limits)
        return by_limit or any(level.level.title in bars for _, bars in self.cards)
