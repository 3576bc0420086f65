"""The office: one thread of the program that works off print jobs. The jobs are rows; the thread may come and go."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.orm import Session, scoped_session

from reports.batch.runner import Runner
from workflow.printing.sessions import Sessions

EXTENSION = "hengji.office"
_LOOK = 30.0  # seconds after which it looks for jobs whose runner went silent


class Office:
    """Started by the first job, or by ``./hengji serve`` for those that an earlier program left."""

    def __init__(self, sessions: Sessions, shelf: Path, report: Callable[[str], None]) -> None:
        self.shelf = shelf
        self._sessions, self._report = sessions, report
        self._work, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def wake(self) -> None:
        """There may be something to print."""
        self._work.set()
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="office", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop after the papers that are in the press. What is left waits for the next program."""
        self._closed = True
        self._work.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._work.clear()
            runner = Runner(self._sessions, self.shelf, self._report, stopped=lambda: self._closed)
            try:
                runner.run_all()
            except Exception as error:  # noqa: BLE001 - the thread must live: it looks again, and the job is a row
                self._report(f"office: {error!r}")
            self._work.wait(_LOOK)


def office() -> Office:
    """The program's office."""
    found: Office = current_app.extensions[EXTENSION]
    return found


def init_app(app: Flask, registry: scoped_session[Session]) -> None:
    """Not started yet."""
    shelf = Path(app.config["PAPERS_FOLDER"])
    made = app.extensions[EXTENSION] = Office(registry.session_factory, shelf, app.logger.error)
    atexit.register(made.close)
