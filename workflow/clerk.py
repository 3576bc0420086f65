"""The clerk works off imports and exports, one after another, because a court's ledger has one writer at a time anyway.

What a job writes into the records and that it is done go in within one transaction, so a crash leaves both or neither.
How far it is lies in a file beside its own, since a database with one writer cannot take the number meanwhile.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import Job, User
from records.types import now
from records.writing import has_written
from rules.problem import N_, Problem, ProblemError, register
from workflow import jobs

register(
    {
        "job-failed": N_("处理中断，没有改动任何数据。请重试；再次出现请告诉系统管理员，错误号 {token}"),
        "job-disk": N_("文件读写不了（{reason}），没有改动任何数据。请检查磁盘空间和目录权限，再重试"),
    }
)
KEPT = timedelta(days=7)  # for which the files of a job that is over can be fetched
_TELL = 0.3  # seconds between two looks at the job's row
_PROGRESS = "progress"
Progress = Callable[[int, "int | None"], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What a step came to. The clerk writes it into the row and commits; without ``keep`` the files go."""

    state: Literal["ready", "done", "failed"]
    outcome: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()
    keep: bool = True


Work = Callable[[Session, User, Job, Path, Progress], Done]
"""One step of a job, in a session entered for the user's court; :class:`ProblemError` is a refusal."""


class _Taken(Exception):  # noqa: N818 - no error: the job was cancelled, or somebody else has it
    pass


class _Stopped(Exception):  # noqa: N818 - no error: the program ends
    pass


@dataclass(slots=True)
class Clerk:
    """``shelf`` holds a folder a job, ``works`` says what each kind of job does, ``report`` takes lines for the log.
    ``stopped`` is asked in the middle of work: then the job waits for the next program.
    """

    sessions: Callable[[], Session]
    shelf: Path
    works: Mapping[str, Work]
    report: Callable[[str], None]
    stopped: Callable[[], bool] = lambda: False
    name: str = field(default_factory=jobs.runner_name)

    def run_all(self) -> int:
        """Every job that can be claimed; how many steps there were. Old files are cleared away first."""
        self._sweep()
        count = 0
        while not self.stopped() and self.run():
            count += 1
        return count

    def run(self, job_id: int | None = None) -> bool:
        """The next job, or that one; ``False`` when there is none to claim."""
        with self.sessions() as session:
            job = jobs.claim(session, self.name, tuple(self.works), job_id)
            if job is None:
                return False
            user = self._enter(session, job)
            job = session.get_one(Job, job.id)
            if job.attempts > jobs.ATTEMPTS:
                self._fail(session, job.id, [Problem("job-fatal", {"count": str(jobs.ATTEMPTS)})])
                return True
            folder = folder_of(self.shelf, job)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._work(session, user, job, folder)
        return True

    def _enter(self, session: Session, job: Job) -> User:
        with tenancy.everything(session):
            user = session.get_one(User, job.created_by_id or 0)
        tenancy.enter(session, user.court_id, below=user.role == "supervisor")
        return session.get_one(User, user.id)

    def _work(self, session: Session, user: User, job: Job, folder: Path) -> None:
        job_id, kind = job.id, job.kind
        (folder / _PROGRESS).unlink(missing_ok=True)
        try:
            done = self.works[kind](session, user, job, folder, self._progress(session, job_id, folder))
            self._conclude(session, job_id, done.state, done.problems, outcome=done.outcome)
            if not done.keep:
                clear(folder)
        except _Taken:
            session.rollback()
            if session.get_one(Job, job_id, populate_existing=True).state == "cancelled":
                clear(folder)
        except _Stopped:
            session.rollback()
            jobs.hand_back(session, job_id, self.name)
            session.commit()
        except ProblemError as error:
            self._fail(session, job_id, error.problems)
        except OSError as error:
            self.report(f"job {job_id}: {error!r}")
            self._fail(session, job_id, [Problem("job-disk", {"reason": error.strerror or str(error)})])
        except Exception as error:  # noqa: BLE001 - whatever happened, the page must say that nothing was changed
            self.report(f"job {job_id}: {error!r}")
            self._fail(session, job_id, [Problem("job-failed", {"token": str(job_id)})])

    def _conclude(
        self, session: Session, job_id: int, state: str, problems: Sequence[Problem], **values: Any  # noqa: ANN401 - columns
    ) -> None:
        """With all that the session wrote, or nothing of it when the job is no longer ours."""
        if not jobs.conclude(session, job_id, self.name, state, problems, **values):
            raise _Taken
        session.commit()

    def _fail(self, session: Session, job_id: int, problems: Sequence[Problem]) -> None:
        session.rollback()
        with suppress(_Taken):
            self._conclude(session, job_id, "failed", problems)

    def _progress(self, session: Session, job_id: int, folder: Path) -> Progress:
        looked = time.monotonic()

        def progress(done: int, total: int | None = None) -> None:
            nonlocal looked
            if self.stopped():
                raise _Stopped
            if done and time.monotonic() - looked < _TELL:
                return
            looked = time.monotonic()
            _write_progress(folder, done, total)
            with self.sessions() as own, tenancy.everything(own):
                if own.get_bind().dialect.name == "sqlite" and has_written(session):
                    mine = jobs.is_mine(own, job_id, self.name)  # its one writer is the work itself, and cannot wait
                else:
                    mine = jobs.beat(own, job_id, self.name)
                    own.commit()
            if not mine:
                raise _Taken

        return progress

    def _sweep(self) -> None:
        if not self.shelf.is_dir():
            return
        before = now() - KEPT
        with self.sessions() as session, tenancy.everything(session):
            query = select(Job.wanted).where(Job.kind.in_(tuple(self.works)), Job.state.in_(jobs.LIVE))
            live = {wanted["folder"] for wanted in session.scalars(query)}
        for folder in self.shelf.iterdir():
            if folder.name not in live and folder.stat().st_mtime < before.timestamp():
                clear(folder)


def folder_of(shelf: Path, job: Job) -> Path:
    """Where a job's files lie. Its name is drawn, not counted: a new database never meets an old one's files."""
    return shelf / str(job.wanted["folder"])


def clear(folder: Path) -> None:
    """The files of a job are not needed any more."""
    shutil.rmtree(folder, ignore_errors=True)


def progress_of(shelf: Path, job: Job) -> tuple[int, int | None]:
    """How far a running job is: done, and of how many where that is known."""
    try:
        done, _, total = (folder_of(shelf, job) / _PROGRESS).read_text(encoding="ascii").partition(" ")
        return int(done), int(total) if total else None
    except (OSError, ValueError):
        return 0, None


def _write_progress(folder: Path, done: int, total: int | None) -> None:
    beside = folder / f".{_PROGRESS}"
    beside.write_text(f"{done} {'' if total is None else total}", encoding="ascii")
    beside.replace(folder / _PROGRESS)
