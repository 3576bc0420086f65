"""Cards by judge, by division, by period; and those whose day has passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from records.models import Card, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.places import Place
from workflow.acting import allowed
from workflow.calendar import today
from workflow.card_counts import View, by_day, by_subject, counted
from workflow.cards import RUNNING, overdue_in
from workflow.overviews.reach import division_only
from workflow.permissions import Permission

By = Literal["division", "judge", "period"]
_STANDS = Card.state != "withdrawn"
_HERE = Place(Card.subject_kind, Card.subject_id, Card.day)
COLOURS = ("yellow", "red", "white", "none")


@dataclass(frozen=True, slots=True)
class Dealt:
    """A row: ``under`` (a name, or 2025-11), of which court, cards by colour, how many still run, and are late."""

    under: str
    court: str
    colours: tuple[int, ...]
    running: int
    late: int

    @property
    def cards(self) -> int:
        """All of them."""
        return sum(self.colours)


@dataclass(frozen=True, slots=True)
class Late:
    """A card past its day: whose, which, since when, for how many days."""

    card_id: int
    who: str
    division: str
    court: str
    title: str
    colour: str
    due: date
    days: int


def dealt(session: Session, user: User, by: By) -> list[Dealt]:
    """The cards that stand, in the order of the establishment, or of time. Never of their number."""
    allowed(user, Permission.OVERVIEW_READ)
    directory, counts = load_directory(session), dict[tuple[int, str], Counter[str]]()
    order: dict[tuple[int, str], int] = {}
    places = {key: place for place, key in enumerate(directory.entities)}
    for court, under, numbers in _COUNTED[by](session, user):
        name = directory.name(under) if isinstance(under, SubjectKey) else under
        row = (court, name)
        place = places[under] if isinstance(under, SubjectKey) else 0
        order[row] = min(order.get(row, place), place)
        counts.setdefault(row, Counter()).update(numbers)
    courts = {entity.key.id: entity.name for entity in directory.entities.values() if entity.key.kind == "court"}
    rows = sorted(counts, key=lambda row: (row[0], order[row], row[1]))
    return [
        Dealt(
            row[1], courts.get(row[0], ""), tuple(counts[row][colour] for colour in COLOURS), counts[row]["running"],
            counts[row]["late"],
        )
        for row in rows
    ]  # fmt: skip


def late_cards(session: Session, user: User, limit: int | None = None) -> list[Late]:
    """The longest overdue first: what is asked for is that it be done. ``limit`` of them."""
    allowed(user, Permission.OVERVIEW_READ)
    directory, day = load_directory(session), today()
    courts = {entity.key.id: entity.name for entity in directory.entities.values() if entity.key.kind == "court"}
    found = []
    query = select(Card).where(overdue_in(day), *_in_view(user)).order_by(Card.due, Card.id).limit(limit)
    for card in session.scalars(query):
        key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
        division = directory.counted_under(key, card.court_id, card.day, "division")
        due = card.due or day  # a card without a deadline is never late
        found.append(
            Late(
                card.id, directory.name(key), directory.name(division) if division else "",
                courts.get(card.court_id, ""), card.title, card.colour, due, (day - due).days,
            )
        )  # fmt: skip
    return found


def count_late(session: Session, user: User) -> int:
    """How many of them there are."""
    allowed(user, Permission.OVERVIEW_READ)
    return session.scalar(select(func.count()).select_from(Card).where(overdue_in(today()), *_in_view(user))) or 0


# A court, what the cards stand under there (a subject, or a word), how many of each colour there are, run, are late.
_Found = Iterator[tuple[int, SubjectKey | str, Mapping[str, int]]]


def _by_division(session: Session, user: User) -> _Found:
    found = counted(session, [_STANDS], _view(user))
    for group, cards in found.cards.items():
        under = "" if group.division is None else SubjectKey("division", group.division)
        yield group.court, under, _numbers(group.colour, group.state, cards, found.late[group])


def _by_month(session: Session, user: User) -> _Found:
    days = by_day([_STANDS, *_in_view(user)])
    month = (extract("year", days.c.day), extract("month", days.c.day))
    alike = (days.c.court, *month, days.c.colour, days.c.state)
    query = select(*alike, func.sum(days.c.cards), func.sum(days.c.late)).group_by(*alike)
    for court, year, number, colour, state, cards, late in session.execute(query):
        yield court, f"{year:04}-{number:02}", _numbers(colour, state, int(cards), int(late))


def _by_judge(session: Session, user: User) -> _Found:
    for (court, subject), found in by_subject(session, [_STANDS], _view(user)).items():
        for group, cards in found.cards.items():
            yield court, subject, _numbers(group.colour, group.state, cards, found.late[group])


_COUNTED = {"division": _by_division, "period": _by_month, "judge": _by_judge}


def _numbers(colour: str, state: str, cards: int, late: int) -> dict[str, int]:
    return {colour if colour in COLOURS else "none": cards, "running": cards if state in RUNNING else 0, "late": late}


def _view(user: User) -> View:
    """As ``workflow.overviews.reach.within``."""
    return View(division_only(user))


def _in_view(user: User) -> list[ColumnElement[bool]]:
    return _view(user).of(_HERE, _HERE.division())
