"""Who sees which application: lists, what waits for whom, and the way that one has gone and still has to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from records import ledger
from records.models import Application, ApplicationAct, AppraisalPeriod, Attachment, Fact, Posting, SchemeVersion, User
from records.queries.directory import load_directory
from rules.problem import Problem
from workflow.applications.chain import Held, Open
from workflow.applications.matter import ADDRESS, Matter
from workflow.applications.people import People
from workflow.attachments import attached
from workflow.calendar import today
from workflow.inputs import Ground
from workflow.permissions import Permission, may
from workflow.todo import Todo, Waiting

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Stop:
    """A step that is still to come, or the one where it waits."""

    held: Held
    due: date | None
    now: bool


def query() -> Select[Application]:
    """Applications with what lists show of them."""
    return select(Application).options(
        joinedload(Application.person),
        joinedload(Application.applicant),
        joinedload(Application.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
    )


def one(session: Session, application_id: int) -> Application | None:
    """One with its history."""
    acts = selectinload(Application.acts)
    found = query().options(acts.joinedload(ApplicationAct.user), acts.joinedload(ApplicationAct.for_user))
    return session.scalars(found.where(Application.id == application_id)).unique().one_or_none()


def matters(session: Session, court_id: int, rows: Iterable[Application]) -> list[Matter]:
    """Many at once; everyone is read once."""
    known = list(rows)
    if not known:
        return []
    directory = load_directory(session)
    people = People(session, court_id, today(), directory)
    grounds: dict[int, Ground] = {}
    return [Matter(session, row, directory, people, grounds) for row in known]


def waiting_for(session: Session, user: User) -> list[Matter]:
    """What the person may confirm now, the most urgent first."""
    return [matter for matter, _, _ in _waiting_for(session, [user])]


def _waiting_for(session: Session, users: Sequence[User]) -> Iterator[tuple[Matter, Open, list[User]]]:
    """What any of a court's accounts may confirm now, at which step, and which of them; the most urgent first. Each
    matter is worked out once, however many accounts there are.
    """
    deciding = {user.id: user for user in users if may(user, Permission.APPLICATIONS_DECIDE)}
    if not deciding:
        return
    court_id = next(iter(deciding.values())).court_id
    rows = session.scalars(query().where(Application.court_id == court_id, Application.state == "waiting"))
    found = matters(session, court_id, rows)
    for matter in sorted(found, key=lambda matter: (matter.row.due or date.max, matter.row.id)):
        places = matter.open_steps()
        asked = {user.id for place in places for user in matter.told(place.held)}
        who: list[list[User]] = [[] for _ in places]
        for user in [deciding[key] for key in deciding if key in asked]:
            if (found_at := matter.place_of(user, places)) is not None:
                who[places.index(found_at[0])].append(user)
        yield from ((matter, place, held) for place, held in zip(places, who, strict=True) if held)


def mine(session: Session, user: User) -> list[Matter]:
    """What she asked for, or staff asked for her; the latest first."""
    hers = [Application.applicant_id == user.id]
    if user.person_id is not None:
        hers.append(Application.person_id == user.person_id)
    rows = session.scalars(query().where(or_(*hers)).order_by(Application.id.desc()).limit(LONGEST_LIST))
    return matters(session, user.court_id, rows)


def of_court(session: Session, user: User, state: str = "", period_id: int | None = None) -> list[Matter]:
    """All of the court, for staff and leaders; the latest first."""
    if not may(user, Permission.APPLICATIONS_READ_ALL):
        return []
    wanted = query().where(Application.court_id == user.court_id)
    if state:
        wanted = wanted.where(Application.state == state)
    if period_id is not None:
        wanted = wanted.where(Application.period_id == period_id)
    rows = session.scalars(wanted.order_by(Application.id.desc()).limit(LONGEST_LIST))
    return matters(session, user.court_id, rows)


def may_read(matter: Matter, user: User) -> bool:
    """The applicant, the one whose points they are, whoever confirms or stands in at any step or has acted, staff
    and leaders.
    """
    row = matter.row
    if user.court_id != row.court_id or not may(user, Permission.APPLICATIONS_READ):
        return False
    if may(user, Permission.APPLICATIONS_READ_ALL) or user.id in matter.course.own:
        return True
    if any(user.id in (act.user_id, act.for_user_id) for act in row.acts):
        return True
    return any(user.id in {person.id for person in matter.told(held)} for held in matter.course.steps)


def stops(matter: Matter) -> list[Stop]:
    """The way ahead of one that waits: where it is, then what is to come."""
    row = matter.row
    if row.state != "waiting":
        return []
    ahead = matter.course.steps[matter.course.place(row.step) :]
    return [
        Stop(held, row.due if held.step.id == row.step else None, held.step.id == row.step)
        for held in ahead
        if held.skipped is None
    ]


def files(matter: Matter) -> Sequence[Attachment]:
    """What is attached."""
    return attached(matter.session, ("application", matter.row.id))


def standing_line(session: Session, row: Application) -> tuple[Fact, Posting | None] | None:
    """The fact that it became, in the revision that stands now, and its line in the ledger under the item."""
    if row.fact_id is None:
        return None
    first = session.get_one(Fact, row.fact_id)
    last = session.scalars(
        select(Fact).where(Fact.court_id == first.court_id, Fact.key == first.key).order_by(Fact.revision.desc())
    ).first()
    lines = ledger.standing(session, [last.id]) if last is not None and not last.withdrawn else []
    return last or first, next((line for line in lines if line.rule == row.rule), None)


def of_facts(session: Session, user: User, period: AppraisalPeriod) -> dict[str, int]:
    """Key of a fact → the application that it comes from, of those in a period that the reader may open."""
    if not may(user, Permission.APPLICATIONS_READ):
        return {}
    wanted = query().where(Application.period_id == period.id, Application.state == "approved")
    rows = session.scalars(wanted.options(joinedload(Application.fact), selectinload(Application.acts)))
    found = matters(session, user.court_id, rows)
    return {matter.row.fact.key: matter.row.id for matter in found if matter.row.fact and may_read(matter, user)}


def waiting(session: Session, user: User) -> list[Todo]:
    """待办: what she may confirm, and what was sent back to her."""
    return [todo for todo, _ in waiting_of(session, [user])]


def waiting_of(session: Session, users: Sequence[User]) -> list[Waiting]:
    """The same for many accounts of one court at once."""
    return [*_to_confirm(session, users), *_to_mend(session, users)]


def _to_confirm(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    for matter, place, who in _waiting_for(session, users):
        values = {"person": matter.row.person.name, "rule": matter.title, "step": place.held.step.title}
        yield Todo(Problem("application-waits", values), ADDRESS.format(id=matter.row.id), place.due), who


def _to_mend(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    known = {user.id: user for user in users}
    wanted = query().where(Application.applicant_id.in_(known), Application.state == "returned")
    for matter in matters(session, users[0].court_id, session.scalars(wanted)):
        what = Problem("application-returned", {"rule": matter.title})
        yield Todo(what, ADDRESS.format(id=matter.row.id)), [known[matter.row.applicant_id]]
