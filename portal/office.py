"""The office: two threads of the program that work off jobs, one the papers, one imports and exports. The jobs are
rows; the threads may come and go, and so may whole programs: two beside each other share the one table.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session, scoped_session

from reports.batch.runner import Runner
from workflow import export_jobs, import_jobs
from workflow.clerk import Clerk

EXTENSION = "hengji.office"
WORKS = {import_jobs.KIND: import_jobs.work, export_jobs.KIND: export_jobs.work}
_LOOK = 30.0  # seconds after which it looks for jobs whose runner went silent


class Desk(Protocol):
    """What works off jobs of its own kinds, as many as there are."""

    def run_all(self) -> int:
        """Until none is left, or the program ends."""


class Office:
    """Started by the first job, or by ``./hengji serve`` for those that an earlier program left. ``shelf`` has the
    printed papers, ``folders`` the files of imports and exports.
    """

    def __init__(
        self, sessions: Callable[[], Session], shelf: Path, folders: Path, report: Callable[[str], None]
    ) -> None:
        self.shelf, self.folders = shelf, folders
        self._report = report
        self._lock = threading.Lock()
        self._closed = False
        self._threads: list[tuple[threading.Thread, threading.Event]] = []
        self._desks: tuple[tuple[str, Callable[[], Desk]], ...] = (
            ("papers", lambda: Runner(sessions, shelf, report, stopped=self._over)),
            ("clerk", lambda: Clerk(sessions, folders, WORKS, report, stopped=self._over)),
        )

    def wake(self) -> None:
        """There may be something to do."""
        with self._lock:
            if not self._threads and not self._closed:
                for name, desk in self._desks:
                    work = threading.Event()
                    thread = threading.Thread(target=self._run, args=(desk, work), name=name, daemon=True)
                    self._threads.append((thread, work))
                    thread.start()
        for _, work in self._threads:
            work.set()

    def close(self) -> None:
        """Stop after the papers that are in the press. What is left waits for the next program."""
        self._closed = True
        for _, work in self._threads:
            work.set()
        for thread, _ in self._threads:
            thread.join()

    def _over(self) -> bool:
        return self._closed

    def _run(self, desk: Callable[[], Desk], work: threading.Event) -> None:
        while not self._closed:
            work.clear()
            try:
                desk().run_all()
            except Exception as error:  # noqa: BLE001 - the thread must live: it looks again, and the job is a row
                self._report(f"office: {error!r}")
            work.wait(_LOOK)


def office() -> Office:
    """The program's office."""
    found: Office = current_app.extensions[EXTENSION]
    return found


def init_app(app: Flask, registry: scoped_session[Session]) -> None:
    """Not started yet."""
    shelf, folders = Path(app.config["PAPERS_FOLDER"]), Path(app.config["JOBS_FOLDER"])
    made = app.extensions[EXTENSION] = Office(registry.session_factory, shelf, folders, app.logger.error)
    atexit.register(made.close)
