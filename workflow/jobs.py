"""Work asked for on a page that takes longer than a page may: one after another in the background, with progress.

A job is only a view of the work: what it writes goes in within one transaction, and a file that it makes lies in a
folder of its own. The queue lives in the memory of the program. When that dies, half-done work leaves nothing behind in
the records, the page says that the job is unknown, and it is started again.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from records import tenancy
from records.models import User
from rules.problem import N_, Problem, ProblemError, register

register({"job-failed": N_("处理中断，没有改动任何数据。请重试；再次出现请告诉系统管理员，错误号 {token}")})

KEPT = 200  # jobs whose outcome can still be looked at
State = Literal["waiting", "running", "ready", "done", "refused", "given-up"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work as it stands at a moment; the queue replaces it whole, so that a page never sees half a change.

    ``ready`` waits for a person to say yes. ``done`` counts what ``total`` is the whole of, where that is known;
    ``outcome`` is the work's own. ``folder`` goes when the job is forgotten.
    """

    token: str
    user_id: int
    kind: str
    names: tuple[str, ...]
    folder: Path
    state: State = "waiting"
    done: int = 0
    total: int | None = None
    outcome: object = None
    problems: tuple[Problem, ...] = ()

    @property
    def over(self) -> bool:
        """Nothing more happens by itself."""
        return self.state not in ("waiting", "running")


Progress = Callable[[int, int | None], None]
Work = Callable[[Session, User, Progress], tuple[State, object, tuple[Problem, ...]]]
"""What is done in a session entered for the user's court; it commits by itself. :class:`ProblemError` is a refusal."""


class Jobs:
    """The queue of this process: one worker, because a court's ledger has one writer at a time anyway."""

    def __init__(self, sessions: Callable[[], Session], report: Callable[[str], None]) -> None:
        self._sessions = sessions
        self._report = report
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, user: User, kind: str, names: tuple[str, ...], folder: Path, work: Work) -> Job:
        """Queue it. ``folder`` is the job's from now on."""
        job = Job(secrets.token_urlsafe(9), user.id, kind, names, folder)
        self._put(job)
        self._submit(job, user, work)
        return job

    def go_on(self, job: Job, user: User, work: Work) -> bool:
        """The person said yes: queue what comes next. A second yes, or one that comes too late, does nothing."""
        with self._lock:
            if self._jobs.get(job.token) is not job or job.state != "ready":
                return False
            job = self._jobs[job.token] = replace(job, state="waiting", done=0, total=None)
        self._submit(job, user, work)
        return True

    def give_up(self, job: Job) -> bool:
        """The person said no."""
        with self._lock:
            if self._jobs.get(job.token) is not job or job.state != "ready":
                return False
            self._jobs[job.token] = replace(job, state="given-up")
        shutil.rmtree(job.folder, ignore_errors=True)
        return True

    def find(self, token: str, user: User, kind: str) -> Job | None:
        """The job, for the one who started it and nobody else."""
        with self._lock:
            job = self._jobs.get(token)
        return job if job is not None and (job.user_id, job.kind) == (user.id, kind) else None

    def of(self, user: User, kind: str) -> list[Job]:
        """A person's jobs of a kind, latest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if (job.user_id, job.kind) == (user.id, kind)]

    def close(self) -> None:
        """Wait for what runs, and clear the folders away."""
        self._worker.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            for job in self._jobs.values():
                shutil.rmtree(job.folder, ignore_errors=True)
            self._jobs.clear()

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.token] = job
            over = [token for token, old in self._jobs.items() if old.over]
            gone = [self._jobs.pop(token) for token in over[: max(0, len(self._jobs) - KEPT)]]
        for old in gone:
            shutil.rmtree(old.folder, ignore_errors=True)

    def _submit(self, job: Job, user: User, work: Work) -> None:
        self._worker.submit(self._run, job, user.court_id, user.role == "supervisor", work)

    def _run(self, job: Job, court_id: int, below: bool, work: Work) -> None:  # noqa: FBT001 - handed to the pool
        def progress(done: int, total: int | None = None) -> None:
            self._put(replace(job, state="running", done=done, total=total))

        progress(0)
        try:
            with self._sessions() as session:
                tenancy.enter(session, court_id, below=below)
                state, outcome, problems = work(session, session.get_one(User, job.user_id), progress)
                self._put(replace(job, state=state, outcome=outcome, problems=problems))
        except ProblemError as error:
            self._put(replace(job, state="refused", problems=tuple(error.problems)))
        except Exception as error:  # noqa: BLE001 - whatever happened, the page must say that nothing was changed
            self._report(f"job {job.token}: {error!r}")
            self._put(replace(job, state="refused", problems=(Problem("job-failed", {"token": job.token}),)))
