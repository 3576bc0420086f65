"""单独评分: the decided score of one indicator of one subject; applied for, verified, decided."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, Base, OfCourt, OfSubject, one_of
from records.models.period import AppraisalPeriod
from records.types import Exact, Key, Moment, now

OVERRIDE_STATES = ("applied", "verified", "decided", "refused")
_DECIDED = text("state = 'decided'")


class OverrideDecision(OfSubject, OfCourt, Base):
    """Only a ``decided`` one counts. Three acts by different hands: the court applies, the office verifies, the court
    above decides.
    """

    __tablename__ = "override"
    __table_args__ = (
        one_of("subject_kind", *SUBJECT_KINDS),
        one_of("state", *OVERRIDE_STATES),
        CheckConstraint(
            "state <> 'decided' OR (verified_by_id IS NOT NULL AND decided_by_id IS NOT NULL)", name="decided"
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> applied_by_id", name="two_pairs_of_eyes"),
        Index(None, "court_id"),
        Index(None, "period_id", "subject_kind", "subject_id", "rule"),
        Index(
            "uq_override_decided",
            "period_id",
            "subject_kind",
            "subject_id",
            "rule",
            unique=True,
            sqlite_where=_DECIDED,
            postgresql_where=_DECIDED,
        ),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    rule: Mapped[str] = mapped_column(String(60))
    points: Mapped[Fraction] = mapped_column(Exact)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="applied")
    applied_by_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    applied_at: Mapped[datetime] = mapped_column(Moment, default=now)
    verified_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    period: Mapped[AppraisalPeriod] = relationship()
