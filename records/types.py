"""Column types: exact numbers as scaled integers, JSON as canonical text, moments in UTC."""

import json
from datetime import datetime, timezone
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from rules.exact import plain_text
from rules.problem import N_, Place, Problem, ProblemError, register

register(
    {
        "records.number_too_fine": N_("{value} 的小数超过 {places} 位，无法原样保存。请先按规则取整。"),
        "records.number_too_large": N_("{value} 过大，无法保存（绝对值不得超过 {limit}）。"),
    }
)

PLACES = 6
SCALE = 10**PLACES
LIMIT = 2**63 // SCALE - 1

Key = BigInteger().with_variant(Integer, "sqlite")
"""Type of every primary and foreign key; SQLite numbers rows by itself only under the name INTEGER."""


def number_problem(value: Fraction) -> Problem | None:
    """Why a number cannot be stored exactly (``None`` when it can), for rooms that report before they write."""
    if SCALE % value.denominator:
        return Problem("records.number_too_fine", {"value": plain_text(value), "places": str(PLACES)})
    if abs(value) > LIMIT:
        return Problem("records.number_too_large", {"value": plain_text(value), "limit": str(LIMIT)})
    return None


class Exact(TypeDecorator[Fraction]):
    """A ``Fraction`` kept as an integer of millionths. What does not fit is refused, never rounded: rounding has a name
    and a place in the scheme, and this is not it.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Fraction | int | None, dialect: Dialect) -> int | None:
        """Scale, or raise :class:`ProblemError`."""
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("an exact column takes a Fraction or an int")
        exact = Fraction(value)
        if problem := number_problem(exact):
            raise ProblemError([problem.at(Place(column=""))])
        return int(exact * SCALE)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Fraction | None:  # noqa: ANN401 - driver's value
        """Scale back; PostgreSQL sums bigint to numeric, hence the int()."""
        return None if value is None else Fraction(int(value), SCALE)


def canonical_json(value: object) -> str:
    """The one writing of a JSON value: sorted keys, no spaces, no floats; the same value always hashes the same."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_refuse
    )


def _refuse(value: object) -> object:
    raise TypeError(f"not a JSON value: {value!r}")


class Json(TypeDecorator[Any]):
    """A JSON value kept as canonical text. Numbers with decimals are text in it: JSON's own become floats."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ANN401 - any JSON value
        """Write canonically."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:  # noqa: ANN401 - any JSON value
        """Read back."""
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Naive datetimes are refused: they would mean another moment on another machine."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC, as both databases keep it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(timezone.utc)
