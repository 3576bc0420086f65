"""考核周期: a scheme run for one period: open → closed → publicised → settled → sealed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, FromAbove, one_of
from records.models.court import Court
from records.models.scheme import Scheme, SchemeVersion
from records.types import Key, Moment

PERIOD_STATES = ("open", "closed", "publicised", "settled", "sealed")


class AppraisalPeriod(FromAbove, Base):
    """``edition`` counts the closings: scorecards of the last one are the valid ones. ``inputs_sha256`` is what was
    scored, ``seal_sha256`` what was sealed. ``publicised_until`` is the last day of 公示.
    """

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("court_id", "scheme_id", "text"),
        one_of("state", *PERIOD_STATES),
        CheckConstraint("ends >= starts", name="order"),
        CheckConstraint("state = 'open' OR (inputs_sha256 IS NOT NULL AND closed_at IS NOT NULL)", name="closed"),
        Index(None, "scheme_id", "starts"),
    )

    scheme_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme.id"))
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_version.id"), index=True)
    text: Mapped[str] = mapped_column(String(7))
    starts: Mapped[date]
    ends: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    edition: Mapped[int] = mapped_column(default=0)
    inputs_sha256: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    sealed_at: Mapped[datetime | None] = mapped_column(Moment)
    sealed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    seal_sha256: Mapped[str | None] = mapped_column(String(64))
    publicised_from: Mapped[date | None]
    publicised_until: Mapped[date | None]

    court: Mapped[Court] = relationship()
    scheme: Mapped[Scheme] = relationship()
    version: Mapped[SchemeVersion] = relationship()

    def __str__(self) -> str:
        return f"{self.scheme} {self.text}"
