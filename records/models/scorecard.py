"""计分卡: a subject's result for a period, stored once at the close."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import SUBJECT_KINDS, AppendOnly, Base, OfCourt, OfSubject, one_of
from records.models.period import AppraisalPeriod
from records.types import Exact, Json, Key, Moment, now


class Scorecard(AppendOnly, OfSubject, OfCourt, Base):
    """``result`` holds lines, cards, shares and the explanation tree; ``sha256`` is of its canonical text. Closing a
    period again writes the next ``edition`` beside the old one.
    """

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("period_id", "edition", "subject_kind", "subject_id"),
        one_of("subject_kind", *SUBJECT_KINDS),
        Index(None, "court_id"),
        Index(None, "subject_kind", "subject_id"),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    edition: Mapped[int]
    total: Mapped[Fraction | None] = mapped_column(Exact)
    place: Mapped[int | None]
    result: Mapped[Any] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(Moment, default=now)

    period: Mapped[AppraisalPeriod] = relationship()
