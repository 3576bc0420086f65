"""案件: a case, known by its number."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.court import Court
from records.models.person import Person
from records.types import Key


class Case(OfCourt, Base):
    """``number`` is the normalised 案号 (records.case_number); its year, type code and serial are kept beside it for
    lists.
    """

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("court_id", "number"),
        CheckConstraint("closed IS NULL OR closed >= filed", name="order"),
        CheckConstraint("serial > 0", name="serial"),
        Index(None, "court_id", "closed"),
        Index(None, "court_id", "filed"),
        Index(None, "court_id", "case_type", "procedure"),
        Index(None, "judge_id", "closed"),
    )

    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    type_code: Mapped[str] = mapped_column(String(12))
    serial: Mapped[int]
    case_type: Mapped[str] = mapped_column(String(20), default="")
    procedure: Mapped[str] = mapped_column(String(20), default="")
    cause: Mapped[str] = mapped_column(String(60), default="")
    filed: Mapped[date]
    closed: Mapped[date | None]
    judge_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))

    court: Mapped[Court] = relationship()
    judge: Mapped[Person | None] = relationship()

    def __str__(self) -> str:
        return self.number
