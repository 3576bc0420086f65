"""Figures and decisions as scoring reads them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from records import models
from records.queries.directory import Directory, SubjectKey
from scoring.inputs import FigureKey, Override


def current_figures(
    session: Session, directory: Directory, periods: Iterable[str], names: Iterable[str] | None = None
) -> dict[FigureKey, Fraction | bool]:
    """The last revision of each figure of these periods: subject's name, period, figure → value."""
    later = aliased(models.Figure)
    superseded = select(later.id).where(later.supersedes_id == models.Figure.id).exists()
    columns = models.Figure
    query = select(
        columns.subject_kind, columns.subject_id, columns.period, columns.name, columns.value, columns.yes_no
    ).where(~superseded, columns.withdrawn.is_(False), columns.period.in_(list(periods)))
    if names is not None:
        query = query.where(columns.name.in_(list(names)))
    found: dict[FigureKey, Fraction | bool] = {}
    for kind, subject, period, name, value, yes_no in session.execute(query):
        entity = directory.entities.get(SubjectKey(kind, subject))  # type: ignore[arg-type]  # CHECKed in the database
        if entity is not None:
            found[entity.name, period, name] = value == 1 if yes_no else value
    return found


def decided_overrides(session: Session, directory: Directory, period_id: int) -> list[Override]:
    """The decided 单独评分 of a period."""
    users = {row.id: row.name for row in session.execute(select(models.User.id, models.User.name))}
    decision = models.OverrideDecision
    rows = session.scalars(
        select(decision).where(decision.period_id == period_id, decision.state == "decided").order_by(decision.id)
    )
    return [
        Override(
            directory.name(SubjectKey(row.subject_kind, row.subject_id)),  # type: ignore[arg-type]  # CHECKed in the database
            row.rule,
            row.points,
            row.reason,
            users.get(row.applied_by_id, ""),
            users.get(row.verified_by_id or 0, ""),
            users.get(row.decided_by_id or 0, ""),
        )
        for row in rows
    ]
