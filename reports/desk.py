"""What papers about one period are composed from, read once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from records.models import AppraisalPeriod
from shown.card_data import card_data
from shown.scorecard import FactView, ScorecardView, fact_view
from shown.standing import card_of
from workflow.printing.sessions import Session
from workflow.standing import Standing, history, standing_of


@dataclass(slots=True)
class Desk:
    """One period of one court, in a session entered for it. Whoever composes many papers keeps one desk: the standing
    of a court takes seconds, a card of it a millisecond.
    """

    session: Session
    period: AppraisalPeriod
    standing: Standing
    facts: Mapping[str, FactView] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)  # what a kind of paper reads once, by its own key

    def card(self, subject: str) -> ScorecardView | None:
        """The subject's card, with its history; ``None`` when the period has no such subject."""
        past = history(self.session, self.period, subject, self.standing.keys)
        return card_of(self.period, self.standing, subject, facts=self.facts, history=past)

    def data(self, subject: str) -> dict[str, Any] | None:
        """The same card as the interface answers it: what goes into the paper as ``score.json``."""
        return card_data(self.period, self.standing, subject)


def desk_of(session: Session, period: AppraisalPeriod) -> Desk:
    """Lay out a period."""
    standing = standing_of(session, period)
    return Desk(session, period, standing, {key: fact_view(fact) for key, fact in standing.facts.items()})
