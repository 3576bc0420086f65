"""Telling people: a notice in the program for each, written with the act that it tells of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from records.models import Notice, User
from rules.problem import Problem


def tell(session: Session, users: Iterable[User], what: Problem, address: str) -> None:
    """Tell each of them once; the notices stand or fall with the transaction. ``what`` is a registered text with its
    values, never a score; ``address`` the page that it is about.
    """
    for user in {user.id: user for user in users if user.active}.values():
        session.add(
            Notice(
                court_id=user.court_id, user_id=user.id, code=what.code, values=dict(what.values), address=address
            )
        )
