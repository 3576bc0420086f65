"""A job of papers is ordered, held, let go on, given up, tried again: what people do with it. All of it is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, Job, JobItem, User
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.jobs import LIVE, move
from workflow.permissions import Permission

register(
    {
        "job-empty": N_("没有可打印的：请至少选一种报表和一个对象"),
        "job-twice": N_("同样的打印任务（第 {job} 号）还没有结束，不必再下一次"),
    }
)
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


@dataclass(frozen=True, slots=True)
class Wish:
    """Papers of a kind about a period, for these subjects in print order."""

    kind: str
    period: AppraisalPeriod
    subjects: Sequence[str]


def order_papers(
    session: Session,
    user: User | None,
    period: AppraisalPeriod,
    wanted: Sequence[tuple[str, Sequence[str]]],
    order: Order = "kind",
) -> Job:
    """A job of papers about one period: (kind, subjects) in print order."""
    return order_wishes(session, user, [Wish(kind, period, subjects) for kind, subjects in wanted], order)


def order_wishes(
    session: Session, user: User | None, wishes: Sequence[Wish], order: Order = "kind", *, whole: bool = False
) -> Job:
    """A job with an item for each paper, waiting to be claimed. All wishes are of one court; the first period gives the
    job its name, ``whole`` says that it is all of a year.

    A second click finds the first job unfinished and is refused.
    """
    papers = [(wish, subject) for wish in wishes for subject in wish.subjects]
    if not papers:
        raise ProblemError([Problem("job-empty")])
    period = wishes[0].period
    actor = allowed(user, Permission.PAPERS_PRINT, period.court_id)
    if order == "subject":
        places: dict[str, int] = {}
        for _, subject in papers:
            places.setdefault(subject, len(places))
        papers.sort(key=lambda paper: places[paper[1]])
    # Whoever orders holds the period's row until the commit: two clicks come one after the other.
    hold(session, period)
    if (same := same_job(session, wishes, order, whole=whole)) is not None:
        raise ProblemError([Problem("job-twice", {"job": str(same.id)})])
    job = Job(
        court_id=period.court_id, kind="papers", period_id=period.id, wanted=_asked(wishes, order, whole),
        created_by_id=user.id if user else None, problems=[],
    )  # fmt: skip
    session.add(job)
    session.flush()
    session.add_all(
        JobItem(
            court_id=period.court_id, job_id=job.id, period_id=wish.period.id, position=position, kind=wish.kind,
            subject=subject, problems=[],
        )
        for position, (wish, subject) in enumerate(papers, 1)
    )  # fmt: skip
    kinds = list(dict.fromkeys(wish.kind for wish in wishes))
    details = {"period": str(period), "papers": len(papers), "kinds": kinds, "whole": whole}
    audit.append(session, Permission.PAPERS_PRINT.value, actor, Target("job", job.id), details)
    return job


def periods_alike(session: Session, period: AppraisalPeriod) -> list[AppraisalPeriod]:
    """The period itself and the court's others of the same days, by scheme."""
    query = select(AppraisalPeriod).where(
        AppraisalPeriod.court_id == period.court_id,
        AppraisalPeriod.starts == period.starts,
        AppraisalPeriod.ends == period.ends,
        AppraisalPeriod.id != period.id,
    )
    return [period, *session.scalars(query.order_by(AppraisalPeriod.scheme_id))]


def same_job(session: Session, wishes: Sequence[Wish], order: Order, *, whole: bool = False) -> Job | None:
    """The job that was ordered in the same words and is not over."""
    if not wishes:
        return None
    query = select(Job).where(Job.period_id == wishes[0].period.id, Job.kind == "papers", Job.state.in_(LIVE))
    asked = _asked(wishes, order, whole)
    return next((job for job in session.scalars(query.order_by(Job.id)) if job.wanted == asked), None)


def _asked(wishes: Sequence[Wish], order: Order, whole: bool) -> dict[str, Any]:  # noqa: FBT001 - as it is kept
    papers = [[wish.kind, wish.period.id, list(wish.subjects)] for wish in wishes]
    return {"papers": papers, "order": order, "whole": whole}


def pause(session: Session, user: User | None, job: Job) -> None:
    """Hold it after the papers that are in the press; it goes on where it stopped."""
    move(session, user, job, ("waiting", "running"), "paused")


def go_on(session: Session, user: User | None, job: Job) -> None:
    """Let a held job go on."""
    move(session, user, job, ("paused",), "waiting")


def cancel(session: Session, user: User | None, job: Job) -> None:
    """Give it up. What is printed stays."""
    move(session, user, job, ("waiting", "running", "paused"), "cancelled")


def try_again(session: Session, user: User | None, job: Job) -> None:
    """Print what failed, and what a cancelled or failed job left, once more; nothing that is printed."""
    move(session, user, job, ("done", "failed", "cancelled"), "waiting")
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

