"""A plain second opinion: loops over facts one by one, nothing shared with scoring but the parsed trees.

Only what random schemes use: items, ladders, figures taken from facts. Everything is looked up where it is needed.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from rules.compiled import Compiled, CompiledItem, CompiledLadder
from rules.condition import Condition
from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number, Text
from scoring.inputs import Fact, Inputs, Subject


def rounded(compiled: Compiled, value: Fraction) -> Fraction:  # noqa: PLR0911 - one return a mode
    step, mode = compiled.scheme.rounding.to, compiled.scheme.rounding.mode
    lower = (value / step).__floor__() * step
    upper = lower if lower == value else lower + step
    nearer_lower, tie = value - lower < upper - value, value - lower == upper - value
    away, towards = (upper, lower) if value > 0 else (lower, upper)
    if mode == "floor":
        return lower
    if mode == "ceiling":
        return upper
    if mode == "up":
        return away
    if mode == "down":
        return towards
    if not tie:
        return lower if nearer_lower else upper
    if mode == "half_up":
        return away
    return lower if (lower / step) % 2 == 0 else upper


def parameter(compiled: Compiled, name: str, day: date) -> Any:  # noqa: ANN401 - a number or a choice
    found = compiled.scheme.parameters[name]
    value = found.value
    for since in sorted(found.values):
        if since <= day:
            value = found.values[since]
    return value


def table(compiled: Compiled, name: str, day: date) -> list[list[Any]]:
    found = compiled.scheme.tables[name]
    rows = [list(row) for row in found.rows]
    for change in sorted(found.changes, key=lambda each: each.since):
        if change.since <= day:
            for new in change.rows:
                rows = [row for row in rows if row[:-1] != new[:-1]] + [list(new)]
    return rows


def looked_up(rows: list[list[Any]], keys: list[str]) -> Fraction:
    def fits(row: list[Any], position: int) -> bool:
        before = [other for other in rows if all(fits(other, earlier) for earlier in range(position))]
        if row[position] == keys[position]:
            return True
        return row[position] == "其他" and all(other[position] != keys[position] for other in before)

    (match,) = [row for row in rows if all(fits(row, position) for position in range(len(keys)))]
    value = match[-1]
    assert isinstance(value, Fraction)
    return value


OPERATORS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "=": lambda found, wanted: bool(found == wanted[0]),
    "≠": lambda found, wanted: bool(found != wanted[0]),
    ">": lambda found, wanted: bool(found > wanted[0]),
    "≥": lambda found, wanted: bool(found >= wanted[0]),
    "<": lambda found, wanted: bool(found < wanted[0]),
    "≤": lambda found, wanted: bool(found <= wanted[0]),
    "属于": lambda found, wanted: any(found == each for each in wanted),
    "介于": lambda found, wanted: bool(wanted[0] <= found <= wanted[1]),
}


def met(compiled: Compiled, condition: Condition, values: dict[str, Any], day: date) -> bool:
    for one in condition.comparisons:
        found = values.get(one.field)
        named = list(one.parameters) + [None] * len(one.values)
        wanted = [
            parameter(compiled, name, day) if name else value for value, name in zip(one.values, named, strict=False)
        ]
        if found is None:
            return False
        if not OPERATORS[one.op](found, wanted):
            return False
    return True


def worth(compiled: Compiled, node: Expression, fields: dict[str, Any], day: date) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 - plainly
    def value(part: Expression) -> Any:  # noqa: ANN401 - as above
        return worth(compiled, part, fields, day)

    if isinstance(node, (Number, Text)):
        return node.value
    if isinstance(node, Name):
        if node.name in fields:
            return fields[node.name]
        return parameter(compiled, node.name, day) if node.name in compiled.scheme.parameters else node.name
    if isinstance(node, Negative):
        return -value(node.operand)
    if isinstance(node, Compare):
        assert node.op == "="
        return value(node.left) == value(node.right)
    if isinstance(node, Logic):
        truths = [value(operand) for operand in node.operands]
        return not truths[0] if node.op == "非" else all(truths) if node.op == "且" else any(truths)
    if isinstance(node, Binary):
        left, right = value(node.left), value(node.right)
        if node.op == "÷":
            return left / right
        return left * right if node.op == "×" else left + right if node.op == "+" else left - right
    assert isinstance(node, Call)
    if node.name == "若":
        return value(node.arguments[1] if value(node.arguments[0]) else node.arguments[2])
    if node.name in ("分段", "分段累计"):
        assert isinstance(node.arguments[1], Name)
        rows = table(compiled, node.arguments[1].name, day)
        if node.name == "分段":
            return [row[1] for row in rows if row[0] <= value(node.arguments[0])][-1]
        amount, total = value(node.arguments[0]), Fraction(0)
        ends = [row[0] for row in rows[1:]] + [amount + 1]
        for (start, each), end in zip(rows, ends, strict=True):
            if amount > start:
                total += (min(amount, end) - start) * each
        return total
    arguments = [value(argument) for argument in node.arguments]
    if node.name in compiled.scheme.tables:
        return looked_up(table(compiled, node.name, day), arguments)
    first = arguments[0]
    if node.name == "计步":
        steps = first / arguments[1]
        return max(0, steps if arguments[2] == "按比例" else steps.__floor__())
    if node.name == "四舍五入":
        scaled = abs(first) * 10 ** int(arguments[1]) + Fraction(1, 2)
        return Fraction(scaled.__floor__(), 10 ** int(arguments[1])) * (-1 if first < 0 else 1)
    return PLAIN[node.name](arguments)


PLAIN: dict[str, Callable[[list[Any]], Any]] = {
    "封顶": min,
    "保底": max,
    "合计": sum,
    "绝对值": lambda found: abs(found[0]),
    "占比": lambda found: found[0] / found[1],
    "进一": lambda found: Fraction(found[0].__ceil__() if found[0] > 0 else found[0].__floor__()),
    "去尾": lambda found: Fraction(found[0].__trunc__()),
    "每满": lambda found: Fraction(max(0, (found[0] / found[1]).__floor__())),
}


def item_points(compiled: Compiled, item: CompiledItem, fact: Fact, subject: Subject) -> Fraction | None:
    """The amount that a fact posts under an item, ``None`` when the item is not for it."""
    if fact.kind != item.rule.when.fact or not met(compiled, item.condition, dict(fact.fields), fact.day):
        return None
    if not met(compiled, item.applies, dict(subject.classes), fact.day):
        return None
    return rounded(compiled, Fraction(worth(compiled, item.points.tree, dict(fact.fields), fact.day)))


def months_reach(earlier: date, later: date, months: int) -> bool:
    """Whether ``months`` months from ``earlier`` on end on ``later`` or after it."""
    year, month = divmod(earlier.year * 12 + earlier.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(earlier.day, last)) >= later


def earlier_facts(compiled: Compiled, ladder: CompiledLadder, fact: Fact, facts: tuple[Fact, ...]) -> list[Fact]:
    """The occurrences counted before a fact, in order."""
    found = []
    for other in sorted(facts, key=lambda each: (each.day, each.key)):
        if other.kind != fact.kind or other.subject != fact.subject or (other.day, other.key) >= (fact.day, fact.key):
            continue
        window = ladder.rule.window
        if window.kind == "year" and other.day.year != fact.day.year:
            continue
        if window.kind == "months":
            assert ladder.months is not None
            if not months_reach(other.day, fact.day, int(worth(compiled, ladder.months.tree, {}, fact.day))):
                continue
        if not met(compiled, ladder.condition, dict(other.fields), fact.day):
            continue
        if not met(compiled, ladder.counts, dict(other.fields), fact.day):
            continue
        switches = {name: parameter(compiled, name, fact.day) for name in compiled.scheme.parameters}
        if ladder.rule.same and met(compiled, ladder.same_if, switches, fact.day):
            alike = [
                other.fields[name] is not None and other.fields[name] == fact.fields[name] for name in ladder.rule.same
            ]
            if not all(alike):
                continue
        found.append(other)
    return found


def step_of(
    compiled: Compiled, ladder: CompiledLadder, fact: Fact, facts: tuple[Fact, ...], subject: Subject
) -> tuple[str, list[str], Fraction | None] | None:
    """Which step a fact takes: its id, the earlier facts' keys, its points."""
    if fact.kind != ladder.rule.when.fact or not met(compiled, ladder.condition, dict(fact.fields), fact.day):
        return None
    if not met(compiled, ladder.applies, dict(subject.classes), fact.day):
        return None
    earlier = earlier_facts(compiled, ladder, fact, facts)
    values: dict[str, Any] = {**fact.fields, "此前次数": Fraction(len(earlier))}
    for step in ladder.steps:
        if met(compiled, step.condition, values, fact.day):
            points = None if step.points is None else worth(compiled, step.points.tree, values, fact.day)
            amount = None if points is None else rounded(compiled, Fraction(points))
            return step.step.id, [each.key for each in earlier], amount
    return None


def score(compiled: Compiled, inputs: Inputs) -> dict[tuple[str, str], Fraction]:
    """Points by (subject, rule) for the period: each item and each ladder, ``total`` for their sum."""
    found: dict[tuple[str, str], Fraction] = {}
    for subject in inputs.subjects:
        rules = [*(item.rule.id for item in compiled.items), *(ladder.rule.id for ladder in compiled.ladders), "total"]
        for rule in rules:
            found[subject.name, rule] = Fraction(0)
        for fact in inputs.facts:
            if fact.subject != subject.name or not inputs.period.start <= fact.day <= inputs.period.end:
                continue
            amounts = {item.rule.id: item_points(compiled, item, fact, subject) for item in compiled.items}
            for ladder in compiled.ladders:
                taken = step_of(compiled, ladder, fact, inputs.facts, subject)
                amounts[ladder.rule.id] = taken[2] if taken else None
            for rule, amount in amounts.items():
                found[subject.name, rule] += amount or 0
                found[subject.name, "total"] += amount or 0
    return found


def cards(compiled: Compiled, inputs: Inputs) -> list[tuple[str, str, list[str]]]:
    """(fact, step, earlier facts) of every card of the period, in order of (day, fact)."""
    found = []
    subjects = {subject.name: subject for subject in inputs.subjects}
    for fact in sorted(inputs.facts, key=lambda each: (each.day, each.key)):
        for ladder in compiled.ladders:
            taken = step_of(compiled, ladder, fact, inputs.facts, subjects[fact.subject])
            if taken and inputs.period.start <= fact.day <= inputs.period.end:
                found.append((fact.key, taken[0], taken[1]))
    return found


def figures(compiled: Compiled, inputs: Inputs) -> dict[tuple[str, str], Fraction | None]:
    """Figures taken from facts by (subject, name)."""
    found: dict[tuple[str, str], Fraction | None] = {}
    for subject in inputs.subjects:
        for name, quantity in compiled.quantities.items():
            if quantity.facts is None:
                continue
            facts = [
                fact
                for fact in inputs.facts
                if fact.subject == subject.name
                and fact.kind == quantity.facts.kind
                and inputs.period.start <= fact.day <= inputs.period.end
                and met(compiled, quantity.facts.condition, dict(fact.fields), fact.day)
            ]
            if quantity.facts.take == "count":
                found[subject.name, name] = Fraction(len(facts))
                continue
            values = [fact.fields[str(quantity.facts.field)] for fact in facts]
            numbers = [value for value in values if isinstance(value, Fraction)]
            total = sum(numbers, Fraction(0))
            found[subject.name, name] = (
                total if quantity.facts.take == "sum" else total / len(numbers) if numbers else None
            )
    return found
