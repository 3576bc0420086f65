"""待办 of a person: what every room of the program has waiting for her, by the last day for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy.orm import Session

from records.models import User
from workflow.applications import reading as applications
from workflow.committee import waiting as committee
from workflow.objections import waiting as objections
from workflow.todo import Todo
from workflow.year import pending as year

Provider = Callable[[Session, User], Iterable[Todo]]
ROOMS: tuple[Provider, ...] = (applications.waiting, objections.waiting, committee.waiting, year.waiting)


def waiting(session: Session, user: User) -> list[Todo]:
    """What has a last day comes first, the earliest on top; the rest in the order of the rooms."""
    found = [todo for room in ROOMS for todo in room(session, user)]
    return sorted(found, key=lambda todo: todo.due or date.max)
