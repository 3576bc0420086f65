"""What reports on a period count out of the records: cards, adjustments, decided scores, objections, texts of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from records.models import (
    Adjustment,
    AppraisalPeriod,
    Card,
    Fact,
    Finding,
    GradeAct,
    GradeList,
    Objection,
    OverrideDecision,
    Person,
    Scorecard,
)
from workflow.versions import compiled_of

_PUBLIC = ("publicised", "settled", "sealed")
_AT_ONCE = 500  # keys asked for in one query


def cards_of(session: Session, period: AppraisalPeriod) -> list[Card]:
    """Of whatever scheme, issued in the period: a card is the court's matter, not a scheme's."""
    query = (
        select(Card)
        .where(Card.court_id == period.court_id, Card.day.between(period.starts, period.ends), Card.colour != "")
        .order_by(Card.day, Card.id)
    )
    return list(session.scalars(query))


def adjusted(session: Session, period: AppraisalPeriod) -> list[Fraction]:
    """The points of the adjustments that count."""
    query = select(Adjustment.points).where(Adjustment.period_id == period.id, Adjustment.state == "approved")
    return list(session.scalars(query))


def decided_scores(session: Session, period: AppraisalPeriod) -> int:
    """How many scores were decided singly."""
    query = select(func.count(OverrideDecision.id)).where(
        OverrideDecision.period_id == period.id, OverrideDecision.state == "decided"
    )
    return session.scalar(query) or 0


def objections(session: Session, period: AppraisalPeriod) -> Mapping[str, int]:
    """By state; of every period of the court that lies in this one: people object to the months of a year."""
    query = (
        select(Objection.state, func.count(Objection.id))
        .join(AppraisalPeriod, AppraisalPeriod.id == Objection.period_id)
        .where(
            Objection.court_id == period.court_id,
            AppraisalPeriod.starts >= period.starts,
            AppraisalPeriod.ends <= period.ends,
        )
        .group_by(Objection.state)
        .order_by(Objection.state)
    )
    return {state: int(count) for state, count in session.execute(query)}


def acts_on(session: Session, row: GradeList) -> Counter[str]:
    """How often each act was done on a list."""
    return Counter(session.scalars(select(GradeAct.act).where(GradeAct.list_id == row.id)))


def told(session: Session, ids: Sequence[int]) -> tuple[dict[int, Fact], dict[int, str]]:
    """The rows of facts, and what reviewers wrote about them, by the row's key."""
    rows: dict[int, Fact] = {}
    texts: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        query = select(Fact).options(joinedload(Fact.case)).where(Fact.id.in_(some))
        rows.update((row.id, row) for row in session.scalars(query))
        findings = select(Finding.fact_id, Finding.text).where(Finding.fact_id.in_(some)).order_by(Finding.id)
        texts.update((key, text) for key, text in session.execute(findings) if key is not None)
    return rows, texts


def public_totals(session: Session, period: AppraisalPeriod) -> Mapping[str, Mapping[str, Fraction | None]]:
    """By title of the scheme and name of the person: public results of the same court and time, where ranking is shown;
    the results of others are not told otherwise.
    """
    query = select(AppraisalPeriod).where(
        AppraisalPeriod.court_id == period.court_id, AppraisalPeriod.text == period.text,
        AppraisalPeriod.state.in_(_PUBLIC),
    )  # fmt: skip
    found: dict[str, dict[str, Fraction | None]] = {}
    for other in session.scalars(query.order_by(AppraisalPeriod.id)):
        scheme = compiled_of(other.version).scheme
        if scheme.appraises == "person" and scheme.total and scheme.ranking == "shown":
            rows = session.execute(
                select(Person.name, Scorecard.total)
                .join(Scorecard, (Scorecard.subject_id == Person.id) & (Scorecard.subject_kind == "person"))
                .where(Scorecard.period_id == other.id, Scorecard.edition == other.edition)
            )
            found[scheme.title] = dict(rows.tuples().all())
    return found
