"""A condition is an AND of typed comparisons, and nothing more.

That little is enough for the rules of the sources, and it lets one condition become a durable_rules pattern, a polars
filter and a sentence without loss. It is read in :mod:`rules.comparison`, compared as a set in :mod:`rules.region`, and
written back in :mod:`rules.sentence`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from rules.expression import Span

Value: TypeAlias = Fraction | str | bool | date
Operator = Literal["=", "≠", ">", "≥", "<", "≤", "属于", "介于"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``field op values``: one value, any number for 属于 (in), two for 介于 (between, both ends included).

    A value may be the name of a scheme parameter: then it stands in ``parameters`` at the same position and is
    put in when the condition is bound to a day (see ``scoring``).
    """

    field: str
    op: Operator
    values: tuple[Value | None, ...]
    span: Span
    parameters: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """All comparisons must hold. An empty condition holds always. A missing field makes a comparison fail."""

    comparisons: tuple[Comparison, ...] = ()


def bind(condition: Condition, values: Mapping[str, Value]) -> Condition:
    """The condition with its parameters' values put in, as they stand on the day in question."""
    return Condition(
        tuple(
            replace(
                comparison,
                values=tuple(
                    value if name is None else values[name]
                    for value, name in zip(comparison.values, comparison.parameters, strict=True)
                ),
                parameters=(),
            )
            if comparison.parameters
            else comparison
            for comparison in condition.comparisons
        )
    )


_ORDER: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    ">": operator.gt,
    "≥": operator.ge,
    "<": operator.lt,
    "≤": operator.le,
}


def compare(found: Value, op: Operator, values: tuple[Value, ...]) -> bool:
    """One typed comparison, as the oracle of every back end. Types are equal by the checker's word."""
    if op == "属于":
        return found in values
    if op == "介于":
        return _ORDER["≤"](values[0], found) and _ORDER["≤"](found, values[1])
    return _ORDER[op](found, values[0])


def holds(condition: Condition, fields: Mapping[str, Value | None]) -> bool:
    """Whether a bound condition (no open parameters) holds for a fact's fields."""
    return first_failure(condition, fields) is None


def first_failure(condition: Condition, fields: Mapping[str, Value | None]) -> Comparison | None:
    """The first comparison that fails, for 为什么没有得分; ``None`` when all hold."""
    for comparison in condition.comparisons:
        found = fields.get(comparison.field)
        values = comparison.values
        if found is None or any(value is None for value in values):
            return comparison
        if not compare(found, comparison.op, tuple(value for value in values if value is not None)):
            return comparison
    return None
