"""What happened to a card: appended, one row an act, from its issue to its end."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt, one_of
from records.models.card import Card
from records.models.fact import Fact
from records.models.user import User
from records.types import Key, Moment, now

CARD_ACTS = ("issued", "delivered", "received", "replied", "accepted", "failed", "escalated", "withdrawn")


class CardEvent(AppendOnly, OfCourt, Base):
    """``step`` and ``title`` are those of the card then: a ladder may turn it into another step. ``text`` is the letter
    of reply, the finding of the check, the reason; ``fact`` what the act was recorded as.
    """

    __tablename__ = "card_event"
    __table_args__ = (one_of("act", *CARD_ACTS), Index(None, "card_id", "id"), Index(None, "court_id"))

    card_id: Mapped[int] = mapped_column(Key, ForeignKey("card.id"))
    act: Mapped[str] = mapped_column(String(10))
    step: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None]
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), index=True)

    card: Mapped[Card] = relationship()
    fact: Mapped[Fact | None] = relationship()
    by: Mapped[User | None] = relationship()
