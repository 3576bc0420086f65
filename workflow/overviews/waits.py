"""Who waits for whom: what every room has in hand for every account, turned round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records.models import Court, User
from records.queries.directory import SubjectKey, load_directory
from records.tenancy import narrowed
from rules.problem import Problem
from workflow.acting import allowed
from workflow.board import Standing, board
from workflow.calendar import today
from workflow.overviews.reach import division_only, within
from workflow.permissions import ROLE_TITLES, SEES_COURTS_BELOW, Permission, may
from workflow.todo import Todo
from workflow.waiting import waiting_of

Person = tuple[str, str]  # name and role


@dataclass(frozen=True, slots=True)
class Wait:
    """``count`` things of one wording, each of which anyone of ``who`` could do: (name, role) pairs. ``due`` is the
    first of their last days, ``days`` how many it is past, 0 for not yet.
    """

    what: Problem
    count: int
    who: tuple[tuple[str, str], ...]
    court: str
    due: date | None
    days: int


def waits(session: Session, user: User) -> list[Wait]:
    """What waits in the courts in view, the longest overdue first. A head sees what waits for his division's people."""
    allowed(user, Permission.OVERVIEW_READ)
    things: dict[tuple[str, str, str], tuple[Todo, dict[Person, None]]] = {}
    scopes: dict[tuple[int, bool], list[User]] = {}
    above = set(session.scalars(select(Court.parent_id).where(Court.parent_id.is_not(None))))
    for account in _accounts(session, user):
        below = account.court_id in above and account.role in SEES_COURTS_BELOW
        scopes.setdefault((account.court_id, below), []).append(account)
    for (court_id, below), accounts in scopes.items():
        with narrowed(session, court_id, below=below):
            found = list(waiting_of(session, accounts))
        for todo, who in found:
            place = (accounts[0].court.name, todo.what.text(), todo.address)
            _, people = things.setdefault(place, (todo, {}))
            people.update(((account.name, ROLE_TITLES[account.role]), None) for account in who)
    alike: dict[tuple[str, str, tuple[Person, ...]], list[Todo]] = {}
    for (court, text, _), (todo, people) in things.items():
        alike.setdefault((court, text, tuple(people)), []).append(todo)
    rows = [_wait(todos, court, who) for (court, _, who), todos in alike.items()]
    return sorted(rows, key=lambda wait: (wait.due is None, wait.due or date.max))


def _wait(todos: list[Todo], court: str, who: tuple[Person, ...]) -> Wait:
    due = min((todo.due for todo in todos if todo.due is not None), default=None)
    days = 0 if due is None else max(0, (today() - due).days)
    return Wait(todos[0].what, len(todos), who, court, due, days)


def late_steps(session: Session, user: User) -> list[Wait]:
    """Those whose last day has passed."""
    return [wait for wait in waits(session, user) if wait.days]


def periods_waiting(session: Session, user: User) -> list[Standing]:
    """The periods that are not sealed yet: the board says what each waits for. Not a head's business."""
    allowed(user, Permission.OVERVIEW_READ)
    if division_only(user) is not None:
        return []
    return [standing for standing in board(session, user) if standing.state != "sealed"]


def _accounts(session: Session, user: User) -> list[User]:
    """Active accounts in view, by court and log-in; a head's are those of his division, and himself."""
    query = select(User).where(User.active.is_(True)).options(joinedload(User.court), joinedload(User.person))
    accounts = list(session.scalars(query.order_by(User.court_id, User.login)))
    if division_only(user) is None:
        return [one for one in accounts if may(one, Permission.HOME_READ)]
    directory, day = load_directory(session), today()
    return [
        one
        for one in accounts
        if one.id == user.id
        or (
            one.person_id is not None
            and within(user, directory, SubjectKey("person", one.person_id), one.court_id, day)
        )
    ]
