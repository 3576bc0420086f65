"""A job is taken and worked off by one process at a time. The rows are the truth: whoever dies leaves nothing that the
next one could not see.

A runner claims a job by one conditional UPDATE and gives signs of life. A job whose runner went silent is claimed by
the next; papers that were in the press then are printed again, to the same file. One that was in the press three
times when the program ended is not tried a fourth time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from records.models import Job, JobItem
from records.tenancy import everything
from records.types import now
from rules.problem import N_, Problem, recalled, register

register({"job-deadly": N_("打印到这一件时程序已中断 {count} 次，不再重试。请把此信息告诉系统管理员")})
SILENCE = timedelta(seconds=60)  # after which a runner counts as dead
ATTEMPTS = 3


def claim(session: Session, runner: str, gone: Callable[[str], bool], job_id: int | None = None) -> Job | None:
    """The oldest job that waits, or whose runner went silent or is ``gone``, now this runner's; ``job_id`` asks for
    that one alone. Commits. Sees all courts: it is the program's own business.
    """
    with everything(session):
        running = set(session.scalars(select(Job.runner).where(Job.state == "running")))
        dead = Job.runner.in_([name for name in running if gone(name)])
        silent = or_(Job.heartbeat_at < now() - SILENCE, Job.heartbeat_at.is_(None), dead)
        free = or_(Job.state == "waiting", and_(Job.state == "running", silent))
        query = select(Job.id).where(free).order_by(Job.id)
        for found in session.scalars(query if job_id is None else query.where(Job.id == job_id)).all():
            values = {"state": "running", "runner": runner, "heartbeat_at": now()}
            taken = session.execute(update(Job).where(Job.id == found, free).values(values))
            if taken.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types the result of an UPDATE as any result
                _release(session, found)
                session.commit()
                return session.get_one(Job, found, populate_existing=True)
            session.rollback()
    return None


def _release(session: Session, job_id: int) -> None:
    """What the last runner had in the press waits again, or fails when it has been there too often."""
    claimed = and_(JobItem.job_id == job_id, JobItem.state == "claimed")
    deadly = as_data([Problem("job-deadly", {"count": str(ATTEMPTS)})])
    session.execute(
        update(JobItem)
        .where(claimed, JobItem.attempts >= ATTEMPTS)
        .values(state="failed", problems=deadly, finished_at=now())
    )
    session.execute(update(JobItem).where(claimed).values(state="waiting", runner=""))


def beat(session: Session, job: Job, runner: str) -> bool:
    """A sign of life; ``False`` when the job is no longer this runner's to work on: paused, cancelled, taken over."""
    mine = and_(Job.id == job.id, Job.runner == runner, Job.state == "running")
    alive = session.execute(update(Job).where(mine).values(heartbeat_at=now()))
    return bool(alive.rowcount)  # type: ignore[attr-defined]  # as above


def hand_back(session: Session, job: Job, runner: str) -> None:
    """The program ends: the job waits for the next one."""
    mine = and_(Job.id == job.id, Job.runner == runner, Job.state == "running")
    session.execute(update(Job).where(mine).values(state="waiting", runner=""))


def next_item(session: Session, job: Job, runner: str) -> JobItem | None:
    """The next paper in print order, claimed; ``None`` when none waits."""
    query = select(JobItem.id).where(JobItem.job_id == job.id, JobItem.state == "waiting").order_by(JobItem.position)
    while found := session.scalars(query.limit(1)).first():
        values = {"state": "claimed", "runner": runner, "attempts": JobItem.attempts + 1}
        taken = session.execute(update(JobItem).where(JobItem.id == found, JobItem.state == "waiting").values(values))
        if taken.rowcount:  # type: ignore[attr-defined]  # as above
            return session.get_one(JobItem, found, populate_existing=True)
    return None


def settle(
    session: Session, item: JobItem, runner: str, state: str, problems: Sequence[Problem] = (), **values: Any  # noqa: ANN401 - columns
) -> bool:
    """The item's outcome; ``False``, and nothing written, when it is no longer this runner's."""
    mine = and_(JobItem.id == item.id, JobItem.state == "claimed", JobItem.runner == runner)
    written = {"state": state, "problems": as_data(problems), "finished_at": now(), **values}
    return bool(session.execute(update(JobItem).where(mine).values(written)).rowcount)  # type: ignore[attr-defined]  # as above


def give_back(session: Session, item: JobItem, runner: str) -> None:
    """The item was not printed after all (the job was held): it waits again and has cost no attempt."""
    mine = and_(JobItem.id == item.id, JobItem.state == "claimed", JobItem.runner == runner)
    values = {"state": "waiting", "runner": "", "attempts": JobItem.attempts - 1}
    session.execute(update(JobItem).where(mine).values(values))


def conclude(session: Session, job: Job, runner: str, problems: Sequence[Problem] = ()) -> None:
    """All is worked off, or, with ``problems``, the job as a whole cannot be."""
    mine = and_(Job.id == job.id, Job.runner == runner, Job.state == "running")
    state = "failed" if problems else "done"
    values = {"state": state, "problems": as_data(problems), "finished_at": now(), "runner": ""}
    session.execute(update(Job).where(mine).values(values))


def as_data(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as they are kept: code, values, weight; the words are put to them when they are shown."""
    return [
        {"code": one.code, "values": one.kept_values(), "severity": one.severity}
        for one in problems
    ]


def as_problems(kept: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """And back."""
    return [recalled(one["code"], one["values"], one["severity"]) for one in kept]
