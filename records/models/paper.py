"""报表: each paper that was printed, so that its code can be answered for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt
from records.models.period import AppraisalPeriod
from records.models.user import User
from records.types import Key, Moment, now


class Paper(AppendOnly, OfCourt, Base):
    """``code`` comes from the paper's content: printed again unchanged it is the same, and so is the file (a signed one
    apart, since a signature holds its own moment); then no second row is written. ``subject`` is empty for a paper
    about a whole period. ``result_sha256`` names the stored scorecard that it rests on, ``seal_sha256`` the seal of its
    period; both are empty for what was printed before there were any, and ``draft`` says that it bears the 草稿 mark.
    ``gate`` is the check that the file passed.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("court_id", "code", "pdf_sha256"),
        Index(None, "period_id"),
        Index(None, "code"),
    )

    code: Mapped[str] = mapped_column(String(19))
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(200))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    edition: Mapped[int]
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    result_sha256: Mapped[str] = mapped_column(String(64))
    seal_sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    draft: Mapped[bool]
    signed: Mapped[bool]
    gate: Mapped[str] = mapped_column(String(20))
    printed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    printed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    period: Mapped[AppraisalPeriod] = relationship()
    printed_by: Mapped[User | None] = relationship()
