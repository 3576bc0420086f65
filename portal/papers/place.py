"""Where the pages of papers hang, and what each begins with."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import session
from records.models import AppraisalPeriod, Job, SchemeVersion
from scoring.period import parse_period

blueprint = Blueprint("papers", __name__, url_prefix="/papers")


def job_or_404(job_id: int) -> Job:
    """A job of papers of a court in view."""
    found = session().get(Job, job_id)
    return found if found is not None and found.kind == "papers" else abort(404)


def periods() -> list[AppraisalPeriod]:
    """The periods in view that papers are printed of, latest first."""
    query = (
        select(AppraisalPeriod)
        .options(
            joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme), joinedload(AppraisalPeriod.court)
        )
        .order_by(AppraisalPeriod.court_id, AppraisalPeriod.starts.desc(), AppraisalPeriod.scheme_id)
    )
    return list(session().scalars(query))


def named(period: AppraisalPeriod) -> str:
    """示一院 绩效考核办法 2025 年."""
    return f"{period.court.name} {period.version.scheme.title} {_shown(period)}"


def title_of(job: Job) -> str:
    """What the job prints: 示一院 绩效考核办法 2025 年, or 示一院 2025 年 全年材料."""
    period = job.period
    if period is None:
        return ""
    return f"{period.court.name} {_shown(period)} {gettext('全年材料')}" if job.wanted.get("whole") else named(period)


def _shown(period: AppraisalPeriod) -> str:
    parsed = parse_period(period.text)
    return parsed.shown if parsed else period.text
