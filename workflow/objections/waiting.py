"""Objections that wait for a person: for the to-do list, the list of objections, and one objection's own page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
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
from workflow.todo import Todo, Waiting, for_somebody

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
    return [todo for todo, _ in waiting_of(session, [user])]


def waiting_of(session: Session, users: Sequence[User]) -> list[Waiting]:
    """The same for many accounts of one court at once."""
    found = for_somebody([*_own(session, users), *_office(session, users)])
    return sorted(found, key=lambda pair: (pair[0].due is None, pair[0].due or calendar.today()))


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


def _own(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    known = {user.id: user for user in users}
    query = select(Objection).where(Objection.filed_by_id.in_(known), Objection.state == "refused")
    for row in session.scalars(query.where(Objection.review_until >= calendar.today()).order_by(Objection.id)):
        todo = Todo(Problem("objection-todo-ask", {"title": row.title}), page(row), row.review_until)
        yield todo, [known[row.filed_by_id]]


def _office(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    """What waits for the office, the second pair of eyes, the committee; own objections and answers are left out."""
    rights = (Permission.OBJECTIONS_ANSWER, Permission.OBJECTIONS_REVIEW, Permission.OBJECTIONS_CARRY)
    deciding = [user for user in users if any(may(user, right) for right in rights)]
    if not deciding:
        return
    court_id = deciding[0].court_id
    query = (
        select(Objection)
        .join(AppraisalPeriod, AppraisalPeriod.id == Objection.period_id)
        .where(AppraisalPeriod.court_id == court_id, Objection.state.in_(("filed", "upheld", "reviewing")))
        .options(joinedload(Objection.period))
        .order_by(Objection.id)
    )
    rows = list(session.scalars(query))
    if not rows:
        return
    names, terms = subject_names(session), terms_of(session, court_id)
    answering = [user for user in deciding if terms.office == user.role and may_answer(user, court_id, terms)]
    reviewing = [user for user in deciding if user.role in COMMITTEE]
    approving = [user for user in deciding if may(user, Permission.ADJUSTMENTS_APPROVE)]
    ready: dict[AppraisalPeriod, int] = {}
    for row in rows:
        values = {"subject": names.get((row.subject_kind, row.subject_id), ""), "title": row.title}
        if row.state == "filed":
            who = [user for user in answering if user.id != row.filed_by_id]
            yield Todo(Problem("objection-todo-answer", values), page(row), row.due), who
        elif row.state == "reviewing":
            who = [user for user in reviewing if user.id not in (row.filed_by_id, row.answered_by_id)]
            yield Todo(Problem("objection-todo-review", values), page(row), row.review_due), who
        elif needs_second(row):
            who = [user for user in approving if may_second(user, row)]
            yield Todo(Problem("objection-todo-second", values), page(row)), who
        else:
            ready[row.period] = ready.get(row.period, 0) + 1
    carrying = [user for user in deciding if may(user, Permission.OBJECTIONS_CARRY)]
    for period, count in ready.items():
        what = Problem("objection-todo-carry", {"period": str(period), "count": str(count)})
        yield Todo(what, f"/objections/carry/{period.id}"), carrying


def needs_second(row: Objection) -> bool:
    """Upheld by points decided by hand, which another has not yet approved."""
    return row.remedy is not None and remedies.takes_two(remedies.from_json(row.remedy)) and row.seconded_by_id is None


def may_second(user: User, row: Objection) -> bool:
    """Another than decided, who may approve adjustments."""
    decider = row.reviewed_by_id or row.answered_by_id
    right = may(user, Permission.ADJUSTMENTS_APPROVE)
    return right and user.id != decider and user.court_id == row.period.court_id
