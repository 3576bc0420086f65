"""What the letter about a card says, and what is told to the whole court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Card, Court, Finding, SchemeVersion
from records.queries.directory import SubjectKey, load_directory
from records.queries.values import from_stored
from rules.lookup import key_text
from rules.phrase import from_data
from workflow.card_ledger import row_of
from workflow.cards import step_of
from workflow.versions import compiled_of

_IN_WRITING = ("yellow", "red")


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
