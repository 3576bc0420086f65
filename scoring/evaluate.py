"""Exact evaluation of a formula. One walk, which also takes notes for the explanation when it is given a trace.

A missing value makes what is computed from it missing; 缺省, 有值 and 若 are the ways to deal with that. Nothing here
raises: what cannot be computed is reported and missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rules.compiled import Formula
from rules.condition import Value, compare
from rules.exact import unwieldy
from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number, Text
from rules.functions import FUNCTIONS, GROUPS
from rules.lookup import key_text
from rules.phrase import COMMA, listed
from scoring import functions
from scoring.functions import Report
from scoring.scope import Scope, Trace, Used, unit_of


def unreported(code: str, values: Mapping[str, str]) -> None:
    """For walks whose problems were reported before: the explanation walks a second time."""


def evaluate(formula: Formula, scope: Scope, report: Report = unreported, trace: Trace | None = None) -> Value | None:
    """The formula's value in a scope, ``None`` when it has none. ``report`` receives what went wrong."""
    return _Walk(formula.text, scope, report, trace).visit(formula.tree)


def evaluate_number(
    formula: Formula, scope: Scope, report: Report = unreported, trace: Trace | None = None
) -> Fraction | None:
    """The same for a formula that must yield a number."""
    value = evaluate(formula, scope, report, trace)
    return None if value is None else functions.number(value, _about(formula.text, report))


def _about(text: str, report: Report) -> Report:
    return lambda code, values: report(code, {"formula": text, **values})


class _Walk:
    def __init__(self, text: str, scope: Scope, report: Report, trace: Trace | None) -> None:
        self.text = text
        self.scope = scope
        self.report = report
        self.trace = trace

    def visit(self, node: Expression) -> Value | None:
        value = self._visit(node)
        if isinstance(value, Fraction) and unwieldy(value):
            self.fault(node)("score-too-large", {})
            value = None
        if self.trace is not None:
            self.trace.values[id(node)] = value
        return value

    def _visit(self, node: Expression) -> Value | None:  # noqa: PLR0911 - one return a kind of node
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Text):
            return node.value
        if isinstance(node, Name):
            return self.name(node.name)
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Negative):
            value = self.number(node.operand)
            return None if value is None else -value
        if isinstance(node, Binary):
            return self.binary(node)
        if isinstance(node, Compare):
            left, right = self.visit(node.left), self.visit(node.right)
            if left is None or right is None or (type(left) is not type(right) and node.op not in "=≠"):
                return None
            return compare(left, node.op, (right,))
        return self.logic(node)

    def fault(self, node: Expression) -> Report:
        """Reports with the part of the formula that could not be computed."""
        return _about(self.text[node.span[0] : node.span[1]] or self.text, self.report)

    def use(self, used: Used) -> None:
        if self.trace is not None:
            self.trace.used.append(used)

    def number(self, node: Expression) -> Fraction | None:
        value = self.visit(node)
        return None if value is None else functions.number(value, self.fault(node))

    def numbers(self, nodes: Sequence[Expression]) -> list[Fraction] | None:
        """All of them, or ``None`` when one is missing; all are visited, so that all are explained."""
        found = [self.number(node) for node in nodes]
        present = [value for value in found if value is not None]
        return present if len(present) == len(found) else None

    def name(self, name: str) -> Value | None:
        scope = self.scope
        if name in scope.names:
            value = scope.names[name]
            self.use(Used("name", name, value))
            return value
        if scope.constants.has(name):
            value = scope.constants.parameter(name)
            self.use(Used("parameter", name, value))
            return value
        if scope.seat is not None and scope.seat.has(name):
            return self.quantity(name, 0)
        return name  # a bare choice value

    def quantity(self, name: str, back: int) -> Value | None:
        scope = self.scope
        if scope.seat is None or name in scope.names or not scope.seat.has(name):
            return self.name(name) if back == 0 else None
        value = scope.seat.value(name, back)
        self.use(Used("quantity", name, value, back))
        return value

    def binary(self, node: Binary) -> Fraction | None:
        pair = self.numbers((node.left, node.right))
        if pair is None:
            return None
        left, right = pair
        if node.op == "+":
            return left + right
        if node.op == "-":
            return left - right
        return left * right if node.op == "×" else functions.quotient(left, right, self.fault(node))

    def logic(self, node: Logic) -> bool | None:
        """Three-valued: what is missing decides nothing, but 假 且 … and 真 或 … are decided without it."""
        found = [self.visit(operand) for operand in node.operands]
        if node.op == "非":
            return None if found[0] is None else not found[0]
        deciding = node.op == "或"
        if any(value is deciding for value in found):
            return deciding
        return None if any(value is None for value in found) else not deciding

    def call(self, node: Call) -> Value | None:  # noqa: PLR0911 - one return a family of functions
        name, args = node.name, node.arguments
        if name not in FUNCTIONS:
            return self.look_up(node)
        if name in functions.PLAIN:
            values = self.numbers(args)
            return None if values is None else functions.PLAIN[name](values, self.fault(node))
        if name in functions.CHOSEN:
            values, mode = self.numbers(args[:-1]), self.visit(args[-1])
            return (
                None if values is None or mode is None else functions.CHOSEN[name](values, str(mode), self.fault(node))
            )
        if name in functions.CHANGE:
            return self.change(node)
        if name in functions.SERIES:
            return self.series(node)
        if name in functions.BRACKET:
            value = self.number(args[0])
            table = _name(args[1])
            found = None if value is None else functions.BRACKET[name](value, self.scope.constants.brackets(table))
            if value is not None and found is None:
                self.fault(node)("score-no-row", {"table": table, "keys": str(value)})
            self.use(Used("table", table, found))
            return found
        if name in functions.AMONG or name == functions.RANK:
            return self.among(node)
        if name == functions.CONVERT:
            return self.convert(node)
        return self.lazy(node)

    def look_up(self, node: Call) -> Fraction | None:
        keys = [self.visit(argument) for argument in node.arguments]
        present = [key for key in keys if key is not None]
        if len(present) < len(keys):
            return None
        row = self.scope.constants.row(node.name, present)
        if row is None:
            shown = listed((key_text(key) for key in present), COMMA)
            self.fault(node)("score-no-row", {"table": node.name, "keys": shown})
            return None
        self.use(Used("table", node.name, row.value, row=row))
        return row.value

    def change(self, node: Call) -> Fraction | None:
        quantity = _name(node.arguments[0])
        now, before = self.as_number(node, self.quantity(quantity, 0)), self.as_number(node, self.quantity(quantity, 1))
        both_zero = self.number(node.arguments[1]) if len(node.arguments) > 1 else None
        if self.trace is not None:
            self.trace.series[id(node)] = (now, before)
        return None if now is None or before is None else functions.CHANGE[node.name](now, before, both_zero)

    def series(self, node: Call) -> Fraction | None:
        quantity = _name(node.arguments[0])
        if node.name == "上期":
            steps = [1]
        elif node.name == "同期":
            steps = [self.scope.seat.year_back()] if self.scope.seat else []
        elif node.name == "累计":
            steps = list(range(self.scope.seat.year_so_far())) if self.scope.seat else []
        else:
            asked = self.number(node.arguments[1])
            count = None if asked is None else functions.whole(asked, 1, functions.MAX_PERIODS, self.fault(node))
            steps = list(range(count or 0))
        values = [self.as_number(node, self.quantity(quantity, back)) for back in steps]
        if self.trace is not None:
            self.trace.series[id(node)] = tuple(values)
        present = [value for value in values if value is not None]
        return functions.SERIES[node.name](present) if present and len(present) == len(values) else None

    def among(self, node: Call) -> Fraction | None:
        quantity, group = _name(node.arguments[0]), _name(node.arguments[1])
        seat = self.scope.seat
        if seat is None or group not in GROUPS:
            return None
        found = seat.among(quantity, group)
        self.use(Used("group", quantity, None, found=found))
        values = [value for _, value in found.values]
        if node.name == functions.RANK:
            own = self.as_number(node, self.quantity(quantity, 0))
            return None if own is None else Fraction(1 + sum(1 for value in values if value > own))
        return functions.AMONG[node.name](values) if values else None

    def convert(self, node: Call) -> Fraction | None:
        """× the rate of the unit that the argument is in: the one registered unit among those of its names."""
        value = self.number(node.arguments[0])
        unit = unit_of(node.arguments[0], self.scope)
        rate = self.scope.constants.compiled.units.get(unit)
        if rate is None:
            self.fault(node)("score-no-unit", {})
            return None
        each = _Walk(rate.text, self.scope, self.report, self.trace).number(rate.tree)
        if self.trace is not None:
            self.trace.series[id(node)] = (each,)
        return None if value is None or each is None else value * each

    def lazy(self, node: Call) -> Value | None:
        args = node.arguments
        if node.name == functions.HAS:
            return self.quantity(_name(args[0]), 0) is not None
        first = self.visit(args[0])
        if node.name == functions.DEFAULT:
            return self.visit(args[1]) if first is None else first
        return None if first is None else self.visit(args[1] if first else args[2])

    def as_number(self, node: Expression, value: Value | None) -> Fraction | None:
        return None if value is None else functions.number(value, self.fault(node))


def _name(node: Expression) -> str:
    """The name itself, where a function takes a name and not its value."""
    return node.name if isinstance(node, Name) else ""
