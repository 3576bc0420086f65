"""A job of papers is ordered, held, let go on, given up, tried again: what people do with it. All of it is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, Job, JobItem, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "job-empty": N_("没有可打印的：请至少选一种报表和一个对象"),
        "job-twice": N_("同样的打印任务（第 {job} 号）还没有结束，不必再下一次"),
        "job-state": N_("打印任务现在是「{state}」，不能这样做"),
    }
)
STATES = {
    "waiting": N_("等待"),
    "running": N_("打印中"),
    "paused": N_("已暂停"),
    "cancelled": N_("已取消"),
    "failed": N_("未完成"),
    "done": N_("已完成"),
}
ITEM_STATES = {
    "waiting": N_("等待"),
    "claimed": N_("打印中"),
    "done": N_("已打印"),
    "empty": N_("无此报表"),
    "failed": N_("未打印"),
}
Order = Literal["kind", "subject"]
ORDERS: dict[Order, str] = {
    "kind": N_("按报表分：一种打完再打下一种"),
    "subject": N_("按对象分：一个对象的各种报表放在一起"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How far a job is. ``total`` leaves out nothing: it is the sum of the others and of what still waits."""

    total: int
    done: int
    empty: int
    failed: int

    @property
    def settled(self) -> int:
        """Items about which nothing more is to be done."""
        return self.done + self.empty + self.failed


def order_papers(
    session: Session,
    user: User | None,
    period: AppraisalPeriod,
    wanted: Sequence[tuple[str, Sequence[str]]],
    order: Order = "kind",
) -> Job:
    """A job with an item for each (kind, subject), waiting to be claimed. ``wanted`` has subjects in print order.

    A second click finds the first job unfinished and is refused.
    """
    actor = allowed(user, Permission.PAPERS_PRINT, period.court_id)
    pairs = [(kind, subject) for kind, subjects in wanted for subject in subjects]
    if not pairs:
        raise ProblemError([Problem("job-empty")])
    if order == "subject":
        places = {subject: place for place, (_, subject) in enumerate(reversed(pairs))}
        pairs.sort(key=lambda pair: -places[pair[1]])
    # Whoever orders holds the period's row until the commit: two clicks come one after the other.
    session.refresh(period, with_for_update=True)
    asked = {"kinds": {kind: list(subjects) for kind, subjects in wanted}, "order": order}
    for job in live_jobs(session, period):
        if job.wanted == asked:
            raise ProblemError([Problem("job-twice", {"job": str(job.id)})])
    author = user.id if user else None
    job = Job(court_id=period.court_id, period_id=period.id, wanted=asked, created_by_id=author, problems=[])
    session.add(job)
    session.flush()
    session.add_all(
        JobItem(court_id=period.court_id, job_id=job.id, position=position, kind=kind, subject=subject, problems=[])
        for position, (kind, subject) in enumerate(pairs, 1)
    )
    details = {"period": str(period), "papers": len(pairs), "kinds": [kind for kind, _ in wanted]}
    audit.append(session, Permission.PAPERS_PRINT.value, actor, Target("job", job.id), details)
    return job


def live_jobs(session: Session, period: AppraisalPeriod) -> list[Job]:
    """The period's jobs that are not over."""
    query = select(Job).where(Job.period_id == period.id, Job.state.in_(("waiting", "running", "paused")))
    return list(session.scalars(query))


def pause(session: Session, user: User | None, job: Job) -> None:
    """Hold it after the papers that are in the press; it goes on where it stopped."""
    _move(session, user, job, ("waiting", "running"), "paused")


def go_on(session: Session, user: User | None, job: Job) -> None:
    """Let a held job go on."""
    _move(session, user, job, ("paused",), "waiting")


def cancel(session: Session, user: User | None, job: Job) -> None:
    """Give it up. What is printed stays."""
    _move(session, user, job, ("waiting", "running", "paused"), "cancelled")


def try_again(session: Session, user: User | None, job: Job) -> None:
    """Print what failed, and what a cancelled or failed job left, once more; nothing that is printed."""
    _move(session, user, job, ("done", "failed", "cancelled"), "waiting")
    session.execute(
        update(JobItem)
        .where(JobItem.job_id == job.id, JobItem.state == "failed")
        .values(state="waiting", attempts=0, problems=[], finished_at=None)
    )


def count(session: Session, job: Job) -> Count:
    """How far it is."""
    query = select(JobItem.state, func.count()).where(JobItem.job_id == job.id).group_by(JobItem.state)
    by_state = {state: number for state, number in session.execute(query)}  # noqa: C416 - a row is no pair to the types
    found = (by_state.get(state, 0) for state in ("done", "empty", "failed"))
    return Count(sum(by_state.values()), *found)


def _move(session: Session, user: User | None, job: Job, before: tuple[str, ...], after: str) -> None:
    """By one conditional UPDATE: of two who press at one moment the second finds another state."""
    actor = allowed(user, Permission.PAPERS_PRINT, job.court_id)
    over = after == "cancelled"
    values: dict[str, Any] = {"state": after, "runner": "", "problems": [], "finished_at": now() if over else None}
    moved = session.execute(update(Job).where(Job.id == job.id, Job.state.in_(before)).values(values))
    session.refresh(job)
    if not moved.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types the result of an UPDATE as any result
        raise ProblemError([Problem("job-state", {"state": STATES[job.state]})])
    audit.append(session, Permission.PAPERS_PRINT.value, actor, Target("job", job.id), {"state": after})
