"""异议: someone objects to one line of a scorecard; it is answered, and may be reviewed once (复核)."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, Base, FromAbove, OfCourt, OfSubject, one_of
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.user import User
from records.types import Exact, Json, Key, Moment, now
from rules.phrase import N_, tell

OBJECTION_STATES = ("filed", "upheld", "corrected", "refused", "reviewing", "final", "accepted", "withdrawn")
ABOUT = ("item", "indicator", "card", "share", "missing")
OFFICES = ("staff", "leader")
PUBLICITIES = ("again", "on")
_OPEN = text("state IN ('filed', 'upheld', 'reviewing')")


class Objection(OfSubject, OfCourt, Base):
    """Against ``line`` of the subject's scorecard in ``edition``: ``rule`` names it (``ladder/step`` of a card), with
    ``fact`` where one fact of it is meant and ``member`` for a share; ``missing`` names no line. ``points`` are those
    that stood there.

    filed → upheld → corrected, or filed → refused → accepted by silence or word; refused → reviewing → upheld or final.
    ``remedy`` is what is to be corrected (workflow.objections.remedies), ``carried_edition`` the closing that holds it.
    """

    __tablename__ = "objection"
    __table_args__ = (
        one_of("subject_kind", *SUBJECT_KINDS),
        one_of("about", *ABOUT),
        one_of("state", *OBJECTION_STATES),
        CheckConstraint("state IN ('filed', 'withdrawn') OR answered_at IS NOT NULL", name="answered"),
        CheckConstraint("state NOT IN ('upheld', 'corrected') OR remedy IS NOT NULL", name="remedy"),
        CheckConstraint("(state = 'corrected') = (carried_edition IS NOT NULL)", name="carried"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> filed_by_id", name="not_by_the_objector"),
        CheckConstraint(
            "reviewed_by_id IS NULL OR (reviewed_by_id <> filed_by_id"
            " AND (answered_by_id IS NULL OR reviewed_by_id <> answered_by_id))",
            name="reviewed_by_another",
        ),
        Index(None, "court_id", "state"),
        Index(None, "period_id", "state"),
        Index(None, "filed_by_id"),
        Index(None, "fact_id"),
        Index(
            "uq_objection_open", "period_id", "subject_kind", "subject_id", "line", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
    )  # fmt: skip

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    edition: Mapped[int]
    line: Mapped[str] = mapped_column(String(300))
    about: Mapped[str] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(121), default="")
    member: Mapped[str] = mapped_column(String(60), default="")
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"))
    title: Mapped[str] = mapped_column(String(200))
    points: Mapped[Fraction | None] = mapped_column(Exact)
    expects: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="filed")
    filed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    filed_by_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    due: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[Any | None] = mapped_column(Json)
    seconded_at: Mapped[datetime | None] = mapped_column(Moment)
    seconded_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    review_until: Mapped[date | None]
    review_reason: Mapped[str] = mapped_column(Text, default="")
    review_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    review_due: Mapped[date | None]
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    review_answer: Mapped[str] = mapped_column(Text, default="")
    carried_at: Mapped[datetime | None] = mapped_column(Moment)
    carried_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    carried_edition: Mapped[int | None]

    period: Mapped[AppraisalPeriod] = relationship()
    fact: Mapped[Fact | None] = relationship()
    filed_by: Mapped[User] = relationship(foreign_keys=filed_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    seconded_by: Mapped[User | None] = relationship(foreign_keys=seconded_by_id)
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=reviewed_by_id)
    carried_by: Mapped[User | None] = relationship(foreign_keys=carried_by_id)

    def __str__(self) -> str:
        return tell(N_("异议 {id}").filled(id=self.id))


class ObjectionTerms(FromAbove, Base):
    """How a court deals with objections; without a row, the assumptions of workflow.objections.terms. Days are working
    days. ``office`` is the role that answers, ``publicity`` what becomes of the publicity after a correction: ``again``
    from the start, or ``on`` to its end, though no less than ``least_days``.
    """

    __tablename__ = "objection_terms"
    __table_args__ = (
        UniqueConstraint("court_id"),
        one_of("office", *OFFICES),
        one_of("publicity", *PUBLICITIES),
        CheckConstraint("answer_days BETWEEN 1 AND 60", name="answer_days"),
        CheckConstraint("ask_days BETWEEN 1 AND 60", name="ask_days"),
        CheckConstraint("review_days BETWEEN 1 AND 60", name="review_days"),
        CheckConstraint("least_days BETWEEN 1 AND 60", name="least_days"),
    )

    office: Mapped[str] = mapped_column(String(10))
    answer_days: Mapped[int]
    ask_days: Mapped[int]
    review_days: Mapped[int]
    publicity: Mapped[str] = mapped_column(String(10))
    least_days: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(Moment, default=now)
    set_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
