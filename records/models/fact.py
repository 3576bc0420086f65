"""事实: something that happened, on a day, to a subject. Appended; a correction is a new revision."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, AppendOnly, Base, OfCourt, OfSubject, Recorded, one_of
from records.models.case import Case
from records.models.intake import Import
from records.types import Json, Key


class Fact(AppendOnly, Recorded, OfSubject, OfCourt, Base):
    """``key`` is unique in its court and stable through revisions; only the last revision counts, and none when
    ``withdrawn``.

    The subject is the one it happened to, usually a person; under which team or division it counts follows from the
    membership on ``day``. ``fields`` hold texts, whole numbers, truths; numbers with decimals and dates as text.
    """

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("court_id", "key", "revision"),
        UniqueConstraint("supersedes_id"),
        one_of("subject_kind", *SUBJECT_KINDS),
        CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="revision"),
        Index(None, "court_id", "kind", "day"),
        Index(None, "court_id", "day"),
        Index(None, "subject_kind", "subject_id", "day"),
        Index(None, "case_id"),
        Index(None, "import_id"),
    )

    key: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    case_id: Mapped[int | None] = mapped_column(Key, ForeignKey("case.id"))
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    evidence: Mapped[str] = mapped_column(String(400), default="")
    import_id: Mapped[int | None] = mapped_column(Key, ForeignKey("import.id"))

    case: Mapped[Case | None] = relationship()
    supersedes: Mapped["Fact | None"] = relationship(remote_side="Fact.id")
    source: Mapped[Import | None] = relationship()

    def __str__(self) -> str:
        return f"{self.kind} {self.day:%Y-%m-%d} {self.key}"
