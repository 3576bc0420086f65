"""Imports asked for on a page: first a preview, in which everything is done and taken back; then, on a yes, for good.

The preview is no estimate: rows are written, scored and booked in a transaction that is rolled back. Uploaded files lie
in the job's folder until the import is done or given up. A program that dies in the middle has written nothing, and the
next one does the step again; what is imported and that the job is done are one transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from records.intake import Source
from records.models import Job, SchemeVersion, User
from rules.problem import ProblemError
from scoring.period import Period, parse_period
from workflow.clerk import Done, Progress
from workflow.importing import Imported, import_files, record_refusal
from workflow.jobs import move
from workflow.previewing import Change, Gain, Preview, Watermark, preview_of

KIND = "import"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``preview`` from the first step on; ``counts`` (facts, figures, corrected, unchanged) and the rows of the imports
    when all is done.
    """

    preview: Preview
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    imports: tuple[int, ...] = field(default=())


def start_import(session: Session, user: User, version_id: int, names: list[str], period: Period | None) -> Job:
    """A job to read, check and preview files, which the caller puts into its folder under these names before he
    commits.
    """
    wanted = {
        "folder": secrets.token_hex(8), "version": version_id, "files": names,
        "period": period.text if period else "", "confirmed": False,
    }  # fmt: skip
    job = Job(court_id=user.court_id, kind=KIND, wanted=wanted, created_by_id=user.id, problems=[])
    session.add(job)
    session.flush()
    return job


def confirm_import(session: Session, user: User, job: Job) -> None:
    """Do for good what the preview showed. :class:`ProblemError` when somebody did, or gave it up, before."""
    move(session, user, job, ("ready",), "waiting", wanted={**job.wanted, "confirmed": True})


def give_up_import(session: Session, user: User, job: Job) -> None:
    """Not at all: before, while or after it is looked through, and while it is being written."""
    move(session, user, job, ("waiting", "running", "ready"), "cancelled")


def work(session: Session, user: User, job: Job, folder: Path, progress: Progress) -> Done:
    """The next step of the job. A refusal is remembered in the transaction that ends the job."""
    wanted, before = job.wanted, job.outcome
    sources = [Source(folder / name, name) for name in wanted["files"]]
    period = parse_period(wanted["period"]) if wanted["period"] else None
    version, court_id, mark = session.get_one(SchemeVersion, wanted["version"]), user.court_id, Watermark.of(session)
    try:
        found = import_files(
            session, user, court_id, version, sources, period, progress=lambda rows: progress(rows, None)
        )
    except ProblemError as error:
        session.rollback()
        record_refusal(session, session.get_one(User, user.id), court_id, sources, error.problems)
        return Done("failed", before, error.problems, keep=False)
    if wanted["confirmed"] and before is not None:
        return _written(found, before)
    seen = preview_of(session, found, mark)
    session.rollback()
    return Done(
        "ready" if found.imports else "done", {"preview": _data(seen)}, tuple(found.problems), keep=bool(found.imports)
    )


def _written(found: Imported, before: dict[str, Any]) -> Done:
    counts = [found.facts, found.figures, found.corrected, found.unchanged]
    outcome = {**before, "counts": counts, "imports": [row.id for row in found.imports]}
    return Done("done", outcome, tuple(found.problems), keep=False)


def outcome_of(job: Job) -> Outcome | None:
    """What the job's row says, as values; ``None`` before the first step is done."""
    if job.outcome is None:
        return None
    kept = job.outcome["preview"]
    preview = Preview(
        kinds=tuple((kind, count) for kind, count in kept["kinds"]),
        gains=tuple(Gain(one[0], one[1], one[2], Fraction(one[3])) for one in kept["gains"]),
        changes=tuple(Change(one[0], one[1], one[2], Fraction(one[3]), Fraction(one[4])) for one in kept["changes"]),
        **kept["numbers"],
    )
    facts, figures, corrected, unchanged = job.outcome.get("counts", (0, 0, 0, 0))
    return Outcome(preview, (facts, figures, corrected, unchanged), tuple(job.outcome.get("imports", ())))


_NUMBERS = ("facts", "figures", "corrected", "unchanged", "cases", "issued", "lines", "subjects")


def _data(seen: Preview) -> dict[str, Any]:
    """As JSON keeps it; fractions as text."""
    return {
        "kinds": [list(pair) for pair in seen.kinds],
        "numbers": {name: getattr(seen, name) for name in _NUMBERS},
        "gains": [[one.period, one.subject, one.lines, str(one.points)] for one in seen.gains],
        "changes": [[one.subject, one.period, one.name, str(one.before), str(one.after)] for one in seen.changes],
    }
