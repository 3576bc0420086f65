"""The life of a card as rows: one event an act, appended; and the word to the one it is about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Card, CardEvent, User
from rules.problem import N_, Problem, register
from workflow.notices import tell

register({"card-issued": N_("您收到「{title}」，请签收并按要求办理")})


def add(
    session: Session, card: Card, act: str, *, text: str = "", user_id: int | None = None, fact_id: int | None = None
) -> CardEvent:
    """Append one act, with the step and deadline that the card has now."""
    row = CardEvent(
        court_id=card.court_id, card=card, act=act, step=card.step, title=card.title, text=text, due=card.due,
        by_id=user_id, fact_id=fact_id,
    )  # fmt: skip
    session.add(row)
    return row


def issued(session: Session, card: Card, *, user_id: int | None = None) -> None:
    """A card was issued, or became another step: its life begins anew, and its person hears of it."""
    add(session, card, "issued", user_id=user_id)
    session.flush()
    tell(session, holders(session, card), Problem("card-issued", {"title": card.title}), address(card))


def holders(session: Session, card: Card) -> list[User]:
    """The accounts of the person whom a card is about; none for a team, or for one who has no account."""
    if card.subject_kind != "person":
        return []
    return list(session.scalars(select(User).where(User.person_id == card.subject_id, User.active.is_(True))))


def address(card: Card) -> str:
    """The page of a card."""
    return f"/cards/{card.id}"


def events(session: Session, card: Card) -> list[CardEvent]:
    """All that happened to it, in order."""
    return list(session.scalars(select(CardEvent).where(CardEvent.card_id == card.id).order_by(CardEvent.id)))
