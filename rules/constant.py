"""What can be computed from the scheme alone: full marks and weights over literals, parameters, tables and classes.

Only for checking; what needs a figure or a fact has no value here. Scoring has its own, scoring/evaluate.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import product

from rules.condition import Comparison as Compared
from rules.condition import Condition, Value, holds
from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number, Text
from rules.lookup import Keys, find, key_text, states
from rules.model import Parameter, Scheme

Constant = Fraction | str | bool | None
MOST_WORLDS = 512  # combinations of class values and choices that are tried; more would make checking slow

_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "×": operator.mul,
}
_COMPARING: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt,
    "≥": operator.ge,
    "<": operator.lt,
    "≤": operator.le,
}
_FOLDS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "合计": lambda numbers: sum(numbers, Fraction(0)),
    "较大": max,
    "较小": min,
    "封顶": min,
    "保底": max,
}


@dataclass(frozen=True, slots=True)
class World:
    """One state of all that a constant may depend on: a day's parameters and tables, one combination of classes."""

    parameters: Mapping[str, Fraction | str]
    tables: Mapping[str, Mapping[Keys, Fraction]]
    classes: Mapping[str, str]

    def bind(self, condition: Condition) -> Condition:
        """The condition with this world's parameters put in."""
        return Condition(tuple(self._bound(comparison) for comparison in condition.comparisons))

    def applies(self, condition: Condition) -> bool:
        """Whether a condition over classes (and parameters) holds here."""
        fields: dict[str, Value | None] = {**self.parameters, **self.classes}
        return holds(self.bind(condition), fields)

    def _bound(self, comparison: Compared) -> Compared:
        names = comparison.parameters or (None,) * len(comparison.values)
        values = tuple(
            value if name is None else self.parameters.get(name)
            for value, name in zip(comparison.values, names, strict=True)
        )
        return Compared(comparison.field, comparison.op, values, comparison.span)


def parameter_on(parameter: Parameter, day: date) -> Fraction | str | None:
    """The value in force on a day; before the first dated one, the first. ``None`` when it is of the wrong kind."""
    value = parameter.value
    if parameter.values:
        past = [since for since in parameter.values if since <= day]
        value = parameter.values[max(past) if past else min(parameter.values)]
    fits = value in parameter.choices if parameter.choices else isinstance(value, Fraction)
    return value if fits else None


def breaks(scheme: Scheme) -> tuple[date, ...]:
    """The days on which any dated value changes, ascending."""
    days = {since for parameter in scheme.parameters.values() for since in parameter.values}
    days |= {change.since for table in scheme.tables.values() for change in table.changes}
    return tuple(sorted(days))


def worlds(scheme: Scheme, classes: Iterable[str] = (), choices: Iterable[str] = ()) -> Iterator[World]:
    """Every world of the scheme: each dated state, each combination of the named classes and choice parameters."""
    days = [scheme.effective, *(day for day in breaks(scheme) if day > scheme.effective)]
    class_names = [name for name in dict.fromkeys(classes) if scheme.classes.get(name)]
    choice_names = [
        name for name in dict.fromkeys(choices) if name in scheme.parameters and scheme.parameters[name].choices
    ]
    values = [
        *(scheme.classes[name] for name in class_names),
        *(scheme.parameters[name].choices for name in choice_names),
    ]
    made = 0
    for day in days:
        parameters = {
            name: value
            for name, parameter in scheme.parameters.items()
            if (value := parameter_on(parameter, day)) is not None
        }
        tables = {
            name: [rows for since, rows in states(table) if since <= day][-1]
            for name, table in scheme.tables.items()
        }
        for combination in product(*values):
            made += 1
            if made > MOST_WORLDS:
                return
            chosen = dict(zip(choice_names, combination[len(class_names) :], strict=True))
            yield World({**parameters, **chosen}, tables, dict(zip(class_names, combination, strict=False)))


def constant(node: Expression, world: World) -> Constant:  # noqa: PLR0911 - one return a kind of node reads best
    """The value of a tree in a world, ``None`` when it depends on more than the scheme (or divides by zero)."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Name):
        return world.parameters.get(node.name, world.classes.get(node.name))
    if isinstance(node, Negative):
        value = constant(node.operand, world)
        return -value if isinstance(value, Fraction) else None
    if isinstance(node, Binary):
        return _binary(node, world)
    if isinstance(node, Compare):
        return _compare(node, world)
    if isinstance(node, Logic):
        return _logic(node, world)
    return _call(node, world)


def _binary(node: Binary, world: World) -> Fraction | None:
    left, right = constant(node.left, world), constant(node.right, world)
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return None
    if node.op == "÷":
        return left / right if right else None
    return _ARITHMETIC[node.op](left, right)


def _compare(node: Compare, world: World) -> bool | None:
    left, right = constant(node.left, world), constant(node.right, world)
    left, right = _spelled(node.left, left, right), _spelled(node.right, right, left)
    if left is None or right is None:
        return None
    if node.op in ("=", "≠"):
        return (left == right) is (node.op == "=")
    return _COMPARING[node.op](left, right) if isinstance(left, Fraction) and isinstance(right, Fraction) else None


def _spelled(node: Expression, value: Constant, other: Constant) -> Constant:
    """A side of a comparison: beside a choice, a name that is nothing else stands for the choice it spells."""
    return node.name if value is None and isinstance(node, Name) and isinstance(other, str) else value


def _logic(node: Logic, world: World) -> bool | None:
    values = [constant(operand, world) for operand in node.operands]
    if any(not isinstance(value, bool) for value in values):
        return None
    if node.op == "非":
        return not values[0]
    return all(values) if node.op == "且" else any(values)


def _call(node: Call, world: World) -> Constant:
    if node.name == "若" and len(node.arguments) == 3:  # noqa: PLR2004 - condition, then, else
        truth = constant(node.arguments[0], world)
        return constant(node.arguments[1 if truth else 2], world) if isinstance(truth, bool) else None
    values = [constant(argument, world) for argument in node.arguments]
    if node.name in world.tables:
        rows = world.tables[node.name]
        keys = [key_text(value) for value in values if value is not None]
        found = find(rows, keys) if len(keys) == len(values) else None
        return None if found is None else rows[found]
    numbers = [value for value in values if isinstance(value, Fraction)]
    return _FOLDS[node.name](numbers) if node.name in _FOLDS and numbers and len(numbers) == len(values) else None


def total(values: Iterable[Fraction]) -> Fraction:
    """Their exact sum."""
    return reduce(operator.add, values, Fraction(0))
