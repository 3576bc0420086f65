"""Where a person works, from which day to which: people move in mid-year."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.division import Division
from records.models.person import Person
from records.models.team import Team
from records.types import Key


class Membership(OfCourt, Base):
    """``post`` is the 岗位 (法官, 法官助理, 书记员 …). ``until`` is the last day, ``None`` while it lasts."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="order"),
        CheckConstraint("team_id IS NOT NULL OR division_id IS NOT NULL", name="somewhere"),
        UniqueConstraint("person_id", "since"),
        Index(None, "court_id"),
        Index(None, "team_id", "since"),
        Index(None, "division_id", "since"),
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    division_id: Mapped[int | None] = mapped_column(Key, ForeignKey("division.id"))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    post: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    division: Mapped[Division | None] = relationship()
    team: Mapped[Team | None] = relationship()

    def __str__(self) -> str:
        where = self.team or self.division
        return f"{where} {self.post} {self.since:%Y-%m-%d} — {self.until or ''}".rstrip()
