"""Imports asked for on a page: run one after another in the background, with their progress.

The job is only a view: rows go in within one transaction, so a program that dies in the middle leaves nothing
behind, and the page then says so. Uploaded files live in a folder of the job's own and go with it.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from records import tenancy
from records.intake import Source
from records.models import SchemeVersion, User
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import Period
from workflow.importing import import_files, record_refusal

register({"import-failed": N_("导入中断，没有改动任何数据。请重试；再次出现请告诉系统管理员，错误号 {token}")})

KEPT = 200  # finished jobs whose outcome can still be looked at


@dataclass(frozen=True, slots=True)
class Job:
    """One upload as it stands at a moment; the queue replaces it whole, so that a page never sees half a change.

    ``done`` counts rows read, then facts recorded; ``counts`` and ``problems`` when it has ended.
    """

    token: str
    user_id: int
    names: tuple[str, ...]
    state: Literal["waiting", "running", "done", "refused"] = "waiting"
    done: int = 0
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)  # facts, figures, corrected, unchanged
    problems: tuple[Problem, ...] = ()


class ImportJobs:
    """The queue of this process: one worker, because a court's ledger has one writer at a time anyway."""

    def __init__(self, sessions: Callable[[], Session], report: Callable[[str], None]) -> None:
        self._sessions = sessions
        self._report = report
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, user: User, version_id: int, files: Sequence[Path], folder: Path, period: Period | None) -> Job:
        """Queue the files; ``folder`` is removed when they have been read."""
        job = Job(secrets.token_urlsafe(9), user.id, tuple(file.name for file in files))
        self._put(job)
        self._worker.submit(self._run, job, user.court_id, version_id, list(files), folder, period)
        return job

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.token] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)

    def find(self, token: str, user: User) -> Job | None:
        """The job, for the one who started it and nobody else."""
        with self._lock:
            job = self._jobs.get(token)
        return job if job is not None and job.user_id == user.id else None

    def _run(
        self, job: Job, court_id: int, version_id: int, files: list[Path], folder: Path, period: Period | None
    ) -> None:
        self._put(replace(job, state="running"))
        sources = [Source(file, file.name) for file in files]
        try:
            with self._sessions() as session:
                tenancy.enter(session, court_id)
                user = session.get_one(User, job.user_id)
                self._import(session, user, job, version_id, sources, period)
        except Exception as error:  # noqa: BLE001 - whatever happened, the page must say that nothing was changed
            self._report(f"import {job.token}: {error!r}")
            self._put(replace(job, state="refused", problems=(Problem("import-failed", {"token": job.token}),)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _import(
        self, session: Session, user: User, job: Job, version_id: int, sources: list[Source], period: Period | None
    ) -> None:
        def progress(rows: int) -> None:
            self._put(replace(job, state="running", done=rows))

        try:
            version = session.get_one(SchemeVersion, version_id)
            found = import_files(session, user, user.court_id, version, sources, period, progress=progress)
            session.commit()
            counts = (found.facts, found.figures, found.corrected, found.unchanged)
            self._put(replace(job, state="done", counts=counts, problems=tuple(found.problems)))
        except ProblemError as error:
            session.rollback()
            record_refusal(session, session.get_one(User, job.user_id), user.court_id, sources, error.problems)
            session.commit()
            self._put(replace(job, state="refused", problems=error.problems))
