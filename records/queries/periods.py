"""Periods with what names them, and the versions that one may be opened under."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, SchemeVersion


def periods() -> Select[AppraisalPeriod]:
    """Periods, each read together with its version, scheme and court."""
    return select(AppraisalPeriod).options(
        joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme), joinedload(AppraisalPeriod.court)
    )


def periods_in_view(session: Session) -> Sequence[AppraisalPeriod]:
    """All that the session sees, by court and scheme, the latest first."""
    order = (AppraisalPeriod.court_id, AppraisalPeriod.scheme_id, AppraisalPeriod.starts.desc())
    return session.scalars(periods().order_by(*order)).all()


def published_versions(session: Session) -> Sequence[SchemeVersion]:
    """Versions with their schemes, by scheme, the latest first."""
    query = select(SchemeVersion).options(joinedload(SchemeVersion.scheme)).where(SchemeVersion.state == "published")
    return session.scalars(query.order_by(SchemeVersion.scheme_id, SchemeVersion.effective.desc())).all()
