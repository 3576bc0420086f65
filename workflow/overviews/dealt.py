"""Cards by judge, by division, by period; and those whose day has passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Card, User
from records.queries.directory import Directory, SubjectKey, load_directory
from workflow.acting import allowed
from workflow.calendar import today
from workflow.cards import RUNNING, overdue
from workflow.overviews.reach import within
from workflow.permissions import Permission

By = Literal["division", "judge", "period"]
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
    order: dict[tuple[int, str], tuple[int, str]] = {}
    places = {key: place for place, key in enumerate(directory.entities)}
    for card, key in _cards(session, user, directory):
        unit = directory.counted_under(key, card.court_id, card.day, "division") if by == "division" else key
        name = f"{card.day:%Y-%m}" if by == "period" else directory.name(unit) if unit is not None else ""
        row = (card.court_id, name)
        order.setdefault(row, (0, name) if by == "period" or unit is None else (places[unit], name))
        found = counts.setdefault(row, Counter())
        found[card.colour if card.colour in COLOURS else "none"] += 1
        found["running"] += card.state in RUNNING
        found["late"] += overdue(card)
    courts = {entity.key.id: entity.name for entity in directory.entities.values() if entity.key.kind == "court"}
    rows = sorted(counts, key=lambda row: (row[0], order[row]), reverse=False)
    return [
        Dealt(
            row[1], courts.get(row[0], ""), tuple(counts[row][colour] for colour in COLOURS), counts[row]["running"],
            counts[row]["late"],
        )
        for row in rows
    ]  # fmt: skip


def late_cards(session: Session, user: User) -> list[Late]:
    """The longest overdue first: what is asked for is that it be done."""
    allowed(user, Permission.OVERVIEW_READ)
    directory, day = load_directory(session), today()
    courts = {entity.key.id: entity.name for entity in directory.entities.values() if entity.key.kind == "court"}
    found = []
    for card, key in _cards(session, user, directory):
        if overdue(card, day) and card.due is not None:
            division = directory.counted_under(key, card.court_id, card.day, "division")
            found.append(
                Late(
                    card.id, directory.name(key), directory.name(division) if division else "",
                    courts.get(card.court_id, ""), card.title, card.colour, card.due, (day - card.due).days,
                )
            )  # fmt: skip
    return sorted(found, key=lambda late: (late.due, late.card_id))


def _cards(session: Session, user: User, directory: Directory) -> Iterator[tuple[Card, SubjectKey]]:
    """The cards in view that were not withdrawn, each with whom it is about."""
    for card in session.scalars(select(Card).where(Card.state != "withdrawn").order_by(Card.day, Card.id)):
        key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
        if key in directory.entities and within(user, directory, key, card.court_id, card.day):
            yield card, key
