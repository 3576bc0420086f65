"""The applications that stand behind one scorecard, for its papers: what was asked for and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records.models import Application, AppraisalPeriod, Posting, SchemeVersion
from records.queries.directory import Directory, SubjectKey
from workflow.versions import compiled_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An application, its item's title, and the points that came of it: ``None`` unless it was confirmed."""

    row: Application
    title: str
    points: Fraction | None


def about(session: Session, period: AppraisalPeriod, subject: SubjectKey, directory: Directory) -> Sequence[Asked]:
    """Of the period and the shorter ones that lie in it, in the order of the days they are about; for a team, division
    or court those of everyone who counted under it on that day.
    """
    court = subject.id if subject.kind == "court" else period.court_id
    query = (
        select(Application)
        .join(AppraisalPeriod, AppraisalPeriod.id == Application.period_id)
        .options(
            joinedload(Application.person),
            joinedload(Application.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
        )
        .where(
            Application.court_id == court, AppraisalPeriod.starts >= period.starts, AppraisalPeriod.ends <= period.ends
        )
        .order_by(Application.day, Application.id)
    )
    if subject.kind == "person":
        query = query.where(Application.person_id == subject.id)
    rows = [
        row
        for row in session.scalars(query)
        if directory.counted_under(SubjectKey("person", row.person_id), court, row.day, subject.kind) == subject
    ]
    points = _points(session, rows)
    return [Asked(row, _title(row), points.get(row.id)) for row in rows]


def _title(row: Application) -> str:
    items = compiled_of(row.period.version).scheme.items
    return next((item.title for item in items if item.id == row.rule), row.rule)


def _points(session: Session, rows: Sequence[Application]) -> dict[int, Fraction]:
    """What stands in the ledger of each one's fact under its item in its own period."""
    facts = [row.fact_id for row in rows if row.fact_id is not None]
    sums: dict[tuple[int, int, str], Fraction] = {}
    for one in session.scalars(select(Posting).where(Posting.fact_id.in_(facts))):
        key = (one.fact_id or 0, one.period_id, one.rule)
        sums[key] = sums.get(key, Fraction(0)) + one.amount
    return {
        row.id: sums.get((row.fact_id, row.period_id, row.rule), Fraction(0)) for row in rows if row.fact_id is not None
    }
