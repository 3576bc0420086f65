"""Cards by judge, by division, by period; and those whose day has passed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, extract, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.models import Card, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.places import Place
from workflow.acting import allowed
from workflow.calendar import today
from workflow.cards import RUNNING, overdue_in
from workflow.overviews.reach import division_only
from workflow.permissions import Permission

By = Literal["division", "judge", "period"]
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
    for court, first, second, colour, cards, running, late in session.execute(_counted(user, by)):
        key = None
        if by == "period":
            name = f"{first:04}-{second:02}"
        else:
            key = SubjectKey(first, second) if second is not None else None
            name = directory.name(key) if key is not None else ""
        row = (court, name)
        order[row] = min(order.get(row, len(places)), 0 if key is None else places[key])
        found = counts.setdefault(row, Counter())
        found[colour if colour in COLOURS else "none"] += int(cards)
        found["running"] += int(running)
        found["late"] += int(late)
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
    return session.scalar(select(func.count(Card.id)).where(overdue_in(today()), *_in_view(user))) or 0


def _counted(user: User, by: By) -> Select[Any]:
    """Court, two columns that say under whom or when (kind and key, or year and month), colour, and how many cards
    there are, run, are late; none that was withdrawn.
    """
    kind: ColumnElement[Any] | InstrumentedAttribute[str]
    key: ColumnElement[Any] | InstrumentedAttribute[int]
    if by == "period":
        kind, key = extract("year", Card.day), extract("month", Card.day)
    elif by == "division":
        kind, key = literal("division"), _HERE.division()
    else:
        kind, key = Card.subject_kind, Card.subject_id
    each = (
        select(
            Card.court_id.label("court"), kind.label("kind"), key.label("key"), Card.colour.label("colour"),
            case((Card.state.in_(RUNNING), 1), else_=0).label("running"),
            case((overdue_in(today()), 1), else_=0).label("late"),
        )
        .where(Card.state != "withdrawn", *_in_view(user))
        .subquery()
    )  # fmt: skip
    alike = (each.c.court, each.c.kind, each.c.key, each.c.colour)
    return select(*alike, func.count(), func.sum(each.c.running), func.sum(each.c.late)).group_by(*alike)


def _in_view(user: User) -> list[ColumnElement[bool]]:
    """As ``workflow.overviews.reach.within``."""
    only = division_only(user)
    return [] if only is None else [_HERE.division() == only]
