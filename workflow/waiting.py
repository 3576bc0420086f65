"""待办 of a person: what every room of the program has waiting for her, by the last day for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from records.models import User
from workflow.applications import reading as applications
from workflow.committee import waiting as committee
from workflow.objections import waiting as objections
from workflow.todo import Todo
from workflow.year import pending as year

Provider = Callable[[Session, User], Iterable[Todo]]
ROOMS: tuple[Provider, ...] = (objections.waiting, committee.waiting, year.waiting)


def waiting(session: Session, user: User) -> list[Todo]:
    """What has a last day comes first, the earliest on top; the rest in the order of the rooms."""
    return waiting_of(session, [user])[user.id]


def waiting_of(session: Session, users: Sequence[User]) -> dict[int, list[Todo]]:
    """The same of many accounts of one court, by key: what is costly to work out for each is worked out for all."""
    found: dict[int, list[Todo]] = {user.id: [] for user in users}
    for user, todo in applications.waiting_of(session, users):
        found[user.id].append(todo)
    for user in users:
        found[user.id] += [todo for room in ROOMS for todo in room(session, user)]
        found[user.id].sort(key=lambda todo: todo.due or date.max)
    return found
