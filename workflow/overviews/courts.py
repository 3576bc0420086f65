"""A higher court sees its courts: each of them under the schemes that run there, none measured by another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from records.models import Card, Court, User
from records.tenancy import Scope, scope_of
from workflow.acting import allowed
from workflow.calendar import today
from workflow.cards import RUNNING, overdue_in
from workflow.over_time import totals_over_time
from workflow.overviews.reach import Course, courses
from workflow.permissions import Permission


@dataclass(frozen=True, slots=True)
class OfCourse:
    """A scheme in a court: in its latest period so many subjects, their mean, and the mean in the period before."""

    course: Course
    subjects: int
    mean: Fraction | None
    before: Fraction | None


@dataclass(frozen=True, slots=True)
class Appraised:
    """How a court itself stands under a scheme for courts, in the latest period."""

    course: Course
    total: Fraction | None
    before: Fraction | None
    places: int


@dataclass(frozen=True, slots=True)
class CourtRow:
    """A court: how it stands itself, what runs there, its cards that run, and those that are late."""

    court: str
    appraised: tuple[Appraised, ...]
    courses: tuple[OfCourse, ...]
    running: int
    late: int


def courts(session: Session, user: User) -> list[CourtRow]:
    """The courts in view, in the order of the establishment."""
    allowed(user, Permission.OVERVIEW_COURTS)
    scope = scope_of(session)
    within = scope.courts if isinstance(scope, Scope) else frozenset()
    running, late = Counter[int](), Counter[int]()
    past = func.sum(case((overdue_in(today()), 1), else_=0))
    cards = select(Card.court_id, func.count(), past).where(Card.state.in_(RUNNING)).group_by(Card.court_id)
    for court, number, passed in session.execute(cards):
        running[court], late[court] = int(number), int(passed)
    by_court: dict[int, list[OfCourse]] = {}
    itself: dict[int, list[Appraised]] = {}
    for course in courses(session, user):
        by_court.setdefault(course.court_id, []).append(_of(session, course))
        for court, one in _appraised(session, course):
            itself.setdefault(court, []).append(one)
    rows = session.execute(select(Court.id, Court.name).where(Court.id.in_(within)).order_by(Court.id))
    return [
        CourtRow(name, tuple(itself.get(court, ())), tuple(by_court.get(court, ())), running[court], late[court])
        for court, name in rows
    ]


def courts_in_view(session: Session) -> int:
    """How many courts the reader's session holds."""
    scope = scope_of(session)
    if isinstance(scope, Scope):
        return len(scope.courts)
    return session.scalar(select(func.count(Court.id))) or 0


def _appraised(session: Session, course: Course) -> Iterator[tuple[int, Appraised]]:
    if course.appraises != "court":
        return
    *earlier, last = totals_over_time(session, course.scheme_id, course.court_id, most=2)
    before = earlier[-1].totals if earlier else {}
    for key, total in last.totals.items():
        yield key.id, Appraised(course, total, before.get(key), last.ground.compiled.rounding.places)


def _of(session: Session, course: Course) -> OfCourse:
    periods = totals_over_time(session, course.scheme_id, course.court_id, most=2)
    totals = [[total for total in one.totals.values() if total is not None] for one in periods]
    means = [sum(each, Fraction(0)) / len(each) if each else None for each in totals]
    return OfCourse(course, len(periods[-1].totals), means[-1], means[-2] if len(means) > 1 else None)
