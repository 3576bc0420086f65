"""Who acts for whom: a deputy while one is away, and the leader in charge of a division."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.division import Division
from records.models.user import User
from records.types import Key, Moment, now


class Deputy(OfCourt, Base):
    """代办: ``deputy`` confirms in the place of ``user`` from ``since`` to ``until``, both days included; ``ended_at``
    ends it before.
    """

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("until >= since", name="order"),
        CheckConstraint("deputy_id <> user_id", name="other"),
        Index(None, "user_id", "until"),
        Index(None, "deputy_id", "until"),
        Index(None, "court_id"),
    )

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    deputy_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    since: Mapped[date]
    until: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
    named_at: Mapped[datetime] = mapped_column(Moment, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    deputy: Mapped[User] = relationship(foreign_keys=deputy_id)

    def __str__(self) -> str:
        return f"{self.deputy} {self.since:%Y-%m-%d} — {self.until:%Y-%m-%d}"


class LeaderInCharge(OfCourt, Base):
    """分管: the leader who answers for a division. A division without one may turn to any leader of the court."""

    __tablename__ = "leader_in_charge"
    __table_args__ = (Index(None, "user_id"), Index(None, "court_id"))

    division_id: Mapped[int] = mapped_column(Key, ForeignKey("division.id"), unique=True)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    named_at: Mapped[datetime] = mapped_column(Moment, default=now)
    named_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    division: Mapped[Division] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id)

    def __str__(self) -> str:
        return f"{self.division} {self.user}"
