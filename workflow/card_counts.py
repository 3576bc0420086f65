"""Cards counted by division, by the database, however many there are: the ledger's totals and the overviews' counts.

The query goes through the stays and finds the cards of each. Asking for each card where its subject was took five times
as long. What is in no stay counts for no division: all there are, less those found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, null, or_, select
from sqlalchemy.orm import Session

from records.models import Card
from records.queries.places import whereabouts
from workflow.calendar import today
from workflow.cards import overdue_in


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

    def less(self, placed: Counted) -> Counted:
        """Of these, which have no division, those that are not among the ``placed``."""
        left = Counted(self.cards.copy(), self.late.copy())
        for group in placed.cards:
            left.cards[replace(group, division=None)] -= placed.cards[group]
            left.late[replace(group, division=None)] -= placed.late[group]
        return left


@dataclass(frozen=True, slots=True)
class View:
    """Whose cards a reader sees: everyone's, or those ``within`` one division and, wherever they count, the ``own``."""

    within: int | None = None
    own: ColumnElement[bool] | None = None

    def of(self, division: ColumnElement[int | None]) -> list[ColumnElement[bool]]:
        """As a condition, for a column that says the division."""
        shown = [] if self.within is None else [division == self.within]
        shown += [] if self.own is None else [self.own]
        return [or_(*shown)] if shown else []


def counted(session: Session, conditions: Iterable[ColumnElement[bool]], view: View, division: int | None) -> Counted:
    """The cards that meet the conditions and are in view; of one ``division`` alone where it is asked for."""
    told, stay = list(conditions), whereabouts()
    there = and_(
        Card.subject_kind == stay.c.kind, Card.subject_id == stay.c.id, Card.day >= stay.c.since,
        Card.day < stay.c.next, or_(stay.c.until.is_(None), Card.day <= stay.c.until),
    )  # fmt: skip
    alike = (Card.court_id, Card.colour, Card.state, stay.c.division)
    placed = select(*alike, *_numbers()).join_from(stay, Card, there).where(*told).group_by(*alike)
    asked = [] if division is None else [stay.c.division == division]
    found = _read(session, placed.where(*view.of(stay.c.division), *asked))
    if division is None and (view.within is None or view.own is not None):
        # Who sees a division sees only the own ones of those that count for none.
        own = View(own=view.own).of(stay.c.division)
        somewhere = found if view.within is None else _read(session, placed.where(*own))
        days = by_day([*told, *own])
        kinds = (days.c.court, days.c.colour, days.c.state)
        every = select(*kinds, null(), func.sum(days.c.cards), func.sum(days.c.late)).group_by(*kinds)
        nowhere = _read(session, every).less(somewhere)
        found.cards += nowhere.cards
        found.late += nowhere.late
    return found


def by_day(conditions: Iterable[ColumnElement[bool]]) -> Subquery:
    """How many there are of a court, a day, a colour and a state: in the order of ``ix_card_dated``, so that a million
    need no sorting.
    """
    alike = (Card.day, Card.colour, Card.state, Card.court_id.label("court"))
    return select(*alike, *_numbers()).where(*conditions).group_by(*alike).subquery()


def _numbers() -> tuple[ColumnElement[int], ColumnElement[int]]:
    return func.count(Card.id).label("cards"), func.sum(case((overdue_in(today()), 1), else_=0)).label("late")


def _read(session: Session, query: Select[Any]) -> Counted:
    found = Counted()
    for court, colour, state, division, cards, late in session.execute(query):
        group = Group(court, division, colour, state)
        found.cards[group], found.late[group] = int(cards), int(late)
    return found
