"""The papers of a claimed job, one after another: the rows are the truth here too.

Papers that were in the press when a runner died are printed again by the next, to the same file. One that was in the
press three times when the program ended is not tried a fourth time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from records.models import Job, JobItem
from records.types import now
from rules.problem import N_, Problem, register
from workflow.jobs import ATTEMPTS, as_data

register({"job-deadly": N_("打印到这一件时程序已中断 {count} 次，不再重试。请把此信息告诉系统管理员")})


def release(session: Session, job: Job) -> None:
    """What the last runner of a job just claimed had in the press waits again, or fails when it has been there too
    often.
    """
    claimed = and_(JobItem.job_id == job.id, JobItem.state == "claimed")
    deadly = as_data([Problem("job-deadly", {"count": str(ATTEMPTS)})])
    session.execute(
        update(JobItem)
        .where(claimed, JobItem.attempts >= ATTEMPTS)
        .values(state="failed", problems=deadly, finished_at=now())
    )
    session.execute(update(JobItem).where(claimed).values(state="waiting", runner=""))


def next_item(session: Session, job: Job, runner: str) -> JobItem | None:
    """The next paper in print order, claimed; ``None`` when none waits."""
    query = select(JobItem.id).where(JobItem.job_id == job.id, JobItem.state == "waiting").order_by(JobItem.position)
    while found := session.scalars(query.limit(1)).first():
        values = {"state": "claimed", "runner": runner, "attempts": JobItem.attempts + 1}
        taken = session.execute(update(JobItem).where(JobItem.id == found, JobItem.state == "waiting").values(values))
        if taken.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types the result of an UPDATE as any result
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
