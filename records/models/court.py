"""法院: courts form a tree."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, one_of
from records.types import Json, Key

LEVELS = ("最高", "高级", "中级", "基层")


class Court(Base):
    """``name`` is the short name that tables use (延边中院); ``full_name`` the official one; ``code`` as in case
    numbers (吉24). ``publicity_days`` are the working days of 公示, where the court asks for more than the least.
    """

    __tablename__ = "court"
    __table_args__ = (one_of("level", *LEVELS),)

    name: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120), unique=True)
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    level: Mapped[str] = mapped_column(String(2))
    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("court.id"), index=True)
    classes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    publicity_days: Mapped[int | None]

    parent: Mapped["Court | None"] = relationship(back_populates="children", remote_side="Court.id")
    children: Mapped[list["Court"]] = relationship(back_populates="parent", order_by="Court.id")

    def __str__(self) -> str:
        return self.name
