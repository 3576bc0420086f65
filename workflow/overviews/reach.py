"""What an overview may show to whom: the schemes that run in the courts in view, and a head's own division alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, User
from records.queries.directory import Directory, SubjectKey
from records.queries.periods import periods_in_view
from rules.model_basis import SubjectKind
from workflow.acting import allowed
from workflow.permissions import Permission, may
from workflow.versions import compiled_of


@dataclass(frozen=True, slots=True)
class Course:
    """A scheme as it runs in one court: whom it appraises, whether it has a total, and its latest period."""

    court_id: int
    court: str
    scheme_id: int
    title: str
    appraises: SubjectKind
    has_total: bool
    latest: AppraisalPeriod


def courses(session: Session, user: User) -> list[Course]:
    """Every scheme of every court in view that has a period; one's own court and those with a total come first."""
    allowed(user, Permission.OVERVIEW_READ)
    found: dict[tuple[int, int], Course] = {}
    for period in periods_in_view(session):
        scheme = compiled_of(period.version).scheme
        found.setdefault(
            (period.court_id, period.scheme_id),
            Course(
                period.court_id, period.court.name, period.scheme_id, scheme.title, scheme.appraises,
                scheme.total is not None, period,
            ),
        )  # fmt: skip
    own = [course for course in found.values() if _concerns(user, course)]
    return sorted(own, key=lambda course: (course.court_id != user.court_id, not course.has_total))


def division_only(user: User) -> int | None:
    """The division that the user's view ends at; ``None`` for who sees the whole court."""
    return None if may(user, Permission.SCORECARD_READ) else user.division_id or 0


def within(user: User, directory: Directory, key: SubjectKey, court_id: int, day: date) -> bool:
    """Whether a subject lies in what the user sees, as things stood on a day."""
    only = division_only(user)
    if only is None:
        return True
    division = directory.counted_under(key, court_id, day, "division")
    return division is not None and division.id == only


def _concerns(user: User, course: Course) -> bool:
    """A head has no courts to look at."""
    return division_only(user) is None or course.appraises != "court"
