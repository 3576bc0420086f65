"""审判团队: trial teams, execution teams, and general offices appraised as one."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.court import Court
from records.models.division import Division
from records.types import Json, Key


class Team(OfCourt, Base):
    """``classes`` are what schemes read of it (类别: 审判团队)."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("court_id", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    division_id: Mapped[int | None] = mapped_column(Key, ForeignKey("division.id"), index=True)
    classes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)

    court: Mapped[Court] = relationship()
    division: Mapped[Division | None] = relationship()

    def __str__(self) -> str:
        return self.name
