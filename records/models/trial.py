"""试算: settings of tunable numbers that staff keep under a name. Nothing is in force by it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.period import AppraisalPeriod
from records.models.scheme import Scheme, SchemeVersion
from records.models.user import User
from records.types import Json, Key, Moment, now


class Trial(OfCourt, Base):
    """What was tried on a period under a version. ``settings``: address of the number → value as typed; ``lines``: the
    grade lines that were watched, each as title and where it lies.
    """

    __tablename__ = "trial"
    __table_args__ = (UniqueConstraint("court_id", "scheme_id", "name"),)

    scheme_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme.id"), index=True)
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_version.id"), index=True)
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    settings: Mapped[dict[str, str]] = mapped_column(Json)
    lines: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    author_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    scheme: Mapped[Scheme] = relationship()
    version: Mapped[SchemeVersion] = relationship()
    period: Mapped[AppraisalPeriod] = relationship()
    author: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return self.name
