"""Files taken in, and facts that live scoring could not take."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.court import Court
from records.types import Json, Key, Moment, now

IMPORT_STATES = ("running", "done", "refused", "undone")
_DONE = text("state = 'done'")


class Import(OfCourt, Base):
    """One file. The same content is taken in once for a court, unless it was undone; ``problems`` are kept when it was
    refused.
    """

    __tablename__ = "import"
    __table_args__ = (
        one_of("state", *IMPORT_STATES),
        CheckConstraint("progress >= 0 AND progress <= rows", name="progress"),
        Index(None, "court_id", "started_at"),
        Index("uq_import_done", "court_id", "sha256", unique=True, sqlite_where=_DONE, postgresql_where=_DONE),
    )

    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20), default="")
    rows: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="running")
    problems: Mapped[list[Any]] = mapped_column(Json, default=list)
    started_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    undo_reason: Mapped[str | None] = mapped_column(String(200))

    court: Mapped[Court] = relationship()

    def __str__(self) -> str:
        return self.name


class Quarantine(OfCourt, Base):
    """A fact that live scoring set aside, with the reason; it counts again at the close, which counts by itself."""

    __tablename__ = "quarantine"
    __table_args__ = (
        UniqueConstraint("fact_id", "version_id"),
        Index(None, "court_id", "settled_at"),
    )

    fact_id: Mapped[int] = mapped_column(Key, ForeignKey("fact.id"))
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_version.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
