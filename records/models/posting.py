"""记账: one line of the ledger. Appended; a mistake is reversed by another line."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, AppendOnly, Base, OfCourt, OfSubject, one_of
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.scheme import SchemeVersion
from records.types import Exact, Key, Moment, now


class Posting(AppendOnly, OfSubject, OfCourt, Base):
    """Points of one fact under one rule of one version. ``turn`` counts the lines of that triple: odd ones post, even
    ones reverse the line before, so that posting twice collides on the unique key whoever tries it.
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("fact_id", "rule", "version_id", "turn"),
        UniqueConstraint("reverses_id"),
        one_of("subject_kind", *SUBJECT_KINDS),
        CheckConstraint("(turn % 2 = 0) = (reverses_id IS NOT NULL)", name="turn"),
        Index(None, "period_id", "subject_kind", "subject_id", "rule"),
        Index(None, "subject_kind", "subject_id", "day"),
        Index(None, "court_id", "day"),
    )

    fact_id: Mapped[int] = mapped_column(Key, ForeignKey("fact.id"))
    rule: Mapped[str] = mapped_column(String(121))  # ladder/step, each of at most 60
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_version.id"))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    turn: Mapped[int] = mapped_column(default=1)
    reverses_id: Mapped[int | None] = mapped_column(Key, ForeignKey("posting.id"))
    day: Mapped[date]
    amount: Mapped[Fraction] = mapped_column(Exact)
    numbers: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    posted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    posted_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    fact: Mapped[Fact] = relationship()
    version: Mapped[SchemeVersion] = relationship()
    period: Mapped[AppraisalPeriod] = relationship()
    reverses: Mapped["Posting | None"] = relationship(remote_side="Posting.id")

    def __str__(self) -> str:
        return f"{self.rule} {self.day:%Y-%m-%d}"
