"""评查: a reviewer hands in what was found in a case, or that nothing was.

A finding becomes a fact at once, or waits for the vote that the scheme asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import Finding, Review, User
from records.queries.directory import load_directory
from records.queries.values import fields_to_stored
from records.types import now
from rules.condition import Value
from rules.model import FactKind
from rules.problem import N_, Problem, ProblemError, register
from scoring.frames import fits
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee import putting
from workflow.committee.recording import record
from workflow.committee.standing import conflict
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "review-not-yours": N_("这件案件分派给 {name} 评查，不能由您提交"),
        "review-done": N_("这件案件的评查意见已经提交，不能再改；确有错误的，请由考核管理员撤销认定"),
        "review-opinion": N_("请写评查意见；没有问题的，也请写一句结论"),
        "finding-text": N_("第 {row} 个问题请写明情况和依据"),
        "finding-field": N_("第 {row} 个问题请填「{field}」"),
        "finding-bad-field": N_("第 {row} 个问题的「{field}」取值「{value}」不对"),
        "finding-day": N_("认定日期 {day} 不能晚于今天，也不能早于案件结案"),
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """One problem as the reviewer writes it: the fields of the fact but for what is voted on, and the text."""

    fields: Mapping[str, Value | None]
    text: str


def hand_in(
    session: Session, user: User, review: Review, opinion: str, day: date, problems_found: Sequence[Found]
) -> list[Finding]:
    """End a review. Without findings the case has no problem. Everything that is wrong is raised at once."""
    actor = allowed(user, Permission.REVIEWS_RECORD, review.court_id)
    hold(session, review)
    if review.done_at is not None:
        raise ProblemError([Problem("review-done")])
    _refuse(_problems(session, user, review, opinion, day, problems_found))
    review.opinion, review.done_at = opinion.strip(), now()
    rows = []
    for found in problems_found:
        row = Finding(
            court_id=review.court_id, review_id=review.id, day=day, fields=fields_to_stored(found.fields),
            text=found.text.strip(), recorded_by_id=actor.user_id,
        )  # fmt: skip
        row.review = review
        session.add(row)
        session.flush()
        if putting.rule_for(session, review, row) is None:
            record(session, row, {})
        else:
            putting.open_on_finding(session, row)
        rows.append(row)
    details = {"case": review.case.number, "findings": len(rows), "states": [row.state for row in rows]}
    audit.append(session, Permission.REVIEWS_RECORD.value, actor, Target("review", review.id), details)
    return rows


def fields_asked(kind: FactKind, left_out: str | None) -> list[str]:
    """Fields that the reviewer fills in: all but the one that is voted on."""
    return [name for name in kind.fields if name != left_out]


def _problems(
    session: Session, user: User, review: Review, opinion: str, day: date, problems_found: Sequence[Found]
) -> list[Problem]:
    found = []
    if review.reviewer_id != user.id:
        found.append(Problem("review-not-yours", {"name": review.reviewer.name}))
    closed = review.case.closed
    days = [each for each in (closed, day) if each is not None]
    if own := conflict(load_directory(session), user, review.judge_id, days):
        found.append(own)
    if not opinion.strip():
        found.append(Problem("review-opinion"))
    if day > today() or (closed is not None and day < closed):
        found.append(Problem("finding-day", {"day": day.isoformat()}))
    kind = compiled_of(review.round.period.version).facts[review.round.kind]
    for number, one in enumerate(problems_found, 1):
        if not one.text.strip():
            found.append(Problem("finding-text", {"row": str(number)}))
        decided = putting.decided_field(session, review, one.fields)
        for name in fields_asked(kind, decided):
            value, field = one.fields.get(name), kind.fields[name]
            if value is None and field.required:
                found.append(Problem("finding-field", {"row": str(number), "field": name}))
            elif value is not None and not fits(value, field):
                found.append(Problem("finding-bad-field", {"row": str(number), "field": name, "value": str(value)}))
    return found


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ProblemError(problems)
