"""Objections that wait for a person: for the to-do list, the list of objections, and one objection's own page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, Objection, SchemeVersion, User
from rules.problem import N_, Problem, register
from workflow import calendar
from workflow.names import subject_names
from workflow.objections import remedies
from workflow.objections.people import COMMITTEE, may_answer, page
from workflow.objections.terms import terms_of
from workflow.permissions import Permission, may, may_read_scorecard
from workflow.standing import standing_of
from workflow.todo import Todo

register(
    {
        "objection-todo-answer": N_("「{subject}」对「{title}」的异议待答复"),
        "objection-todo-second": N_("「{subject}」对「{title}」的异议成立，拟作人工调整，待核准"),
        "objection-todo-carry": N_("「{period}」有 {count} 条成立的异议待更正"),
        "objection-todo-review": N_("「{subject}」对「{title}」的异议待复核"),
        "objection-todo-ask": N_("对「{title}」的异议已答复：不成立。不服可申请复核"),
    }
)


def waiting(session: Session, user: User) -> list[Todo]:
    """What this person is to do about objections, by the last day for it."""
    found = [*_own(session, user), *_office(session, user)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or calendar.today()))


def objections_of(session: Session, user: User, period: AppraisalPeriod | None = None) -> Sequence[Objection]:
    """Those that a person may read: her own, and those against scorecards that she may read; newest first."""
    query = select(Objection).options(
        joinedload(Objection.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
        joinedload(Objection.filed_by),
    )
    if period is not None:
        query = query.where(Objection.period_id == period.id)
    rows = session.scalars(query.order_by(Objection.id.desc())).all()
    return [row for row in rows if may_read(session, user, row)]


def may_read(session: Session, user: User, row: Objection) -> bool:
    """The objector, and whoever may read the scorecard."""
    if not may(user, Permission.OBJECTIONS_READ):
        return False
    if row.filed_by_id == user.id or may(user, Permission.SCORECARD_READ):
        return True
    standing = standing_of(session, row.period)
    key = (row.subject_kind, row.subject_id)
    name = next((name for name, held in standing.keys.items() if tuple(held) == key), "")
    whose = standing.subjects.get(name)
    return whose is not None and may_read_scorecard(user, whose)


def _own(session: Session, user: User) -> Iterator[Todo]:
    query = select(Objection).where(Objection.filed_by_id == user.id, Objection.state == "refused")
    for row in session.scalars(query.where(Objection.review_until >= calendar.today())):
        yield Todo(Problem("objection-todo-ask", {"title": row.title}), page(row), row.review_until)


def _office(session: Session, user: User) -> Iterator[Todo]:
    """What waits for the office, the second pair of eyes, the committee; own objections and answers are left out."""
    rights = (Permission.OBJECTIONS_ANSWER, Permission.OBJECTIONS_REVIEW, Permission.OBJECTIONS_CARRY)
    if not any(may(user, right) for right in rights):
        return
    query = (
        select(Objection)
        .join(AppraisalPeriod, AppraisalPeriod.id == Objection.period_id)
        .where(
            AppraisalPeriod.court_id == user.court_id,
            Objection.state.in_(("filed", "upheld", "reviewing")),
            or_(Objection.filed_by_id != user.id, Objection.state == "upheld"),
        )
        .options(joinedload(Objection.period))
        .order_by(Objection.id)
    )
    rows = list(session.scalars(query))
    if not rows:
        return
    names, terms = subject_names(session), terms_of(session, user.court_id)
    ready: dict[AppraisalPeriod, int] = {}
    for row in rows:
        values = {"subject": names.get((row.subject_kind, row.subject_id), ""), "title": row.title}
        if row.state == "filed" and terms.office == user.role and may_answer(user, user.court_id, terms):
            yield Todo(Problem("objection-todo-answer", values), page(row), row.due)
        elif row.state == "reviewing" and user.role in COMMITTEE and row.answered_by_id != user.id:
            yield Todo(Problem("objection-todo-review", values), page(row), row.review_due)
        elif row.state == "upheld" and not needs_second(row):
            ready[row.period] = ready.get(row.period, 0) + 1
        elif row.state == "upheld" and may_second(user, row):
            yield Todo(Problem("objection-todo-second", values), page(row))
    if may(user, Permission.OBJECTIONS_CARRY):
        for period, count in ready.items():
            what = Problem("objection-todo-carry", {"period": str(period), "count": str(count)})
            yield Todo(what, f"/objections/carry/{period.id}")


def needs_second(row: Objection) -> bool:
    """Upheld by points decided by hand, which another has not yet approved."""
    return row.remedy is not None and remedies.takes_two(remedies.from_json(row.remedy)) and row.seconded_by_id is None


def may_second(user: User, row: Objection) -> bool:
    """Another than decided, who may approve adjustments."""
    decider = row.reviewed_by_id or row.answered_by_id
    right = may(user, Permission.ADJUSTMENTS_APPROVE)
    return right and user.id != decider and user.court_id == row.period.court_id
