"""What a room tells many accounts at once is what it tells each alone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from records.models import User
from workflow.todo import Todo
from workflow.waiting import Provider


def alike(room: Provider, session: Session, users: Iterable[User]) -> dict[str, list[Todo]]:
    """What waits for each, by log-in."""
    asked = list(users)
    alone = {user.login: [todo for todo, who in room(session, [user]) if who == [user]] for user in asked}
    together = list(room(session, asked))
    assert {user.login: [todo for todo, who in together if user in who] for user in asked} == alone
    assert all(who for _, who in together)
    return alone
