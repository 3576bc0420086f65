"""A finding becomes a fact, through the one way by which all facts are recorded (workflow.facts).

Neither reviewers nor members record facts: the program does, on behalf of what they decided, so that points and cards
follow from the rules and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from records.models import Finding
from records.queries.directory import SubjectKey
from records.queries.values import from_stored
from rules.condition import Value
from workflow.facts import Draft, record_fact
from workflow.versions import compiled_of


def record(session: Session, row: Finding, decided: Mapping[str, Value | None]) -> None:
    """Make a finding a fact, with what was decided put in."""
    review, kind = row.review, compiled_of(row.review.round.period.version).facts[row.review.round.kind]
    fields = {name: value for name, value in from_stored(kind, row.fields).items() if value is not None}
    draft = Draft(
        row.court_id, finding_key(row), review.round.kind, row.day, SubjectKey("person", review.judge_id),
        {**fields, **decided}, review.case_id, f"{review.round.title}：{row.text}"[:400],
    )  # fmt: skip
    made = record_fact(session, None, draft)
    row.fact_id, row.state = made.rows[0].id, "confirmed"
    session.flush()


def finding_key(row: Finding) -> str:
    """The lasting number of the fact that a finding becomes."""
    return f"评查/{row.review.round_id}-{row.id}"
