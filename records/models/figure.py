"""统计数: a number reported for a subject and period. Appended; a correction is a new revision."""

from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, AppendOnly, Base, OfCourt, OfSubject, Recorded, one_of
from records.models.intake import Import
from records.types import Exact, Key


class Figure(AppendOnly, Recorded, OfSubject, OfCourt, Base):
    """``period`` in the one writing (2019, 2019-Q1, 2019-03). A yes/no figure is 1 or 0 with ``yes_no`` set."""

    __tablename__ = "figure"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "period", "name", "revision"),
        UniqueConstraint("supersedes_id"),
        one_of("subject_kind", *SUBJECT_KINDS),
        CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="revision"),
        CheckConstraint("NOT yes_no OR value IN (0, 1000000)", name="yes_no"),
        Index(None, "court_id", "period", "name"),
        Index(None, "import_id"),
    )

    period: Mapped[str] = mapped_column(String(7))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Fraction] = mapped_column(Exact)
    yes_no: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[int | None] = mapped_column(Key, ForeignKey("figure.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    import_id: Mapped[int | None] = mapped_column(Key, ForeignKey("import.id"))

    supersedes: Mapped["Figure | None"] = relationship(remote_side="Figure.id")
    source: Mapped[Import | None] = relationship()

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
