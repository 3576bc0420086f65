"""The queue: work that takes longer than a page may, as rows of one table, which outlive the program.

A runner claims a job by one conditional UPDATE and gives signs of life. Whoever dies leaves nothing that the next one
could not see: a job whose runner is gone or went silent is claimed by the next. Work that was begun three times and
ended the program each time is not begun a fourth time.
"""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import Job, User
from records.tenancy import everything
from records.types import now
from rules.problem import N_, Place, Problem, ProblemError, recalled, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "job-state": N_("任务现在是「{state}」，不能这样做"),
        "job-fatal": N_("处理到中途时程序已中断 {count} 次，不再重试，没有改动任何数据。请把此信息告诉系统管理员"),
    }
)
SILENCE = timedelta(seconds=60)  # after which a runner counts as dead, unless it is known to live
ATTEMPTS = 3
LIVE = ("waiting", "running", "ready", "paused")
RIGHTS: Mapping[str, Permission] = {
    "papers": Permission.PAPERS_PRINT,
    "import": Permission.IMPORTS_RUN,
    "export": Permission.EXPORTS_RUN,
}
STATES: Mapping[str, str] = {
    "waiting": N_("等待"),
    "running": N_("进行中"),
    "ready": N_("待确认"),
    "paused": N_("已暂停"),
    "cancelled": N_("已取消"),
    "failed": N_("未完成"),
    "done": N_("已完成"),
}
Lives = Callable[[str], "bool | None"]
_LISTED = 20
_numbers = itertools.count(1)


def runner_name() -> str:
    """Which process this is, for the row: machine, process, when that began, and a number within it."""
    return f"{socket.gethostname()[:25]}:{os.getpid()}:{_began(os.getpid()) or 0}:{next(_numbers)}"


def lives(name: str) -> bool | None:
    """Whether the process of a runner is still there; ``None`` when it is on another machine. Process numbers are
    given anew, so the moment of its beginning counts too.
    """
    host, _, rest = name.partition(":")
    pid, _, rest = rest.partition(":")
    if host != socket.gethostname()[:25] or not pid.isdigit():
        return None
    return _began(int(pid)) == rest.partition(":")[0]


def _began(pid: int) -> str | None:
    """In the kernel's ticks; ``None`` without such a process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except OSError:
        return None


def claim(
    session: Session, runner: str, kinds: Sequence[str], job_id: int | None = None, alive: Lives = lives
) -> Job | None:
    """The oldest job of these kinds that waits, or whose runner is gone or silent, now this runner's; ``job_id`` asks
    for that one alone. Commits. Sees all courts: it is the program's own business.
    """
    with everything(session):
        running = set(session.scalars(select(Job.runner).where(Job.state == "running")))
        known = {name: alive(name) for name in running}
        dead = Job.runner.in_([name for name, found in known.items() if found is False])
        here = Job.runner.in_([name for name, found in known.items() if found])
        silent = and_(or_(Job.heartbeat_at < now() - SILENCE, Job.heartbeat_at.is_(None)), ~here)
        free = or_(Job.state == "waiting", and_(Job.state == "running", or_(silent, dead)))
        query = select(Job.id).where(free, Job.kind.in_(kinds)).order_by(Job.id)
        for found in session.scalars(query if job_id is None else query.where(Job.id == job_id)).all():
            values = {"state": "running", "runner": runner, "heartbeat_at": now(), "attempts": Job.attempts + 1}
            if _changed(session, and_(Job.id == found, free), values):
                session.commit()
                return session.get_one(Job, found, populate_existing=True)
            session.rollback()
    return None


def beat(session: Session, job_id: int, runner: str) -> bool:
    """A sign of life; ``False`` when the job is no longer this runner's to work at: paused, cancelled, taken over."""
    return _changed(session, _mine(job_id, runner), {"heartbeat_at": now()})


def is_mine(session: Session, job_id: int, runner: str) -> bool:
    """The same question without writing."""
    return session.scalars(select(Job.id).where(_mine(job_id, runner))).first() is not None


def hand_back(session: Session, job_id: int, runner: str) -> None:
    """The program ends: the job waits for the next one, and this has cost it no attempt."""
    _changed(session, _mine(job_id, runner), {"state": "waiting", "runner": "", "attempts": Job.attempts - 1})


def conclude(
    session: Session, job_id: int, runner: str, state: str = "done", problems: Sequence[Problem] = (), **values: Any  # noqa: ANN401 - columns
) -> bool:
    """What became of it, in the transaction of the work itself; ``False``, and nothing written, when the job is no
    longer this runner's: then the work is to be taken back.
    """
    over = now() if state in ("done", "failed") else None
    written = {"state": state, "problems": as_data(problems), "finished_at": over, "runner": "", **values}
    return _changed(session, _mine(job_id, runner), written)


def move(session: Session, user: User | None, job: Job, before: Sequence[str], after: str, **values: Any) -> None:  # noqa: ANN401 - columns
    """What a person does with a job, by one conditional UPDATE: of two who press at one moment the second finds another
    state, and is told so. Audited.
    """
    actor = allowed(user, RIGHTS[job.kind], job.court_id)
    over = now() if after == "cancelled" else None
    written = {"state": after, "runner": "", "problems": [], "finished_at": over, "attempts": 0, **values}
    moved = _changed(session, and_(Job.id == job.id, Job.state.in_(before)), written)
    session.refresh(job)
    if not moved:
        raise ProblemError([Problem("job-state", {"state": STATES[job.state]})])
    audit.append(session, RIGHTS[job.kind].value, actor, Target("job", job.id), {"state": after})


def own_jobs(session: Session, user: User, kind: str, states: Sequence[str] = tuple(STATES)) -> list[Job]:
    """A person's latest jobs of a kind."""
    query = select(Job).where(Job.created_by_id == user.id, Job.kind == kind, Job.state.in_(states))
    return list(session.scalars(query.order_by(Job.id.desc()).limit(_LISTED)))


def own_job(session: Session, user: User, kind: str, job_id: int) -> Job | None:
    """The job, for the one who asked for it and nobody else."""
    job = session.get(Job, job_id)
    return job if job is not None and (job.created_by_id, job.kind) == (user.id, kind) else None


def as_data(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as they are kept: code, values, weight, place; the words are put to them when they are shown."""
    return [
        {
            "code": one.code, "values": one.kept_values(), "severity": one.severity,
            "place": [one.place.file, one.place.line, one.place.column, one.place.sheet],
        }
        for one in problems
    ]  # fmt: skip


def as_problems(kept: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """And back."""
    return [
        recalled(one["code"], one["values"], one["severity"]).at(Place(*one.get("place", ())))
        for one in kept
    ]


def _mine(job_id: int, runner: str) -> Any:  # noqa: ANN401 - SQLAlchemy's condition
    return and_(Job.id == job_id, Job.runner == runner, Job.state == "running")


def _changed(session: Session, where: Any, values: Mapping[str, Any]) -> bool:  # noqa: ANN401 - SQLAlchemy's condition
    done = session.execute(update(Job).where(where).values(values))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # SQLAlchemy types the result of an UPDATE as any result
