"""任务: work that takes longer than a page may, as rows: an import, an export, a batch of papers. They outlive the
program that works them off.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.period import AppraisalPeriod
from records.models.user import User
from records.types import Json, Key, Moment, now

JOB_KINDS = ("papers", "import", "export")
JOB_STATES = ("waiting", "running", "ready", "paused", "cancelled", "failed", "done")
ITEM_STATES = ("waiting", "claimed", "done", "empty", "failed")


class Job(OfCourt, Base):
    """``runner`` names the process that works at it, ``heartbeat_at`` when that last gave a sign of life. ``wanted`` is
    what was asked for, ``outcome`` what came of it, each in the form of its kind; ``ready`` waits for a person to say
    yes to an outcome. ``attempts`` counts how often it was begun, unless its items count for themselves. ``problems``
    say why the whole job failed, or what must be said about it. An import has no period.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("kind", *JOB_KINDS),
        one_of("state", *JOB_STATES),
        Index(None, "court_id", "id"),
        Index(None, "created_by_id", "kind"),
        Index(None, "state", "heartbeat_at"),
    )

    kind: Mapped[str] = mapped_column(String(10), default="papers")
    period_id: Mapped[int | None] = mapped_column(Key, ForeignKey("period.id"), index=True)
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(Json)
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    runner: Mapped[str] = mapped_column(String(60), default="")
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    problems: Mapped[list[Any]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    period: Mapped[AppraisalPeriod | None] = relationship()
    created_by: Mapped[User | None] = relationship()

    @property
    def over(self) -> bool:
        """Nothing more happens by itself."""
        return self.state in ("cancelled", "failed", "done")


class JobItem(OfCourt, Base):
    """One paper of a job of papers, in print order. ``empty``: there is no such paper for this subject. ``file`` is its
    name in the job's folder, ``problems`` why it failed, or what must be said about it.
    """

    __tablename__ = "job_item"
    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        one_of("state", *ITEM_STATES),
        Index(None, "job_id", "state"),
        Index(None, "court_id"),
    )

    job_id: Mapped[int] = mapped_column(Key, ForeignKey("job.id"))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    runner: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    file: Mapped[str] = mapped_column(String(255), default="")
    code: Mapped[str] = mapped_column(String(19), default="")
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(Json, default=list)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    job: Mapped[Job] = relationship()
    period: Mapped[AppraisalPeriod] = relationship()
