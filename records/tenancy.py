"""A row of another court does not exist for you.

A session is entered for a set of courts (one's own; a supervisor's own and those below). From then on every ORM select,
relationship load, bulk update and bulk delete is narrowed to them by one event, and a flush that would write a row of
another court is refused. A session that was not entered sees no court's rows at all: forgetting is safe. Core
selects on tables go round this, so only this room may write them (tests/records/test_no_core_outside.py).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria

from records.base import FromAbove, OfCourt
from records.models import AuditEvent, Court, SchemeVersion
from records.models.scheme import PUBLISHED_STATES

_KEY = "hengji.scope"


class ForeignCourtError(Exception):
    """A programming error: a row of a court outside the session's scope was to be written."""


@dataclass(frozen=True, slots=True)
class Scope:
    """``courts`` are read and written; of those ``above`` them, published schemes and periods are read."""

    courts: frozenset[int]
    above: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Everything:
    """The program itself: log-in before a court is known, migrations of data, the demonstration loader."""


NOTHING = Scope(frozenset())


def guard(sessions: sessionmaker[Session]) -> None:
    """Narrow every session of this factory."""
    event.listen(sessions, "do_orm_execute", _narrow)
    event.listen(sessions, "before_flush", _refuse)


def scope_of(session: Session) -> Scope | Everything:
    """Whose rows the session sees now."""
    found: Scope | Everything = session.info.get(_KEY, NOTHING)
    return found


def enter(session: Session, court_id: int, *, below: bool = False) -> Scope:
    """From now on the session is one of this court (and, with ``below``, of all courts under it). Loaded rows are let
    go.
    """
    scope = _scope(session, court_id, below=below)
    session.expunge_all()
    session.info[_KEY] = scope
    return scope


def _scope(session: Session, court_id: int, *, below: bool) -> Scope:
    with everything(session):
        parents: dict[int, int | None] = {
            row.id: row.parent_id for row in session.execute(select(Court.id, Court.parent_id))
        }
    courts = {court_id} if court_id in parents else set()
    if below:
        grown = True
        while grown:
            under = {court for court, parent in parents.items() if parent in courts} - courts
            courts |= under
            grown = bool(under)
    above = set()
    step = parents.get(court_id)
    while step is not None and step not in above:
        above.add(step)
        step = parents.get(step)
    return Scope(frozenset(courts), frozenset(above))


@contextmanager
def narrowed(session: Session, court_id: int, *, below: bool = False) -> Iterator[None]:
    """See through the eyes of one court (and, with ``below``, those under it), and never more than before: for asking
    on behalf of others whom one may look after. What is loaded stays loaded.
    """
    before = scope_of(session)
    own = _scope(session, court_id, below=below)
    if isinstance(before, Scope):
        own = Scope(own.courts & before.courts, own.above & (before.courts | before.above))
    session.info[_KEY] = own
    try:
        yield
    finally:
        session.info[_KEY] = before


@contextmanager
def everything(session: Session) -> Iterator[None]:
    """See all courts for the length of a block. For the program's own needs, never on behalf of a user's request."""
    before = session.info.get(_KEY, NOTHING)
    session.info[_KEY] = Everything()
    try:
        yield
        session.flush()  # what was written here is held to the scope of here
    finally:
        session.info[_KEY] = before


def _narrow(state: ORMExecuteState) -> None:
    scope = scope_of(state.session)
    if isinstance(scope, Everything):
        return
    if state.is_insert:
        _refuse_rows(state, scope)
        return
    # A refresh reads no row that the session has not seen, and no criteria are put to it: SQLAlchemy looks for the key.
    if state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    own, readable = scope.courts, scope.courts | scope.above
    from_above = readable if state.is_select else own
    # A relationship load comes through here by itself. Handed on to it as well, the criteria would be kept with rows
    # and grow whenever those are loaded again: a job that commits after every paper took gigabytes. An eager join is
    # part of the select, and is narrowed by what the select hands on.
    hand_on = not state.is_relationship_load
    state.statement = state.statement.options(
        *(
            with_loader_criteria(cls, within, include_aliases=True, propagate_to_loaders=hand_on)
            for cls, within in (
                (OfCourt, lambda cls: cls.court_id.in_(own)),
                (FromAbove, lambda cls: cls.court_id.in_(from_above)),
                # What a court above is still writing is its own affair.
                (SchemeVersion, lambda cls: or_(cls.court_id.in_(own), cls.state.in_(PUBLISHED_STATES))),
                (AuditEvent, lambda cls: cls.court_id.in_(own)),
                (Court, lambda cls: cls.id.in_(readable)),
            )
        )
    )


def _refuse_rows(state: ORMExecuteState, scope: Scope) -> None:
    """A bulk insert names the court in each row."""
    model = state.bind_mapper.class_ if state.bind_mapper is not None else None
    if model is None or not issubclass(model, (OfCourt, FromAbove)):
        return
    given: Any = state.parameters or {}
    rows = [given] if isinstance(given, Mapping) else given
    if foreign := {row.get("court_id") for row in rows} - scope.courts:
        raise ForeignCourtError(f"{model.__name__} of courts {foreign} in a session of {sorted(scope.courts)}")


def _refuse(session: Session, _context: Any, _instances: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    scope = scope_of(session)
    if isinstance(scope, Everything):
        return
    court: int | None
    for row in {*session.new, *session.dirty, *session.deleted}:
        if isinstance(row, (OfCourt, FromAbove)):
            court = _court_of(row)
        elif isinstance(row, Court):
            court = row.parent_id if row in session.new else row.id
        else:
            continue
        if court not in scope.courts:
            raise ForeignCourtError(f"{row.__class__.__name__} of court {court} in a session of {sorted(scope.courts)}")


def _court_of(row: Any) -> int | None:  # noqa: ANN401 - any model with a court
    """A new row may have been given its court as an object, which has not become a key yet."""
    if row.court_id is None and (court := getattr(row, "court", None)) is not None:
        return int(court.id)
    return row.court_id if row.court_id is None else int(row.court_id)
