"""每日巡检: that the deadlines of a court were gone through on a day, once, whichever program did it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.base import Base, OfCourt
from records.types import Json, Moment, now


class Patrol(OfCourt, Base):
    """Written in the transaction of all that was done on ``day``; two programs at one time collide here, and the later
    one leaves nothing. ``found`` counts what was done, by kind.
    """

    __tablename__ = "patrol"
    __table_args__ = (UniqueConstraint("court_id", "day"),)

    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    found: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
