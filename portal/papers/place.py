"""Where the pages of papers hang, and what each begins with."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext

from portal.database import session
from records.models import AppraisalPeriod, Job
from records.queries import periods as queries
from scoring.period import in_words

blueprint = Blueprint("papers", __name__, url_prefix="/papers")


def job_or_404(job_id: int) -> Job:
    """A job of papers of a court in view."""
    found = session().get(Job, job_id)
    return found if found is not None and found.kind == "papers" else abort(404)


def periods() -> list[AppraisalPeriod]:
    """The periods in view that papers are printed of, latest first."""
    order = (AppraisalPeriod.court_id, AppraisalPeriod.starts.desc(), AppraisalPeriod.scheme_id)
    return list(session().scalars(queries.periods().order_by(*order)))


def named(period: AppraisalPeriod) -> str:
    """示一院 绩效考核办法 2025 年."""
    return f"{period.court.name} {period.version.scheme.title} {in_words(period.text)}"


def title_of(job: Job) -> str:
    """What the job prints: 示一院 绩效考核办法 2025 年, or 示一院 2025 年 全年材料."""
    period = job.period
    if period is None:
        return ""
    if job.wanted.get("whole"):
        return f"{period.court.name} {in_words(period.text)} {gettext('全年材料')}"
    return named(period)
