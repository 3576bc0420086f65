"""What papers about one period are composed from, read once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from records.models import AppraisalPeriod
from shown.card_data import card_data
from shown.discretion import Discretion, discreet
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
    discretion: Discretion | None = None  # what papers may tell of others; without it as the scheme ranks
    kept: dict[str, Any] = field(default_factory=dict)  # what a kind of paper reads once, by its own key

    def card(self, subject: str) -> ScorecardView | None:
        """The subject's card, with its history; ``None`` when the period has no such subject."""
        past = history(self.session, self.period, subject, self.standing.keys)
        return card_of(
            self.period, self.standing, subject, facts=self.facts, history=past, discretion=self.discretion
        )

    def data(self, subject: str) -> dict[str, Any] | None:
        """The same card as the interface answers it, as discreet as the paper: what is attached as ``score.json``."""
        allowed = self.discretion or Discretion(names=self.standing.compiled.scheme.ranking == "shown")
        results = tuple(discreet(one, allowed) if one.subject == subject else one for one in self.standing.results)
        return card_data(self.period, replace(self.standing, results=results), subject)


def desk_of(
    session: Session,
    period: AppraisalPeriod,
    standing: Standing | None = None,
    discretion: Discretion | None = None,
) -> Desk:
    """Lay out a period; ``standing`` where it is at hand."""
    found = standing or standing_of(session, period)
    return Desk(session, period, found, {key: fact_view(fact) for key, fact in found.facts.items()}, discretion)
