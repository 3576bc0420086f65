"""Facts that stand only because of something else: they go when that goes, whoever takes it back and by what act."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from records.models import Card, CardEvent, CommitteeVote, Fact
from records.queries.facts import current_facts
from records.types import now


def follower(session: Session, court_ids: Collection[int]) -> tuple[Fact, str] | None:
    """The first such fact of these courts whose ground is gone, and why: a late fact (逾期未整改) of a card that is no
    more or has begun anew; what the committee decided about a fact that was withdrawn.
    """
    cards = (
        select(CardEvent.fact_id)
        .join(Card, Card.id == CardEvent.card_id)
        .where(Card.court_id.in_(court_ids), Card.state != "escalated", CardEvent.fact_id.is_not(None))
    )
    votes = select(CommitteeVote.fact_id).where(
        CommitteeVote.court_id.in_(court_ids), CommitteeVote.state == "decided", _about_nothing()
    )
    late, decided = (
        session.scalars(current_facts().where(Fact.id.in_(ids)).order_by(Fact.id)).first() for ids in (cards, votes)
    )
    if late is not None:
        return late, f"原卡已撤回或变更：{late.evidence}"
    return None if decided is None else (decided, f"所表决的事实已撤销：{decided.evidence}")


def end_votes(session: Session, court_ids: Collection[int]) -> None:
    """Votes under way about facts that were withdrawn come to nothing."""
    query = select(CommitteeVote).where(
        CommitteeVote.court_id.in_(court_ids), CommitteeVote.state == "open", _about_nothing()
    )
    for vote in session.scalars(query):
        vote.state, vote.closed_at, vote.minutes = "undecided", now(), "所表决的事实已撤销"
    session.flush()


def _about_nothing() -> ColumnElement[bool]:
    """The vote is about a recorded fact, and no revision of that is in force."""
    about, standing, later = aliased(Fact), aliased(Fact), aliased(Fact)
    superseded = select(later.id).where(later.supersedes_id == standing.id).exists()
    in_force = (
        select(standing.id)
        .where(
            standing.court_id == about.court_id, standing.key == about.key, standing.withdrawn.is_(False), ~superseded
        )
        .exists()
    )
    return select(about.id).where(about.id == CommitteeVote.about_id, ~in_force).exists()
