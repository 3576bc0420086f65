"""A condition as a polars filter. Exact: a bound between two scaled integers moves to the right one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce

import polars as pl

from rules.condition import Comparison, Condition, Value
from rules.model import FieldKind
from scoring.constants import Book
from scoring.frames import LIMIT, REGIME, places_of

_NOTHING = pl.lit(False)  # noqa: FBT003 - a literal column


def regime_filter(condition: Condition, fields: Mapping[str, FieldKind], book: Book, regimes: Iterable[int]) -> pl.Expr:
    """The filter over facts of the regimes. Parameters are bound in each; regimes that bind alike share a branch."""
    branches: dict[Condition, list[int]] = {}
    for regime in regimes:
        branches.setdefault(book.regime(regime).bind(condition), []).append(regime)
    if len(branches) == 1:
        return to_filter(next(iter(branches)), fields)
    parts = [pl.col(REGIME).is_in(found) & to_filter(bound, fields) for bound, found in branches.items()]
    return reduce(lambda left, right: left | right, parts, _NOTHING)


def to_filter(condition: Condition, fields: Mapping[str, FieldKind]) -> pl.Expr:
    """The AND of the comparisons. A missing field makes its comparison false, never null."""
    parts = [
        _comparison(comparison, fields[comparison.field]).fill_null(value=False) for comparison in condition.comparisons
    ]
    return reduce(lambda left, right: left & right, parts, pl.lit(True))  # noqa: FBT003 - a literal column


def _comparison(comparison: Comparison, field: FieldKind) -> pl.Expr:
    values = [value for value in comparison.values if value is not None]
    if len(values) < len(comparison.values):
        return _NOTHING
    column, op = pl.col(comparison.field), comparison.op
    places = places_of(field)
    if places is not None:
        return _number(column, op, [_scale(value, places) for value in values])
    if op == "属于":
        return column.is_in([value for value in values if _same_type(value, field)])
    if op in "=≠" and not _same_type(values[0], field):
        return column.is_not_null() if op == "≠" else _NOTHING
    literals = [pl.lit(value) for value in values]
    if op == "介于":
        return (column >= literals[0]) & (column <= literals[1])
    return _ordered(column, op, literals[0])


def _ordered(column: pl.Expr, op: str, value: pl.Expr) -> pl.Expr:
    if op == "=":
        return column == value
    if op == "≠":
        return column != value
    if op == ">":
        return column > value
    if op == "≥":
        return column >= value
    return column < value if op == "<" else column <= value


def _scale(value: Value, places: int) -> Fraction:
    """A bound in units of the column, held within what a column may contain so that it fits 64 bits."""
    number = value if isinstance(value, Fraction) else Fraction(0)
    return max(min(number * Fraction(10) ** places, Fraction(LIMIT)), Fraction(-LIMIT))


def _number(column: pl.Expr, op: str, bounds: list[Fraction]) -> pl.Expr:
    if op == "属于":
        return column.is_in([int(bound) for bound in bounds if bound.denominator == 1])
    if op == "介于":
        return (column >= math.ceil(bounds[0])) & (column <= math.floor(bounds[1]))
    bound = bounds[0]
    if op in "=≠" and bound.denominator != 1:
        return column.is_not_null() if op == "≠" else _NOTHING
    if op in (">", "≤"):
        return _ordered(column, op, pl.lit(math.floor(bound)))
    return _ordered(column, op, pl.lit(math.ceil(bound)))


def _same_type(value: Value, field: FieldKind) -> bool:
    if field.type == "yes_no":
        return isinstance(value, bool)
    return isinstance(value, date if field.type == "date" else str)
