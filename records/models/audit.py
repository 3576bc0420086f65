"""The audit trail: every act of every person, each event chained to the one before by its hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from records.base import AppendOnly, Base
from records.types import Json, Key, Moment


class AuditEvent(AppendOnly, Base):
    """``actor`` is written out, so that the trail reads the same when the account is renamed. Written by records.audit
    only.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "court_id", "at"),
        Index(None, "target_kind", "target_id"),
        Index(None, "user_id", "at"),
    )

    sequence: Mapped[int] = mapped_column(Key, unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    actor: Mapped[str] = mapped_column(String(60))
    court_id: Mapped[int | None] = mapped_column(Key, ForeignKey("court.id"))
    action: Mapped[str] = mapped_column(String(60), index=True)
    target_kind: Mapped[str] = mapped_column(String(30), default="")
    target_id: Mapped[int | None] = mapped_column(Key)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    previous: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)


class AuditChain(Base):
    """The end of the chain, one row: writers queue on it, and a tail cut off shows against it."""

    __tablename__ = "audit_chain"

    length: Mapped[int] = mapped_column(Key)
    sha256: Mapped[str] = mapped_column(String(64))
