"""年度考核登记表: what the person and the leader write into it themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.user import User
from records.types import Key, Moment, now


class OwnSummary(AppendOnly, OfCourt, Base):
    """本人总结: a version for each time that it was saved, numbered. The ``submitted`` one is the last."""

    __tablename__ = "own_summary"
    __table_args__ = (
        UniqueConstraint("period_id", "person_id", "number"),
        Index(None, "court_id"),
        Index(None, "person_id"),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    submitted: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), index=True)

    period: Mapped[AppraisalPeriod] = relationship()
    person: Mapped[Person] = relationship()

    def __str__(self) -> str:
        return f"{self.person} {self.number}"


class LeaderComment(AppendOnly, OfCourt, Base):
    """主管领导评语和考核等次建议: ``level`` is the title of the proposed grade. A later number replaces an earlier."""

    __tablename__ = "leader_comment"
    __table_args__ = (
        UniqueConstraint("period_id", "person_id", "number"),
        Index(None, "court_id"),
        Index(None, "person_id"),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), index=True)

    period: Mapped[AppraisalPeriod] = relationship()
    person: Mapped[Person] = relationship()
    by: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return f"{self.person} {self.number}"
