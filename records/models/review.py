"""案件评查: a draw of closed cases, who reviews which, and what was found."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.case import Case
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.user import User
from records.types import Exact, Json, Key, Moment, now

EXTRAS = ("none", "count", "share")
FINDING_STATES = ("proposed", "confirmed", "rejected", "overturned")


class ReviewRound(OfCourt, Base):
    """One draw: of the cases closed from ``starts`` to ``ends``, ``each`` of every judge at least, and more up to
    ``size`` cases or that share of all.

    ``pool`` keeps what was drawn from and by whom it could be reviewed, so that the draw can be repeated whatever is
    corrected later (workflow.committee.drawing). Findings become facts of ``kind`` in ``period``.
    """

    __tablename__ = "review_round"
    __table_args__ = (
        UniqueConstraint("court_id", "title"),
        one_of("extra", *EXTRAS),
        CheckConstraint("ends >= starts", name="order"),
        CheckConstraint('"each" >= 1', name="each"),
        Index(None, "period_id"),
    )

    title: Mapped[str] = mapped_column(String(80))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    kind: Mapped[str] = mapped_column(String(60))
    starts: Mapped[date]
    ends: Mapped[date]
    each: Mapped[int] = mapped_column(default=1)
    extra: Mapped[str] = mapped_column(String(8), default="none")
    size: Mapped[Fraction | None] = mapped_column(Exact)
    seed: Mapped[str] = mapped_column(String(64))
    pool: Mapped[Any] = mapped_column(Json, deferred=True)
    drawn_at: Mapped[datetime] = mapped_column(Moment, default=now)
    drawn_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    period: Mapped[AppraisalPeriod] = relationship()
    drawn_by: Mapped[User | None] = relationship()
    reviews: Mapped[list["Review"]] = relationship(back_populates="round", order_by="Review.id")

    def __str__(self) -> str:
        return self.title


class Review(OfCourt, Base):
    """A drawn case and its reviewer. Done, it has ``opinion`` and findings, or none: no problem."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("round_id", "case_id"),
        Index(None, "reviewer_id", "done_at"),
        Index(None, "court_id"),
        Index(None, "case_id"),
        Index(None, "judge_id"),
    )

    round_id: Mapped[int] = mapped_column(Key, ForeignKey("review_round.id"))
    case_id: Mapped[int] = mapped_column(Key, ForeignKey("case.id"))
    judge_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    reviewer_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    opinion: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    round: Mapped[ReviewRound] = relationship(back_populates="reviews")
    case: Mapped[Case] = relationship()
    judge: Mapped[Person] = relationship()
    reviewer: Mapped[User] = relationship()
    findings: Mapped[list["Finding"]] = relationship(back_populates="review", order_by="Finding.id")


class Finding(OfCourt, Base):
    """A problem found in a reviewed case: ``fields`` are those of the fact it may become, as facts store them.

    ``confirmed`` ones have the fact; where the scheme has a vote they wait for it as ``proposed``.
    """

    __tablename__ = "finding"
    __table_args__ = (
        one_of("state", *FINDING_STATES),
        CheckConstraint("state NOT IN ('confirmed', 'overturned') OR fact_id IS NOT NULL", name="fact"),
        Index(None, "review_id"),
        Index(None, "court_id", "state"),
        Index(None, "fact_id"),
    )

    review_id: Mapped[int] = mapped_column(Key, ForeignKey("review.id"))
    day: Mapped[date]
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    review: Mapped[Review] = relationship(back_populates="findings")
    fact: Mapped[Fact | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
