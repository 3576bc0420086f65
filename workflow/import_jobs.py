"""Imports asked for on a page: first a preview, in which everything is done and taken back; then, on a yes, for good.

The preview is no estimate: rows are written, scored and booked in a transaction that is rolled back. Uploaded files
stay in the job's folder until the import is done or given up.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from records.intake import Source
from records.models import SchemeVersion, User
from rules.problem import Problem, ProblemError
from scoring.period import Period
from workflow.importing import Imported, import_files, record_refusal
from workflow.jobs import Job, Jobs, Progress, State
from workflow.previewing import Preview, Watermark, preview_of

KIND = "import"


@dataclass(frozen=True, slots=True)
class Upload:
    """What was asked for."""

    version_id: int
    files: tuple[Path, ...]
    period: Period | None

    @property
    def sources(self) -> list[Source]:
        """The files as intake reads them."""
        return [Source(file, file.name) for file in self.files]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``preview`` from the first run on; ``counts`` (facts, figures, corrected, unchanged) and the rows of the
    imports when all is done.
    """

    upload: Upload
    preview: Preview
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    imports: tuple[int, ...] = ()


def start_import(
    jobs: Jobs, user: User, version_id: int, files: Sequence[Path], folder: Path, period: Period | None
) -> Job:
    """Read, check and preview."""
    upload = Upload(version_id, tuple(files), period)

    def preview(session: Session, who: User, progress: Progress) -> tuple[State, object, tuple[Problem, ...]]:
        mark = Watermark.of(session)
        found = _import(session, who, upload, progress)
        seen = preview_of(session, found, mark)
        session.rollback()
        if not found.imports:
            return "done", Outcome(upload, seen), tuple(found.problems)
        return "ready", Outcome(upload, seen), tuple(found.problems)

    return jobs.start(user, KIND, tuple(file.name for file in files), folder, preview)


def confirm_import(jobs: Jobs, user: User, job: Job) -> bool:
    """Do for good what the preview showed. ``False`` when somebody did, or gave it up, before."""
    if not isinstance(job.outcome, Outcome):
        return False
    shown = job.outcome

    def write(session: Session, who: User, progress: Progress) -> tuple[State, object, tuple[Problem, ...]]:
        found = _import(session, who, shown.upload, progress)
        session.commit()
        shutil.rmtree(job.folder, ignore_errors=True)
        counts = (found.facts, found.figures, found.corrected, found.unchanged)
        ids = tuple(row.id for row in found.imports)
        return "done", Outcome(shown.upload, shown.preview, counts, ids), tuple(found.problems)

    return jobs.go_on(job, user, write)


def _import(session: Session, user: User, upload: Upload, progress: Progress) -> Imported:
    """Import, or remember the refusal in a transaction of its own."""
    court_id, sources = user.court_id, upload.sources
    version = session.get_one(SchemeVersion, upload.version_id)
    try:
        return import_files(
            session, user, court_id, version, sources, upload.period, progress=lambda rows: progress(rows, None)
        )
    except ProblemError as error:
        session.rollback()
        record_refusal(session, session.get_one(User, user.id), court_id, sources, error.problems)
        session.commit()
        raise
