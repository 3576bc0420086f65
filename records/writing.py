"""Whether a session has written something in the transaction that it is in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

_KEY = "hengji.written"


def watch(sessions: sessionmaker[Session]) -> None:
    """Remember it for every session of this factory."""
    event.listen(sessions, "after_flush", _flushed)
    event.listen(sessions, "do_orm_execute", _executed)
    event.listen(sessions, "after_commit", _over)
    event.listen(sessions, "after_rollback", _over)


def has_written(session: Session) -> bool:
    """Whether it has, or is about to: then it may see rows that no other session sees, and may yet take them back."""
    return bool(session.info.get(_KEY) or session.new or session.dirty or session.deleted)


def _flushed(session: Session, _context: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    session.info[_KEY] = True


def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[_KEY] = True


def _over(session: Session) -> None:
    session.info[_KEY] = False
