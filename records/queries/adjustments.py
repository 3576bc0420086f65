"""Approved adjustments of a period, as scoring and booking read them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from records import models
from records.queries.directory import Directory, SubjectKey
from scoring.inputs import Adjustment


def approved_adjustments(session: Session, directory: Directory, period_id: int) -> list[tuple[Adjustment, str | None]]:
    """Each with the name of the subject under which the fact that it replaces counts, or ``None``."""
    users = {row.id: row.name for row in session.execute(select(models.User.id, models.User.name))}
    carrier, replaced = aliased(models.Fact), aliased(models.Fact)
    query = (
        select(models.Adjustment, carrier.key, replaced)
        .join(carrier, carrier.id == models.Adjustment.fact_id)
        .outerjoin(replaced, replaced.id == models.Adjustment.replaces_id)
        .where(models.Adjustment.period_id == period_id, models.Adjustment.state == "approved")
        .order_by(models.Adjustment.id)
    )
    found = []
    for row, key, replaced_fact in session.execute(query):
        fact: models.Fact | None = replaced_fact  # an outer join
        subject = directory.name(SubjectKey(row.subject_kind, row.subject_id))  # type: ignore[arg-type]  # CHECKed
        one = Adjustment(
            key, subject, row.rule, row.points, row.reason, fact.key if fact is not None else None,
            users.get(row.proposed_by_id or 0, ""), users.get(row.decided_by_id or 0, ""),
        )  # fmt: skip
        found.append((one, _counts_under(directory, row.subject_kind, fact)))
    return found


def replaced_postings(session: Session, period_id: int) -> set[tuple[int, str]]:
    """Facts and rules whose points of this period were decided by hand: live scoring books none for them."""
    columns = select(models.Adjustment.replaces_id, models.Adjustment.rule)
    query = columns.where(
        models.Adjustment.period_id == period_id,
        models.Adjustment.state == "approved",
        models.Adjustment.replaces_id.is_not(None),
    )
    return {(fact_id, rule) for fact_id, rule in session.execute(query) if fact_id is not None}


def _counts_under(directory: Directory, kind: str, fact: models.Fact | None) -> str | None:
    if fact is None:
        return None
    happened_to = SubjectKey(fact.subject_kind, fact.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    key = directory.counted_under(happened_to, fact.court_id, fact.day, kind)  # type: ignore[arg-type]  # CHECKed
    return None if key is None else directory.name(key)
