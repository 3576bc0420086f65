"""An application may name a case that the records do not know yet; when the case arrives, its fact is told of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Application, Case, Fact
from records.queries.directory import SubjectKey
from records.queries.facts import current_facts
from records.queries.values import from_stored
from rules.problem import ProblemError
from workflow.applications.applying import fact_key
from workflow.facts import Draft, correct_fact
from workflow.versions import compiled_of


def join(session: Session, cases: Iterable[Case]) -> int:
    """How many approved applications now have their case: the fact is corrected by the program, with the reason. One
    whose period is closed, or whose points were decided by hand, keeps the number alone.
    """
    made = {(case.court_id, case.number): case for case in cases}
    if not made:
        return 0
    waiting = (
        select(Application)
        .join(Fact, Fact.id == Application.fact_id)
        .where(Application.case_number != "", Fact.case_id.is_(None))
        .order_by(Application.id)
    )
    joined = 0
    for row in session.scalars(waiting).all():
        case = made.get((row.court_id, row.case_number))
        if case is not None:
            joined += _told(session, row, case)
    return joined


def _told(session: Session, row: Application, case: Case) -> bool:
    """Whether its fact, as it stands now, has been corrected."""
    query = current_facts().where(Fact.court_id == row.court_id, Fact.key == fact_key(row), Fact.case_id.is_(None))
    fact = session.scalars(query).one_or_none()
    if fact is None:
        return False
    fields = from_stored(compiled_of(row.period.version).facts[fact.kind], fact.fields)
    subject = SubjectKey(fact.subject_kind, fact.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    draft = Draft(row.court_id, fact.key, fact.kind, fact.day, subject, fields, case.id, fact.evidence)
    try:
        correct_fact(session, None, fact, draft, f"案件{case.number}已登记")
    except ProblemError:  # raised before anything is written
        return False
    return True
