"""The ledger of cards: by judge, division, period, colour and state; and what a letter or a court-wide notice says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, Card, Court, Fact, Finding, SchemeVersion, User
from records.queries.directory import Directory, SubjectKey, load_directory
from records.queries.values import from_stored
from records.sheets.writing import Cell
from rules.lookup import key_text
from rules.phrase import N_, from_data, tell
from workflow.calendar import today
from workflow.cards import may_read, overdue, step_of
from workflow.permissions import Permission, may
from workflow.versions import compiled_of
from workflow.wording import CARD_COLOURS, CARD_STATES

_IN_WRITING = ("yellow", "red")


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
class Letter:
    """All that a letter about a card says; texts as they were written. ``number`` counts the court's cards of
    a year.
    """

    court: str
    card: Card
    person: str
    division: str
    case: str
    fields: tuple[tuple[str, str], ...]
    text: str
    day: date
    number: int
    basis: str
    scheme: str
    reckoned: str = ""


def ledger(session: Session, user: User, asked: Asked) -> list[CardRow]:
    """The cards that the reader may see and asked for, the newest first."""
    query = select(Card).options(
        joinedload(Card.fact).joinedload(Fact.case), joinedload(Card.version).joinedload(SchemeVersion.scheme)
    )
    if not may(user, Permission.CARDS_READ) and not may(user, Permission.SCORECARD_READ_DIVISION):
        query = query.where(Card.subject_kind == "person", Card.subject_id == user.person_id)
    if asked.colour:
        query = query.where(Card.colour == asked.colour)
    if asked.state:
        query = query.where(Card.state == asked.state)
    if asked.year is not None:
        query = query.where(Card.day.between(date(asked.year, 1, 1), date(asked.year, 12, 31)))
    directory = load_directory(session)
    found = [
        row_of(directory, card)
        for card in session.scalars(query.order_by(Card.day.desc(), Card.id.desc()))
        if may_read(user, card, directory)
    ]
    return [row for row in found if _meant(row, asked)]


def row_of(directory: Directory, card: Card) -> CardRow:
    """A card with its names, as of its day."""
    key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    division = directory.counted_under(key, card.court_id, card.day, "division")
    return CardRow(
        card, directory.name(key), directory.name(division) if division else "", division.id if division else None,
        card.fact.case.number if card.fact.case else "", overdue(card),
    )  # fmt: skip


def _meant(row: CardRow, asked: Asked) -> bool:
    return (
        asked.person in row.person
        and (asked.division is None or asked.division == row.division_id)
        and (row.late or not asked.late)
    )


def years(session: Session) -> list[int]:
    """Years in which there are cards, the last first."""
    ends: Sequence[date | None] = tuple(session.execute(select(func.min(Card.day), func.max(Card.day))).one())
    first, last = ends
    return [] if first is None or last is None else list(range(last.year, first.year - 1, -1))


def totals(rows: Sequence[CardRow]) -> list[tuple[str, int, int, int]]:
    """By division: yellow, red, past their day. Withdrawn cards count nowhere."""
    standing = [row for row in rows if row.card.state != "withdrawn"]
    yellow = Counter(row.division for row in standing if row.card.colour == "yellow")
    red = Counter(row.division for row in standing if row.card.colour == "red")
    late = Counter(row.division for row in standing if row.late)
    names = sorted({row.division for row in standing})
    return [(name, yellow[name], red[name], late[name]) for name in names]


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


def letter(session: Session, card: Card) -> Letter:
    """What the letter of a card says."""
    row, court = row_of(load_directory(session), card), session.get_one(Court, card.court_id)
    compiled, step = compiled_of(card.version), step_of(card)
    finding = session.scalars(select(Finding).where(Finding.fact_id == card.fact_id)).first()
    fields = from_stored(compiled.facts.get(card.fact.kind), card.fact.fields)
    ladder = next(one for one in compiled.ladders if one.rule.id == card.ladder)
    sure = {one.field for one in ladder.condition.comparisons}  # else there would be no card: not worth a word
    said = tuple((name, key_text(value)) for name, value in fields.items() if value is not None and name not in sure)
    number = session.scalar(
        select(func.count(Card.id)).where(
            Card.court_id == card.court_id, Card.id <= card.id,
            Card.day.between(date(card.day.year, 1, 1), date(card.day.year, 12, 31)),
        )
    )  # fmt: skip
    return Letter(
        court.full_name, card, row.person, row.division, row.case, said,
        finding.text if finding else card.fact.evidence, card.day, number or 1,
        step.basis or ladder.rule.basis, compiled.scheme.title, from_data(card.explanation.get("numbers", "")),
    )  # fmt: skip


def period_of_card(session: Session, card: Card) -> AppraisalPeriod | None:
    """The period of the card's scheme that its day falls into."""
    query = (
        select(AppraisalPeriod)
        .where(
            AppraisalPeriod.court_id == card.court_id, AppraisalPeriod.scheme_id == card.version.scheme_id,
            AppraisalPeriod.starts <= card.day, AppraisalPeriod.ends >= card.day,
        )
        .order_by(AppraisalPeriod.id)
    )  # fmt: skip
    return session.scalars(query).first()


def letters_to(session: Session, period: AppraisalPeriod, key: SubjectKey) -> list[Letter]:
    """The letters of a subject's cards of the period under its scheme, by day; none of a card that was withdrawn. Who
    got a yellow or red card is told in writing, also where the scheme has the whole court told of it.
    """
    query = (
        select(Card)
        .join(SchemeVersion, SchemeVersion.id == Card.version_id)
        .where(
            Card.court_id == period.court_id, Card.subject_kind == key.kind, Card.subject_id == key.id,
            or_(Card.letter, Card.colour.in_(_IN_WRITING)), Card.state != "withdrawn",
            Card.day.between(period.starts, period.ends),
            SchemeVersion.scheme_id == period.scheme_id,
        )
        .order_by(Card.day, Card.id)
    )  # fmt: skip
    return [letter(session, card) for card in session.scalars(query)]


def publicised(session: Session, court_id: int, year: int) -> list[Letter]:
    """Cards of a year that the scheme has told to the whole court, by day; none that was withdrawn."""
    query = (
        select(Card)
        .where(
            Card.court_id == court_id, Card.notice == "court", Card.state != "withdrawn",
            Card.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Card.day, Card.id)
    )  # fmt: skip
    return [letter(session, card) for card in session.scalars(query)]


def this_year() -> int:
    """The year in China."""
    return today().year
