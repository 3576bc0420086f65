"""Accounts, their sessions, and the count of failed log-ins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.court import Court
from records.models.division import Division
from records.models.person import Person
from records.types import Key, Moment, now

ROLES = ("staff", "person", "head", "leader", "committee", "supervisor", "operator")
POSITIONS = ("president", "vice_president")


class User(OfCourt, Base):
    """A log-in. ``person`` ties it to a member of the court; ``division`` is the one that a head heads; ``mail`` an
    address that is told when there is something to read. ``position`` says whether a leader is the president 院长 or a
    vice-president 副院长 (one of :data:`POSITIONS`, or nothing).
    """

    __tablename__ = "user"
    __table_args__ = (
        one_of("role", *ROLES),
        Index(None, "court_id"),
        CheckConstraint("role <> 'head' OR division_id IS NOT NULL", name="head"),
        CheckConstraint("role <> 'person' OR person_id IS NOT NULL", name="person"),
    )

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10))
    position: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), unique=True)
    division_id: Mapped[int | None] = mapped_column(Key, ForeignKey("division.id"), index=True)
    mail: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    court: Mapped[Court] = relationship()
    person: Mapped[Person | None] = relationship()
    division: Mapped[Division | None] = relationship()

    def __str__(self) -> str:
        return self.name


class UserSession(Base):
    """One log-in on one browser. The cookie holds the token; here is only its hash."""

    __tablename__ = "user_session"
    __table_args__ = (Index(None, "user_id", "revoked_at"),)

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(60), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()


class LoginThrottle(Base):
    """Failed log-ins for one log-in name or one network address (``of`` says which), existing or not."""

    __tablename__ = "login_throttle"

    of: Mapped[str] = mapped_column(String(120), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
