"""我的记分卡: under which schemes a person stands, as herself or in a team, division or court, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, Person, SchemeVersion, User
from records.queries.directory import Directory, SubjectKey, load_directory
from workflow.acting import allowed
from workflow.inputs import Ground, ground_of
from workflow.over_time import Month, months
from workflow.permissions import Permission


@dataclass(frozen=True, slots=True)
class Mine:
    """One scheme's latest period with the subject that the person is or belongs to, and the way there."""

    period: AppraisalPeriod
    subject: str
    kind: str
    months: tuple[Month, ...]


def member_name(session: Session, user: User) -> str | None:
    """The person behind an account, by the name that results carry."""
    person = session.get(Person, user.person_id) if user.person_id is not None else None
    return person.name if person is not None else None


def mine(session: Session, user: User) -> list[Mine]:
    """A scheme a row, in the order of the schemes. Where the person moved, the subject of the period's last day, and
    each other one that she belonged to in it.
    """
    allowed(user, Permission.SCORECARD_READ_OWN)
    if user.person_id is None:
        return []
    directory, member, found = load_directory(session), member_name(session, user), []
    for period in _latest(session, user.court_id):
        ground = ground_of(session, period, directory)
        for subject in subjects_of(ground, directory, user.person_id):
            way = months(session, period, subject, member)
            found.append(Mine(period, subject, ground.compiled.scheme.appraises, tuple(way)))
    return found


def subjects_of(ground: Ground, directory: Directory, person_id: int) -> list[str]:
    """The appraised subjects that a person is or belonged to in the period, the latest first."""
    kind, person = ground.compiled.scheme.appraises, SubjectKey("person", person_id)
    if kind == "court":
        return []  # a court's result is no person's
    found: dict[str, None] = {}
    for day in _days(ground, directory, person_id):
        key = directory.counted_under(person, ground.period.court_id, day, kind)
        if key is not None and (name := directory.name(key)) in ground.keys:
            found.setdefault(name)
    return list(found)


def _days(ground: Ground, directory: Directory, person_id: int) -> Iterator[date]:
    """A day of each stay within the period, the last one first."""
    for stay in reversed(directory.stays.get(person_id, ())):
        if stay.since <= ground.when.end and stay.until >= ground.when.start:
            yield min(stay.until, ground.when.end)


def _latest(session: Session, court_id: int) -> list[AppraisalPeriod]:
    """The latest period of each scheme of the court."""
    query = (
        select(AppraisalPeriod)
        .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
        .where(AppraisalPeriod.court_id == court_id)
        .order_by(AppraisalPeriod.scheme_id, AppraisalPeriod.starts.desc())
    )
    found: dict[int, AppraisalPeriod] = {}
    for period in session.scalars(query):
        found.setdefault(period.scheme_id, period)
    return list(found.values())
