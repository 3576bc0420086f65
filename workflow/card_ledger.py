"""The ledger of cards: by judge, division, period, colour and state; filtered, counted and paged by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from records.models import Card, Division, Fact, SchemeVersion, User
from records.queries.directory import Directory, SubjectKey, load_directory
from records.queries.places import Place
from records.sheets.writing import Cell
from rules.phrase import N_, tell
from workflow.calendar import today
from workflow.card_counts import View, counted
from workflow.cards import overdue, overdue_in
from workflow.permissions import Permission, may
from workflow.wording import CARD_COLOURS, CARD_STATES

_HERE = Place(Card.subject_kind, Card.subject_id, Card.day)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader narrows the ledger to; empty means all. ``person`` is part of a name."""

    person: str = ""
    division: int | None = None
    year: int | None = None
    colour: str = ""
    state: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card with the names that a list shows."""

    card: Card
    person: str
    division: str
    division_id: int | None
    case: str
    late: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How many cards in all, and by division: its name, yellow, red, past their day. Withdrawn cards count only in
    ``count``.
    """

    count: int
    divisions: tuple[tuple[str, int, int, int], ...]


def ledger(session: Session, user: User, asked: Asked, skip: int = 0, limit: int | None = None) -> list[CardRow]:
    """The cards that the reader may see and asked for, the newest first; ``limit`` of them after the first ``skip``."""
    query = select(Card).options(
        joinedload(Card.fact).joinedload(Fact.case), joinedload(Card.version).joinedload(SchemeVersion.scheme)
    )
    division = _HERE.division()
    query = query.where(*_of_cards(asked), *_view(user).of(_HERE, division))
    if asked.person:
        query = query.where(_HERE.named(asked.person))
    if asked.division is not None:
        query = query.where(division == asked.division)
    directory = load_directory(session)
    found = session.scalars(query.order_by(Card.day.desc(), Card.id.desc()).offset(skip).limit(limit))
    return [row_of(directory, card) for card in found]


def totals(session: Session, user: User, asked: Asked) -> Totals:
    """Counted by the database."""
    found = counted(session, _of_cards(asked), _view(user), named=asked.person, division=asked.division)
    names = {key: name for key, name in session.execute(select(Division.id, Division.name))}  # noqa: C416 - rows are no pairs to mypy
    colours = {"yellow": Counter[str](), "red": Counter[str]()}
    late = Counter[str]()
    for group, cards in found.cards.items():
        if group.state != "withdrawn":
            name = names.get(group.division or 0, "")
            late[name] += found.late[group]
            for colour, count in colours.items():
                count[name] += cards if group.colour == colour else 0
    return Totals(
        found.cards.total(),
        tuple((name, colours["yellow"][name], colours["red"][name], late[name]) for name in sorted(late)),
    )


def _of_cards(asked: Asked) -> list[ColumnElement[bool]]:
    """What the cards themselves say of what was asked."""
    found: list[ColumnElement[bool]] = []
    if asked.colour:
        found.append(Card.colour == asked.colour)
    if asked.state:
        found.append(Card.state == asked.state)
    if asked.year is not None:
        found.append(Card.day.between(date(asked.year, 1, 1), date(asked.year, 12, 31)))
    if asked.late:
        found.append(overdue_in(today()))
    return found


def _view(user: User) -> View:
    """As ``workflow.cards.may_read``."""
    if may(user, Permission.CARDS_READ):
        return View()
    own = SubjectKey("person", user.person_id or 0)
    return View(user.division_id if may(user, Permission.SCORECARD_READ_DIVISION) else None, own)


def row_of(directory: Directory, card: Card) -> CardRow:
    """A card with its names, as of its day."""
    key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    division = directory.counted_under(key, card.court_id, card.day, "division")
    return CardRow(
        card, directory.name(key), directory.name(division) if division else "", division.id if division else None,
        card.fact.case.number if card.fact.case else "", overdue(card),
    )  # fmt: skip


def years(session: Session) -> list[int]:
    """Years in which there are cards, the last first."""
    ends: Sequence[date | None] = tuple(session.execute(select(func.min(Card.day), func.max(Card.day))).one())
    first, last = ends
    return [] if first is None or last is None else list(range(last.year, first.year - 1, -1))


def as_table(rows: Sequence[CardRow]) -> Iterator[Sequence[Cell]]:
    """For a spreadsheet."""
    heads = (
        N_("卡"),
        N_("颜色"),
        N_("干警"),
        N_("庭室"),
        N_("日期"),
        N_("案号"),
        N_("限期"),
        N_("状态"),
        N_("逾期"),
        N_("办法"),
    )
    yield tuple(tell(title) for title in heads)
    for row in rows:
        card = row.card
        yield (
            card.title, tell(CARD_COLOURS.get(card.colour, "")), row.person, row.division, card.day, row.case, card.due,
            tell(CARD_STATES[card.state]), tell(N_("是")) if row.late else "", card.version.scheme.title,
        )  # fmt: skip


def this_year() -> int:
    """The year in China."""
    return today().year
