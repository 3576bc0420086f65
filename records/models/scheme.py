"""考核办法 and its versions. A published version never changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, FromAbove, one_of
from records.models.court import Court
from records.types import Json, Key, Moment, now

VERSION_STATES = ("draft", "submitted", "approved", "published", "retired")
PUBLISHED_STATES = ("published", "retired")  # everyone may know the text, and it changes no more


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
    """The YAML text with its hash: draft → submitted → approved → published. Whoever writes cannot be who approves.

    ``cases`` are the worked examples beside the text. ``writers`` are the keys of all users who saved the draft,
    ``saved_by_id`` that of the last; ``note`` says why it was sent back, or published again.
    """

    __tablename__ = "scheme_version"
    __table_args__ = (
        UniqueConstraint("scheme_id", "version"),
        one_of("state", *VERSION_STATES),
        CheckConstraint(
            "approver_id IS NULL OR author_id IS NULL OR approver_id <> author_id", name="two_pairs_of_eyes"
        ),
        CheckConstraint("state IN ('draft', 'submitted', 'approved') OR published_at IS NOT NULL", name="published"),
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
    cases: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    writers: Mapped[list[int]] = mapped_column(Json, default=list)
    started_from_id: Mapped[int | None] = mapped_column(Key, ForeignKey("scheme_version.id"))
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    saved_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    scheme: Mapped[Scheme] = relationship(back_populates="versions")
    started_from: Mapped["SchemeVersion | None"] = relationship(remote_side="SchemeVersion.id")

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"
