"""The objections against one scorecard, for its papers: what was disputed and how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Objection
from records.queries.directory import SubjectKey


def about(session: Session, period: AppraisalPeriod, subject: SubjectKey) -> Sequence[Objection]:
    """In the order in which they were filed."""
    query = select(Objection).where(
        Objection.period_id == period.id, Objection.subject_kind == subject.kind, Objection.subject_id == subject.id
    )
    return session.scalars(query.order_by(Objection.id)).all()
