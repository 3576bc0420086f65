"""庭室."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.court import Court
from records.types import Json


class Division(OfCourt, Base):
    """A division of a court (民事审判第一庭). ``classes`` are what schemes read of it."""

    __tablename__ = "division"
    __table_args__ = (UniqueConstraint("court_id", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    classes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)

    court: Mapped[Court] = relationship()

    def __str__(self) -> str:
        return self.name
