"""Exports asked for on a page. The file lies in the job's folder for a week, for the one who asked for it alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Job, User
from workflow.clerk import Done, Progress
from workflow.exporting import Form, export_period
from workflow.jobs import move

KIND = "export"
FILE = "file"


def start_export(session: Session, user: User, period: AppraisalPeriod, what: str, form: Form, name: str) -> Job:
    """A job to write one table of a period; ``name`` is what the file is called when it is fetched."""
    wanted = {"folder": secrets.token_hex(8), "what": what, "form": form, "name": name}
    job = Job(
        court_id=user.court_id, kind=KIND, period_id=period.id, wanted=wanted, created_by_id=user.id, problems=[]
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job


def cancel_export(session: Session, user: User, job: Job) -> None:
    """It is not wanted any more."""
    move(session, user, job, ("waiting", "running"), "cancelled")


def try_export_again(session: Session, user: User, job: Job) -> None:
    """Write it once more: it failed, was cancelled, or its file has been cleared away."""
    move(session, user, job, ("done", "failed", "cancelled"), "waiting", outcome=None)


def work(session: Session, user: User, job: Job, folder: Path, progress: Progress) -> Done:
    """Write the file beside its place, then into place: what is there is whole."""
    period = session.get_one(AppraisalPeriod, job.period_id)
    beside = folder / f".{FILE}"
    rows = export_period(session, user, period, job.wanted["what"], job.wanted["form"], beside, progress)
    beside.replace(folder / FILE)
    return Done("done", {"rows": rows})
