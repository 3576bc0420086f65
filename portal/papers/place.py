"""Where the pages of papers hang, and what each begins with."""

from __future__ import annotations

from flask import Blueprint, abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import session
from records.models import AppraisalPeriod, Job, SchemeVersion
from scoring.period import parse_period

blueprint = Blueprint("papers", __name__, url_prefix="/papers")


def job_or_404(job_id: int) -> Job:
    """A job of a court in view."""
    found = session().get(Job, job_id)
    return found or abort(404)


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
    parsed = parse_period(period.text)
    return f"{period.court.name} {period.version.scheme.title} {parsed.shown if parsed else period.text}"
