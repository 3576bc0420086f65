"""Try one formula with typed numbers: what it needs, and what comes out with the numbers put in.

The evaluator is the one that scores (:mod:`scoring.evaluate`); only the seat is typed instead of recorded, so that a
formula can be tried while the rest of its scheme is still being written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.compiled import Compiled, Formula
from rules.condition import Value
from rules.constant import breaks
from rules.exact import Rounding, parse_number
from rules.expression import Call, Expression, Name, walk
from rules.formula import parse_formula
from rules.lookup import YES_NO
from rules.measure import Kind, Type
from rules.model import Scheme
from rules.problem import Problem
from rules.scope import Scopes
from scoring import explain, functions
from scoring.constants import Constants
from scoring.evaluate import evaluate
from scoring.inputs import Overlay
from scoring.result import Node
from scoring.scope import Found, Scope, Trace

# A name, and "" for here and now, "-1" for the period before, "-year" for the same one a year before, or a group.
Key = tuple[str, str]
_BACK = "-1"
YEAR_BACK = "-year"
_YEAR = 12
_MOST_PEERS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that the formula reads and that must be typed to try it. ``when`` is the second half of its key."""

    name: str
    when: str
    kind: Kind
    unit: str
    choices: tuple[str, ...]
    wants: Literal["one", "many"] = "one"


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome: ``value`` is ``None`` when something is missing; ``numbers`` is the formula with numbers put in."""

    value: Value | None
    shown: str
    numbers: str
    problems: tuple[Problem, ...] = ()


def asked(formula: Formula, types: Mapping[str, Type], scheme: Scheme) -> tuple[Asked, ...]:
    """What must be typed, in the order in which the formula reads it. Parameters and tables bring their own."""
    found: dict[Key, Asked] = {}
    handled: set[int] = set()
    for node in walk(formula.tree):
        for key, many in _read_by(node, handled):
            _ask(found, key, types, scheme, many=many)
    for node in walk(formula.tree):
        if isinstance(node, Name) and id(node) not in handled:
            _ask(found, (node.name, ""), types, scheme)
    return tuple(found.values())


def _read_by(node: Expression, handled: set[int]) -> Iterator[tuple[Key, bool]]:
    """What a function reads beyond the values of its arguments; ``handled`` are the names that it takes as names."""
    first = node.arguments[0] if isinstance(node, Call) and node.arguments else None
    if not isinstance(node, Call) or not isinstance(first, Name):
        return
    if node.name in functions.SERIES or node.name in functions.CHANGE:
        handled.add(id(first))
        if node.name not in ("上期", "同期"):
            yield (first.name, ""), False
        yield (first.name, YEAR_BACK if node.name == "同期" else _BACK), False
    elif node.name in functions.AMONG or node.name == functions.RANK:
        handled |= {id(argument) for argument in node.arguments}
        if node.name == functions.RANK:
            yield (first.name, ""), False
        yield (first.name, node.arguments[-1].name if isinstance(node.arguments[-1], Name) else ""), True


def _ask(found: dict[Key, Asked], key: Key, types: Mapping[str, Type], scheme: Scheme, *, many: bool = False) -> None:
    name, when = key
    kind = types.get(name)
    if kind is not None and name not in scheme.parameters:
        unit = "%" if kind.percent else kind.unit or ""
        found.setdefault(key, Asked(name, when, kind.kind, unit, kind.choices, "many" if many else "one"))


def read(one: Asked, text: str) -> Value | None:
    """A typed input; ``None`` when it is empty or cannot be that."""
    typed = text.strip()
    if not typed:
        return None
    if one.kind == "number":
        return parse_number(typed)
    if one.kind == "truth":
        return typed == YES_NO[0] if typed in YES_NO else None
    if one.kind == "date":
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return None
    return typed


def try_formula(
    scheme: Scheme, formula: Formula, types: Mapping[str, Type], typed: Mapping[Key, str], day: date
) -> Trial:
    """Evaluate with the typed inputs; parameters and tables count as on ``day``."""
    wanted = asked(formula, types, scheme)
    here = {one.name: read(one, typed.get((one.name, one.when), "")) for one in wanted if not one.when}
    other = {
        (one.name, one.when): _many(typed.get((one.name, one.when), "")) if one.wants == "many"
        else read(one, typed.get((one.name, one.when), ""))
        for one in wanted if one.when
    }  # fmt: skip
    compiled = _bare(scheme)
    seat = _Typed(types, here, other)
    local = {name: value for name, value in here.items() if not types[name].quantity}
    units = {name: "%" if types[name].percent else types[name].unit or "" for name in local}
    scope = Scope(Constants(compiled, day, Overlay()), local, units, seat)
    found: list[Problem] = []
    trace = Trace()
    value = evaluate(formula, scope, lambda code, values: found.append(Problem(code, dict(values))), trace)
    percent = explain.is_percent(formula.tree, scope)
    numbers = explain.numbers(formula, scope, trace)
    return Trial(value, explain.value_text(value, percent=percent), numbers, tuple(found))


def _many(text: str) -> tuple[Fraction, ...]:
    parts = text.replace("、", " ").replace("，", " ").replace(",", " ").split()[:_MOST_PEERS]
    return tuple(number for part in parts if (number := parse_number(part)) is not None)


def _bare(scheme: Scheme) -> Compiled:
    """The scheme's numbers without its rules: enough for one formula, whatever else is still wrong."""
    scopes = Scopes(scheme)
    units = {}
    for name, unit in scheme.units.items():
        tree, _ = parse_formula(unit.rate, scopes.constant().words, scheme.tables)
        if tree is not None:
            units[name] = Formula(unit.rate, tree)
    return Compiled(
        scheme=scheme,
        text="",
        rounding=Rounding(scheme.rounding.to, scheme.rounding.mode),
        items=(),
        ladders=(),
        quantities={},
        share_outs=(),
        units=units,
        breaks=breaks(scheme),
    )


@dataclass(frozen=True, slots=True)
class _Typed:
    """A seat whose quantities are what was typed (see :class:`scoring.scope.Seat`)."""

    types: Mapping[str, Type]
    here: Mapping[str, Value | None]
    other: Mapping[Key, Value | tuple[Fraction, ...] | None]

    def has(self, name: str) -> bool:
        return name in self.types and self.types[name].quantity

    def unit(self, name: str) -> str:
        kind = self.types[name]
        return "%" if kind.percent else kind.unit or ""

    def value(self, name: str, back: int = 0) -> Value | None:
        when = YEAR_BACK if back == _YEAR else _BACK
        found = self.other.get((name, when)) if back else self.here.get(name)
        return None if isinstance(found, tuple) else found

    def year_so_far(self) -> int:
        return 2

    def year_back(self) -> int:
        return _YEAR

    def among(self, name: str, group: str) -> Found:
        found = self.other.get((name, group))
        values = found if isinstance(found, tuple) else ()
        return Found(group, tuple((str(place), value) for place, value in enumerate(values, 1)))

    def node(self, name: str, back: int = 0) -> Node:
        value = self.value(name, back)
        return Node("figure", name, value if isinstance(value, (Fraction, str)) else None, self.unit(name))

    def peer_node(self, name: str, group: str, who: str) -> Node:
        return Node("figure", name, dict(self.among(name, group).values).get(who), self.unit(name))
