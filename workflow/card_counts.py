"""Cards counted by division or subject, by the database, however many there are: the ledger's totals and the overviews.

The query goes through the whereabouts of all subjects and counts the cards of each, by colour and state: every such
count is a piece of ``ix_card_counted``. To group a million cards took three times as long, to ask for each where its
subject was took ten times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from records.models import Card, Court
from records.queries.directory import SubjectKey
from records.queries.places import Place, whereabouts
from workflow.calendar import today
from workflow.cards import AWAITED, overdue_in


@dataclass(frozen=True, slots=True)
class Group:
    """What cards have in common; ``division`` is ``None`` for those that count for none."""

    court: int
    division: int | None
    colour: str
    state: str


@dataclass(slots=True)
class Counted:
    """How many cards of each group there are, and how many of them are past their day."""

    cards: Counter[Group] = field(default_factory=Counter)
    late: Counter[Group] = field(default_factory=Counter)

    def add(self, group: Group, cards: int, late: int) -> None:
        """Groups of no cards are left out. Databases sum to what is no ``int``."""
        if cards:
            self.cards[group], self.late[group] = int(cards), int(late)


@dataclass(frozen=True, slots=True)
class View:
    """Whose cards a reader sees: everyone's, or those ``within`` one division and, wherever they count, the ``own``."""

    within: int | None = None
    own: SubjectKey | None = None

    def of(self, place: Place, division: ColumnElement[int | None]) -> list[ColumnElement[bool]]:
        """As a condition, for columns that say the subject and the division."""
        shown = [] if self.within is None else [division == self.within]
        shown += [] if self.own is None else [and_(place.kind == self.own.kind, place.id == self.own.id)]
        return [or_(*shown)] if shown else []


def counted(
    session: Session, told: Sequence[ColumnElement[bool]], view: View, *, named: str = "", division: int | None = None
) -> Counted:
    """The cards of which all is true that is ``told``, in view; where it is asked for, of one ``division`` alone, or of
    subjects that have ``named`` in their names.
    """
    rows = whereabouts()
    asked = [] if division is None else [rows.c.division == division]
    pieces = _pieces(session, told, rows, [*_seen(rows, view), *asked, *([_place(rows).named(named)] if named else [])])
    found = Counted()
    for court, colour, state, its_division, cards, late in session.execute(_sums(pieces, pieces.c.division)):
        found.add(Group(court, its_division, colour, state), cards, late)
    return found


def by_subject(
    session: Session, told: Sequence[ColumnElement[bool]], view: View
) -> dict[tuple[int, SubjectKey], Counted]:
    """The same by court and subject."""
    rows = whereabouts()
    pieces = _pieces(session, told, rows, _seen(rows, view))
    found: dict[tuple[int, SubjectKey], Counted] = {}
    for court, colour, state, kind, key, cards, late in session.execute(_sums(pieces, pieces.c.kind, pieces.c.id)):
        if cards:
            its = found.setdefault((court, SubjectKey(kind, key)), Counted())
            its.add(Group(court, None, colour, state), cards, late)
    return found


def by_day(told: Iterable[ColumnElement[bool]]) -> Subquery:
    """How many there are of a court, a day, a colour and a state: in the order of ``ix_card_dated``, so that a million
    need no sorting.
    """
    alike = (Card.day, Card.colour, Card.state, Card.court_id.label("court"))
    late = func.sum(case((overdue_in(today()), 1), else_=0))
    numbers = (func.count().label("cards"), late.label("late"))
    return select(*alike, *numbers).where(*told).group_by(*alike).subquery()


def _sums(pieces: Subquery, *place: ColumnElement[Any]) -> Select[Any]:
    alike = (pieces.c.court, pieces.c.colour, pieces.c.state, *place)
    return select(*alike, func.sum(pieces.c.cards), func.sum(pieces.c.late)).group_by(*alike)


def _pieces(
    session: Session, told: Sequence[ColumnElement[bool]], rows: CTE, narrow: Sequence[ColumnElement[bool]]
) -> Subquery:
    """How many cards there are of each row, of each court, colour and state. A card is of its subject's own court, but
    one about a court.
    """
    kinds = _kinds(session)
    there = and_(
        Card.subject_kind == rows.c.kind, Card.subject_id == rows.c.id, Card.court_id == Court.id,
        Card.colour == kinds.c.colour, Card.state == kinds.c.state, Card.day.between(rows.c.since, rows.c.last), *told,
    )  # fmt: skip
    every = select(func.count()).select_from(Card).where(there).correlate(rows, Court, kinds)
    cards, late = every.scalar_subquery(), every.where(overdue_in(today())).scalar_subquery()
    place = (Court.id.label("court"), kinds.c.colour, kinds.c.state, rows.c.kind, rows.c.id, rows.c.division)
    numbers = (cards.label("cards"), case((kinds.c.state.in_(AWAITED), late), else_=0).label("late"))
    its_court = or_(rows.c.court == Court.id, rows.c.kind == "court")
    found = select(*place, *numbers).select_from(rows).join(Court, its_court).join(kinds, true())
    return found.where(*narrow).subquery()


def _kinds(session: Session) -> Subquery:
    """Of which colours and states there are cards at all. Asked beforehand, so that no database has to think of it in
    the midst of the other question.
    """
    query = select(Card.court_id, Card.colour, Card.state).distinct()  # as ``ix_card_court_id_colour_state`` has them
    found = {(colour, state) for _, colour, state in session.execute(query)} or {("", "")}
    each = (select(literal(colour).label("colour"), literal(state).label("state")) for colour, state in sorted(found))
    return union_all(*each).subquery("kinds")


def _seen(rows: CTE, view: View) -> list[ColumnElement[bool]]:
    return view.of(_place(rows), rows.c.division)


def _place(rows: CTE) -> Place:
    return Place(rows.c.kind, rows.c.id, rows.c.since)
