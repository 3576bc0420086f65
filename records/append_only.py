"""Nothing lost: rows of append-only tables are neither changed nor deleted through the session.

The database's own triggers say the same to whoever comes round the session (records.migrations.protection); this guard
gives a clear error before anything is sent.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

from records.base import AppendOnly
from records.models import Case, Court, Division, Person, Team, User


class AppendOnlyError(Exception):
    """A programming error: the row must be superseded or reversed instead."""


_KEPT = (AppendOnly, Court, Division, Team, Person, Case, User)  # may change, may not be deleted


def guard(sessions: sessionmaker[Session]) -> None:
    """Hold every session of this factory to it."""
    event.listen(sessions, "before_flush", _before_flush)
    event.listen(sessions, "do_orm_execute", _on_execute)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    for row in session.dirty:
        if isinstance(row, AppendOnly) and session.is_modified(row):
            raise AppendOnlyError(f"{row.__class__.__name__} is append-only: supersede or reverse it")
    for row in session.deleted:
        if isinstance(row, _KEPT):
            raise AppendOnlyError(f"{row.__class__.__name__} is never deleted")


def _on_execute(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    model = state.bind_mapper.class_
    if issubclass(model, AppendOnly) or (state.is_delete and issubclass(model, _KEPT)):
        raise AppendOnlyError(f"{model.__name__} is append-only: supersede or reverse it")
