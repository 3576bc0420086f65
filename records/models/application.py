"""申请: a person asks for points under an applied item; others confirm it, step after step."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt, one_of
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.user import User
from records.types import Json, Key, Moment, now
from rules.phrase import N_, tell

APPLICATION_STATES = ("waiting", "returned", "approved", "refused", "withdrawn")
APPLICATION_ACTS = (
    "applied", "approved", "changed", "refused", "returned", "applied_again", "withdrawn", "skipped", "passed_on",
)  # fmt: skip


class Application(OfCourt, Base):
    """``person`` gets the points, ``applicant`` asked for them: she herself, or staff. ``rule`` is the item under the
    period's version; ``fields`` are those of a fact of ``kind`` as :class:`Fact` keeps them.

    ``step`` is the id of the step that it waits at since ``since``, until ``due``. ``turn`` counts the acts, so that
    one who acts on what has changed meanwhile is told. ``form`` marks the very form that was sent, so that a second
    click makes no second application. Only an ``approved`` one has a fact, and with it its points.
    """

    __tablename__ = "application"
    __table_args__ = (
        one_of("state", *APPLICATION_STATES),
        CheckConstraint("(state = 'approved') = (fact_id IS NOT NULL)", name="approved"),
        CheckConstraint("(state = 'waiting') = (step IS NOT NULL)", name="step"),
        UniqueConstraint("applicant_id", "form"),
        Index(None, "court_id", "state"),
        Index(None, "period_id", "state"),
        Index(None, "person_id", "state"),
        Index(None, "applicant_id"),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    applicant_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    rule: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    case_number: Mapped[str] = mapped_column(String(60), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    step: Mapped[str | None] = mapped_column(String(60))
    since: Mapped[date]
    due: Mapped[date | None]
    turn: Mapped[int] = mapped_column(default=0)
    applied_at: Mapped[datetime] = mapped_column(Moment, default=now)
    form: Mapped[str | None] = mapped_column(String(40))
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"), unique=True)

    person: Mapped[Person] = relationship()
    applicant: Mapped[User] = relationship()
    period: Mapped[AppraisalPeriod] = relationship()
    fact: Mapped[Fact | None] = relationship()
    acts: Mapped[list["ApplicationAct"]] = relationship(
        back_populates="application", order_by="ApplicationAct.number", viewonly=True
    )

    def __str__(self) -> str:
        return tell(N_("申请 {id}").filled(id=self.id))


class ApplicationAct(AppendOnly, OfCourt, Base):
    """One line of an application's history, numbered: two acts at one moment collide.

    ``user`` did it, in the place of ``for_user`` where she was the deputy; nobody did what the program did by itself.
    ``title`` is the step's as it then stood; ``changes`` are field → [before, after].
    """

    __tablename__ = "application_act"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        one_of("act", *APPLICATION_ACTS),
        Index(None, "user_id"),
        Index(None, "court_id"),
    )

    application_id: Mapped[int] = mapped_column(Key, ForeignKey("application.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(16))
    step: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    for_user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(Moment, default=now)

    application: Mapped[Application] = relationship(back_populates="acts")
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    for_user: Mapped[User | None] = relationship(foreign_keys=for_user_id)

    def __str__(self) -> str:
        return f"{self.act} {self.title}".rstrip()
