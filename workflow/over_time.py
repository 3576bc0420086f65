"""Results over time: the last periods of a scheme in a court, closed ones as they are stored, open ones as of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, SchemeVersion, Scorecard
from records.queries.directory import Directory, SubjectKey, load_directory
from rules.compiled import CATEGORIES, Compiled
from scoring.alike import alike
from scoring.engine import total_name
from scoring.period import Period
from scoring.result import SubjectResult
from workflow.inputs import Ground, ground_of
from workflow.standing import HISTORY, standing_of
from workflow.stored import value_from_json

Totals = Mapping[SubjectKey, Fraction | None]


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """Everyone's total in one period. ``ground`` says who they are and under whom they stand."""

    period: AppraisalPeriod
    ground: Ground
    totals: Totals

    @property
    def when(self) -> Period:
        """The period as a stretch of time."""
        return self.ground.when


@dataclass(frozen=True, slots=True)
class Month:
    """A subject in one period: total, the parts of the total by name, a member's share, the totals of its group."""

    period_id: int
    when: Period
    state: str
    total: Fraction | None
    parts: Mapping[str, Fraction | None]
    share: Fraction | None
    group: tuple[Fraction, ...]


def part_names(compiled: Compiled) -> tuple[str, ...]:
    """The parts of the scheme's total; without one the categories, where there are items to fall into them."""
    total = total_name(compiled)
    parts = tuple(part.name for part in compiled.quantities[total].parts) if total is not None else ()
    return parts or (tuple(CATEGORIES.values()) if compiled.items else ())


def totals_over_time(
    session: Session, scheme_id: int, court_id: int, until: AppraisalPeriod | None = None, most: int = HISTORY
) -> list[PeriodTotals]:
    """The last ``most`` periods (up to ``until``), oldest first."""
    query = (
        select(AppraisalPeriod)
        .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
        .where(AppraisalPeriod.scheme_id == scheme_id, AppraisalPeriod.court_id == court_id)
    )
    if until is not None:
        query = query.where(AppraisalPeriod.starts <= until.starts)
    periods = list(session.scalars(query.order_by(AppraisalPeriod.starts.desc()).limit(most)))[::-1]
    directory = load_directory(session)
    return [_totals(session, period, directory) for period in periods]


def months(session: Session, period: AppraisalPeriod, subject: str, member: str | None = None) -> list[Month]:
    """A subject's way through the periods up to this one. ``member`` is the person whose share is followed."""
    found = []
    for one in totals_over_time(session, period.scheme_id, period.court_id, period):
        key = one.ground.keys.get(subject)
        if key is None or key not in one.totals:
            continue  # it was not appraised then, whoever it belongs to by now
        compiled = one.ground.compiled
        names = set(alike(compiled, one.ground.subjects, subject))
        group = tuple(
            total for name in names if (total := one.totals.get(one.ground.keys[name])) is not None
        )  # a subject without a row of its own has no total either
        result = _own(session, one, subject, key)
        found.append(
            Month(
                one.period.id, one.when, one.period.state, one.totals.get(key),
                {name: result.number(name) for name in part_names(compiled)},
                result.share(member) if member else None, group,
            )
        )  # fmt: skip
    return found


def _totals(session: Session, period: AppraisalPeriod, directory: Directory) -> PeriodTotals:
    ground = ground_of(session, period, directory)
    if period.state == "open":
        results = standing_of(session, period).results
        return PeriodTotals(period, ground, {ground.keys[one.subject]: one.total for one in results})
    query = select(Scorecard.subject_kind, Scorecard.subject_id, Scorecard.total).where(
        Scorecard.period_id == period.id, Scorecard.edition == period.edition
    )
    return PeriodTotals(
        period,
        ground,
        {
            SubjectKey(kind, id_): total  # type: ignore[arg-type]  # CHECKed in the database
            for kind, id_, total in session.execute(query)
        },
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """What is followed of one subject's result, be it stored or fresh."""

    quantities: Mapping[str, Fraction | str | None]
    shares: tuple[tuple[str, Fraction], ...]

    def number(self, name: str) -> Fraction | None:
        value = self.quantities.get(name)
        return value if isinstance(value, Fraction) else None

    def share(self, member: str) -> Fraction | None:
        found = [amount for name, amount in self.shares if name == member]
        return sum(found, Fraction(0)) if found else None


def _own(session: Session, one: PeriodTotals, subject: str, key: SubjectKey) -> _Own:
    period = one.period
    if period.state == "open":
        return _fresh(next(each for each in standing_of(session, period).results if each.subject == subject))
    stored = session.execute(
        select(Scorecard.result).where(
            Scorecard.period_id == period.id,
            Scorecard.edition == period.edition,
            Scorecard.subject_kind == key.kind,
            Scorecard.subject_id == key.id,
        )
    ).scalar_one_or_none()
    return _Own({}, ()) if stored is None else _kept(stored)


def _fresh(result: SubjectResult) -> _Own:
    return _Own(result.quantities, tuple((share.member, share.amount) for share in result.shares))


def _kept(stored: Any) -> _Own:  # noqa: ANN401 - what json.loads gives back, as workflow.stored wrote it
    def shares() -> Iterator[tuple[str, Fraction]]:
        for share in stored["shares"]:
            yield share["member"], Fraction(share["amount"])

    return _Own({name: value_from_json(value) for name, value in stored["quantities"].items()}, tuple(shares()))
