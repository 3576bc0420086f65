"""调整: points put right by hand; proposed by one, approved by another, booked on a fact of its own."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, Base, OfCourt, OfSubject, one_of
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.user import User
from records.types import Exact, Key, Moment, now

ADJUSTMENT_STATES = ("proposed", "approved", "refused", "withdrawn")


class Adjustment(OfSubject, OfCourt, Base):
    """``points`` under the item ``rule`` for a subject. With ``replaces_id`` they stand in the place of what that fact
    earns under the rule; else they are added. Only an ``approved`` one counts, and then ``fact_id`` is the fact of kind
    调整 that carries its line in the ledger.
    """

    __tablename__ = "adjustment"
    __table_args__ = (
        one_of("subject_kind", *SUBJECT_KINDS),
        one_of("state", *ADJUSTMENT_STATES),
        CheckConstraint("state <> 'approved' OR fact_id IS NOT NULL", name="approved"),
        CheckConstraint(
            "state <> 'approved' OR decided_by_id IS NULL OR proposed_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name="two_pairs_of_eyes",
        ),
        Index(None, "court_id", "state"),
        Index(None, "period_id", "state"),
        Index(None, "replaces_id"),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    rule: Mapped[str] = mapped_column(String(60))
    points: Mapped[Fraction] = mapped_column(Exact)
    replaces_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"))
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"), unique=True)
    proposed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    proposed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    period: Mapped[AppraisalPeriod] = relationship()
    replaces: Mapped[Fact | None] = relationship(foreign_keys=replaces_id)
    fact: Mapped[Fact | None] = relationship(foreign_keys=fact_id)
    proposed_by: Mapped[User | None] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"
