"""Facts as columns: one polars frame a kind of fact, with nothing inexact in it.

Numbers are integers scaled by the field's places, dates are dates, choices are texts. Facts that do not fit what the
scheme declares are reported and left out before (:func:`screen`), so that every back end sees the same facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from rules.compiled import Compiled
from rules.condition import Value
from rules.model import FieldKind
from rules.problem import Problem
from scoring.inputs import Fact
from scoring.period import Period

LIMIT = 10**15  # scaled values below this sum exactly in 128 bits, and each fits 64
ROW, SUBJECT, REGIME = "#row", "#subject", "#regime"  # no declared field can be called so
_TYPES: Mapping[str, pl.DataType] = {
    "choice": pl.String(),
    "text": pl.String(),
    "whole": pl.Int64(),
    "number": pl.Int64(),
    "yes_no": pl.Boolean(),
    "date": pl.Date(),
}


def places_of(field: FieldKind) -> int | None:
    """Decimal places that a numeric field is scaled by; ``None`` for other fields."""
    if field.type == "number":
        return field.places
    return 0 if field.type == "whole" else None


def fits(value: Value, field: FieldKind) -> bool:
    """Whether a value is of the declared type: places and size of numbers, the listed choices."""
    places = places_of(field)
    if places is not None:
        scaled = value * 10**places if isinstance(value, Fraction) else Fraction(1, 2)
        return scaled.denominator == 1 and abs(scaled) < LIMIT
    if field.type == "yes_no":
        return isinstance(value, bool)
    if field.type == "date":
        return isinstance(value, date)
    return isinstance(value, str) and (field.type == "text" or value in field.values)


def screen(
    compiled: Compiled, facts: Iterable[Fact], subjects: Iterable[str] | None = None
) -> tuple[list[Fact], list[Problem]]:
    """The facts that the scheme can count, and what is wrong with the others. Without ``subjects`` any subject will do.

    Fields that the scheme does not declare are dropped; declared fields that are absent become ``None``.
    """
    known = None if subjects is None else set(subjects)
    good: list[Fact] = []
    problems: list[Problem] = []
    strangers: Counter[str] = Counter()
    seen: set[str] = set()
    for fact in facts:
        kind = compiled.facts.get(fact.kind)
        if kind is None:
            problems.append(Problem("score-unknown-kind", {"fact": fact.key, "kind": fact.kind}))
            continue
        if fact.key in seen:
            problems.append(Problem("score-same-key", {"fact": fact.key}))
            continue
        seen.add(fact.key)
        if known is not None and fact.subject not in known:
            strangers[fact.subject] += 1
            continue
        fields = {name: fact.fields.get(name) for name in kind.fields}
        bad = [name for name, value in fields.items() if value is not None and not fits(value, kind.fields[name])]
        problems += [
            Problem(
                "score-bad-field",
                {"fact": fact.key, "field": name, "found": str(fields[name]), "type": kind.fields[name].type},
            )
            for name in bad
        ]
        if not bad:
            good.append(fact if fields == fact.fields else replace(fact, fields=fields))
    problems += [
        Problem("score-unknown-subject", {"subject": name, "count": str(count)}) for name, count in strangers.items()
    ]
    return good, problems


@dataclass(frozen=True, slots=True)
class Frames:
    """Screened facts of a period: the facts, and a frame a kind whose ``#row`` is the position among them."""

    facts: Sequence[Fact]
    by_kind: Mapping[str, pl.DataFrame]


def encode(compiled: Compiled, facts: Sequence[Fact], period: Period) -> Frames:
    """Columns of the facts that lie in the period. The facts must have been screened."""
    within = [fact for fact in facts if fact.day in period]
    rows: dict[str, list[int]] = {kind: [] for kind in compiled.facts}
    for position, fact in enumerate(within):
        rows[fact.kind].append(position)
    return Frames(within, {kind: _frame(compiled, within, positions, kind) for kind, positions in rows.items()})


def _frame(compiled: Compiled, facts: Sequence[Fact], positions: Sequence[int], kind: str) -> pl.DataFrame:
    regimes = {day: compiled.regime(day) for day in {facts[position].day for position in positions}}
    columns: dict[str, pl.Series] = {
        ROW: pl.Series(ROW, positions, pl.UInt32),
        SUBJECT: pl.Series(SUBJECT, [facts[position].subject for position in positions], pl.String),
        REGIME: pl.Series(REGIME, [regimes[facts[position].day] for position in positions], pl.Int32),
    }
    for name, field in compiled.facts[kind].fields.items():
        values = [facts[position].fields[name] for position in positions]
        columns[name] = pl.Series(name, [scaled(value, field) for value in values], _TYPES[field.type])
    return pl.DataFrame(columns)


def scaled(value: Value | None, field: FieldKind) -> int | str | bool | date | None:
    """A value as it stands in its column."""
    places = places_of(field)
    if not isinstance(value, Fraction) or places is None:
        return None if isinstance(value, Fraction) else value
    return int(value * 10**places)


def unscaled(found: int | str | bool | date | None, field: FieldKind) -> Value | None:  # noqa: FBT001 - a value of any type
    """The value back from its column."""
    places = places_of(field)
    if places is not None and isinstance(found, int):
        return Fraction(found, 10**places)
    return None if isinstance(found, int) and not isinstance(found, bool) else found
