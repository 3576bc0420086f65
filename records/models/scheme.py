"""考核办法 and its versions. A published version never changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, FromAbove, one_of
from records.models.court import Court
from records.types import Key, Moment, now

VERSION_STATES = ("draft", "submitted", "published", "retired")


class Scheme(FromAbove, Base):
    """``name`` is the scheme's id in its document (linshu-2020)."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("court_id", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))

    court: Mapped[Court] = relationship()
    versions: Mapped[list["SchemeVersion"]] = relationship(back_populates="scheme", order_by="SchemeVersion.id")

    def __str__(self) -> str:
        return self.title


class SchemeVersion(FromAbove, Base):
    """The YAML text as published, with its hash. Whoever writes a version cannot be the one who approves it."""

    __tablename__ = "scheme_version"
    __table_args__ = (
        UniqueConstraint("scheme_id", "version"),
        one_of("state", *VERSION_STATES),
        CheckConstraint(
            "approver_id IS NULL OR author_id IS NULL OR approver_id <> author_id", name="two_pairs_of_eyes"
        ),
        CheckConstraint("state IN ('draft', 'submitted') OR published_at IS NOT NULL", name="published"),
        Index(None, "court_id"),
        Index(None, "scheme_id", "state", "effective"),
    )

    scheme_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme.id"))
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    effective: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    author_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    approver_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    scheme: Mapped[Scheme] = relationship(back_populates="versions")

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"
