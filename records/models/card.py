"""红黄卡 and other steps of ladders that were issued."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, Base, OfCourt, OfSubject, one_of
from records.models.fact import Fact
from records.models.scheme import SchemeVersion
from records.types import Exact, Json, Key, Moment, now

CARD_STATES = ("issued", "received", "replied", "closed", "escalated", "withdrawn")


class Card(OfSubject, OfCourt, Base):
    """A step issued because of ``fact``. ``deadline`` is the number in the scheme, ``due`` the day it comes to."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("fact_id", "ladder", "version_id"),
        one_of("subject_kind", *SUBJECT_KINDS),
        one_of("state", *CARD_STATES),
        CheckConstraint("due IS NULL OR due >= day", name="due"),
        Index("ix_card_counted", "subject_kind", "subject_id", "court_id", "colour", "state", "day", "due"),
        # Not the court first: SQLite, which knows nothing of how many there are, would take it for finding a person's.
        Index("ix_card_dated", "day", "colour", "state", "court_id", "due"),
        Index(None, "day", "id"),
        Index(None, "court_id", "colour", "state"),
        Index(None, "court_id", "state", "due"),
    )

    fact_id: Mapped[int] = mapped_column(Key, ForeignKey("fact.id"))
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_version.id"), index=True)
    ladder: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str] = mapped_column(String(10), default="")
    day: Mapped[date]
    letter: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[str] = mapped_column(String(10), default="none")
    deadline: Mapped[Fraction | None] = mapped_column(Exact)
    deadline_unit: Mapped[str] = mapped_column(String(12), default="")
    due: Mapped[date | None]
    points: Mapped[Fraction | None] = mapped_column(Exact)
    earlier: Mapped[list[str]] = mapped_column(Json, default=list)
    explanation: Mapped[Any] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="issued")
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)

    fact: Mapped[Fact] = relationship()
    version: Mapped[SchemeVersion] = relationship()

    def __str__(self) -> str:
        return f"{self.title} {self.day:%Y-%m-%d}"
