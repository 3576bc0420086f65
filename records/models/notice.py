"""What people are told, and the mail that says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.user import User
from records.types import Json, Key, Moment, now

MAIL_STATES = ("waiting", "sent", "failed", "none")


class Notice(OfCourt, Base):
    """One thing that one person is told: the code of a registered text with its values, and the page it is about.

    ``mail`` is the state of the e-mail that goes with it: ``none`` when the court sends none or the person has no
    address. The mail says that there is something to read and where, never what.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("mail", *MAIL_STATES),
        Index(None, "user_id", "read_at", "id"),
        Index(None, "mail", "id"),
        Index(None, "court_id"),
    )

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    code: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    address: Mapped[str] = mapped_column(String(300))
    told_at: Mapped[datetime] = mapped_column(Moment, default=now)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mail: Mapped[str] = mapped_column(String(8), default="none")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()
