"""待办 of a person: what every room of the program has waiting for her, by the last day for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from records.models import User
from workflow.applications import reading as applications
from workflow.committee import waiting as committee
from workflow.objections import waiting as objections
from workflow.todo import Todo, Waiting
from workflow.year import pending as year

Provider = Callable[[Session, Sequence[User]], Iterable[Waiting]]
ROOMS: tuple[Provider, ...] = (
    applications.waiting_of, objections.waiting_of, committee.waiting_of, year.waiting_of,
)  # fmt: skip


def waiting(session: Session, user: User) -> list[Todo]:
    """What has a last day comes first, the earliest on top; the rest in the order of the rooms."""
    return sorted((todo for todo, _ in waiting_of(session, [user])), key=lambda todo: todo.due or date.max)


def waiting_of(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    """What waits for any of many accounts of one court, and for which; in the order of the rooms."""
    for room in ROOMS:
        yield from room(session, users) if users else ()
