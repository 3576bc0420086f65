"""Tokens of the JSON interface, and the answers that were given once and are given again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.user import User
from records.types import Json, Key, Moment, now


class ApiToken(OfCourt, Base):
    """A program's way in. It acts as ``user``, with ``rights`` (names of permissions) and never with more than that
    account has. The secret is shown once; here is only its hash.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index(None, "court_id"),
        Index(None, "user_id"),
        CheckConstraint("expires_at > created_at", name="expires"),
    )

    name: Mapped[str] = mapped_column(String(60))
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    rights: Mapped[list[Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)

    def __str__(self) -> str:
        return self.name


class ApiAnswer(OfCourt, Base):
    """What was answered to a request with an idempotency key; written in the transaction of what the request did."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"), Index(None, "at"), Index(None, "court_id"))

    token_id: Mapped[int] = mapped_column(Key, ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(String(100))
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
