"""工作日历: the days of a year that a court entered because the library does not know the year, or because its own
differ.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base, FromAbove
from records.types import Json, Key, Moment, now


class CalendarYear(FromAbove, Base):
    """One year whole. ``days_off`` are weekdays without work, ``days_worked`` Saturdays and Sundays worked instead
    (调休); ISO days. All others follow the week. ``source`` is the announcement they were taken from.
    """

    __tablename__ = "calendar_year"
    __table_args__ = (
        UniqueConstraint("court_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
    )

    year: Mapped[int]
    days_off: Mapped[list[str]] = mapped_column(Json, default=list)
    days_worked: Mapped[list[str]] = mapped_column(Json, default=list)
    source: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime] = mapped_column(Moment, default=now)
    entered_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    def __str__(self) -> str:
        return str(self.year)
