"""From the notes of a walk to what a person reads: the formula with its numbers put in, and the nodes below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from rules.compiled import Compiled, Formula
from rules.condition import Value
from rules.exact import decimal_places, shown
from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number
from rules.functions import FUNCTIONS
from rules.lookup import key_text
from rules.phrase import N_, Phrase, Row, flat, glue, listed
from scoring import functions
from scoring.result import Node
from scoring.scope import Scope, Trace, Used

PERCENT = "%"
MISSING = "—"
_BINDS = {"+": 1, "-": 1, "×": 2, "÷": 2}
_SIGNS = {"+": "+", "-": "−", "×": "×", "÷": "÷"}
_PEERS_SHOWN = 60
_PLACES = 4  # what shown() writes at most
_TIMES = 2  # how tightly × binds
_EQUAL, _ABOUT = "=", "≈"
_TRUTH = {True: N_("是"), False: N_("否")}


def value_text(value: Value | None, *, percent: bool = False) -> str:
    """A value for people: — for none, 是 and 否, numbers with at most a few decimals."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _TRUTH[value]
    return shown(value, percent=percent) if isinstance(value, Fraction) else key_text(value)


def equals(value: Value | None, *, percent: bool = False) -> str:
    """``= 42.01``, or ``≈ 0.3333`` when the decimals shown are not all."""
    exact = not isinstance(value, Fraction) or 0 <= decimal_places(value * 100 if percent else value) <= _PLACES
    return glue(f"{_EQUAL if exact else _ABOUT} ", value_text(value, percent=percent))


def is_percent(node: Expression, scope: Scope) -> bool:  # noqa: PLR0911 - one return a kind of node
    """Whether the value of a node is read as per cent."""
    if isinstance(node, Number):
        return node.percent
    if isinstance(node, Name):
        return scope.unit(node.name) == PERCENT
    if isinstance(node, Negative):
        return is_percent(node.operand, scope)
    if isinstance(node, Binary):
        return node.op in "+-" and is_percent(node.left, scope) and is_percent(node.right, scope)
    if isinstance(node, Call):
        function = FUNCTIONS.get(node.name)
        if function is None:
            table = scope.constants.compiled.tables.get(node.name)
            return table is not None and table.unit == PERCENT
        if node.name in functions.BRACKET:
            return False
        return function.returns == "ratio" or (function.returns == "same" and is_percent(node.arguments[0], scope))
    return False


class _Writer:
    """Writes a walked formula with numbers for names; branches not walked are left out."""

    def __init__(self, scope: Scope, trace: Trace) -> None:
        self.scope = scope
        self.trace = trace

    def value(self, node: Expression) -> str:
        return value_text(self.trace.values.get(id(node)), percent=is_percent(node, self.scope))

    def result(self, node: Expression) -> str:
        return equals(self.trace.values.get(id(node)), percent=is_percent(node, self.scope))

    def text(self, node: Expression, binds: int = 0) -> str:
        """``binds``: how tightly the surroundings hold; a looser text gets brackets."""
        if isinstance(node, Binary):
            strength = _BINDS[node.op]
            left, right = self.text(node.left, strength), self.right(node.right, strength + 1)
            return _bracket(glue(left, f" {_SIGNS[node.op]} ", right), strength < binds)
        if isinstance(node, Negative):
            return glue("−", self.right(node.operand, 3))
        if isinstance(node, Compare):
            return _bracket(glue(self.text(node.left, 1), f" {node.op} ", self.text(node.right, 1)), binds > 0)
        if isinstance(node, Logic):
            return self.logic(node, binds)
        if isinstance(node, Call):
            return self.call(node, binds)
        return self.value(node)

    def logic(self, node: Logic, binds: int) -> str:
        first, *rest = (self.text(operand, int(isinstance(operand, Logic))) for operand in node.operands)
        if not rest:
            return glue(node.op, first)
        return _bracket(glue(first, *(piece for part in rest for piece in (f" {node.op} ", part))), binds > 0)

    def right(self, node: Expression, binds: int) -> str:
        """What follows a sign: brackets also around a minus."""
        text = self.text(node, binds)
        return _bracket(text, text.startswith("−"))

    def call(self, node: Call, binds: int) -> str:  # noqa: PLR0911 - one return a family of functions
        name, args, values = node.name, node.arguments, self.trace.values
        if name in (functions.IF, functions.DEFAULT):
            walked = [argument for argument in args if id(argument) in values]
            return self.text(walked[-1] if len(walked) > 1 else args[0], binds) if walked else MISSING
        if name in functions.CHANGE:
            return _bracket(self.change(node), binds > 0)
        if name == "占比":
            left, right = self.text(args[0], 2), self.right(args[1], 3)
            return _bracket(glue(left, " ÷ ", right, " ", self.result(node)), binds > 0)
        if name in functions.PLAIN or name in functions.CHOSEN:
            bitten = name in ("封顶", "保底") and values.get(id(args[0])) != values.get(id(node))
            first = self.outcome(args[0]) if bitten else self.text(args[0])
            rest = (piece for argument in args[1:] for piece in ("，", self.text(argument)))
            return glue(name, "（", first, *rest, "）")
        if name == functions.CONVERT:
            rate = value_text(self.trace.series.get(id(node), (None,))[0])
            return _bracket(glue(self.text(args[0], 2), " × ", rate), binds > _TIMES)
        if name == functions.DEVIATION:
            how = N_("（开方算到 {digits} 位）").filled(digits=functions.ROOT_DIGITS)
            return _bracket(glue(name, how, self.result(node)), binds > 0)
        return self.value(node)

    def outcome(self, node: Expression) -> str:
        """The text and what comes out, once."""
        text, value = tight(self.text(node)), self.value(node)
        done = text == value or text.endswith((f"{_EQUAL} {value}", f"{_ABOUT} {value}"))
        return text if done else tight(glue(text, " ", self.result(node)))

    def change(self, node: Call) -> str:
        now, before = self.trace.series.get(id(node), (None, None))
        percent = is_percent(node.arguments[0], self.scope)
        this, last = value_text(now, percent=percent), value_text(before, percent=percent)
        if before == 0:
            return N_("上期 {last}，本期 {this}，计 {value}").filled(last=last, this=this, value=self.value(node))
        first, second = (last, this) if node.name == "降幅" else (this, last)
        return glue("（", first, " − ", second, "）÷ ", last, " ", self.result(node))


def tight(text: str) -> str:
    """Full-width brackets bring their own space."""
    if not isinstance(text, Row):
        return text if isinstance(text, Phrase) else text.replace("） ", "）").replace(" （", "（")
    parts = list(flat(text))
    for at, (before, after) in enumerate(zip(["", *parts], [*parts[1:], ""], strict=False)):
        if not isinstance(parts[at], Phrase):
            part = parts[at].removeprefix(" ") if before.endswith("）") else parts[at]
            parts[at] = tight(part.removesuffix(" ") if after.startswith("（") else part)
    return glue(*parts)


def sum_text(terms: Iterable[str]) -> str:
    """``1 + 2 − 3``: a term's minus becomes the sum's."""
    first, *rest = terms
    return glue(first, *(f" − {term[1:]}" if term.startswith("−") else glue(" + ", term) for term in rest))


def _bracket(text: str, needed: bool) -> str:  # noqa: FBT001 - a helper of this module
    return glue("（", text, "）") if needed else text


def numbers(formula: Formula, scope: Scope, trace: Trace) -> str:
    """The formula with the numbers put in, and what comes out: ``（638 − 571）÷ 638 ≈ 10.50%``."""
    writer = _Writer(scope, trace)
    if trace.values.get(id(formula.tree)) is None:
        missing = list(dict.fromkeys(used.name for used in trace.used if used.value is None and used.kind != "group"))
        if missing:
            return N_("{text}，缺少：{names}").filled(text=writer.text(formula.tree), names=listed(missing))
        return glue(writer.text(formula.tree), f" = {MISSING}")
    return writer.outcome(formula.tree)


def nodes(scope: Scope, trace: Trace) -> tuple[Node, ...]:
    """A node for each quantity, parameter, table cell and group that the walk used, once each, in the order of use."""
    found: dict[tuple[str, str, int, object], Node] = {}
    for used in trace.used:
        if used.kind == "name":
            continue
        key = (used.kind, used.name, used.back, used.row or (used.found.group if used.found else None))
        if key not in found:
            found[key] = _MAKERS[used.kind](used, scope)
    return tuple(found.values())


def parameter_node(compiled: Compiled, name: str, value: Fraction | str | None) -> Node:
    """A parameter with the value that held, its clause or the assumption."""
    one = compiled.parameters[name]
    percent = one.unit == PERCENT
    return Node("parameter", name, value, one.unit, basis=one.basis, assumption=one.assumption, percent=percent)


def _parameter(used: Used, scope: Scope) -> Node:
    value = used.value if isinstance(used.value, (Fraction, str)) else None
    return parameter_node(scope.constants.compiled, used.name, value)


def _table(used: Used, scope: Scope) -> Node:
    table = scope.constants.compiled.tables[used.name]
    title = f"{used.name}（{'，'.join(used.row.keys)}）" if used.row else used.name
    value = used.value if isinstance(used.value, Fraction) else None
    return Node(
        "table", title, value, table.unit, basis=table.basis, assumption=table.assumption, percent=table.unit == PERCENT
    )


def _quantity(used: Used, scope: Scope) -> Node:
    if scope.seat is None:
        raise ValueError("a quantity was used without a seat")
    return scope.seat.node(used.name, used.back)


def _group(used: Used, scope: Scope) -> Node:
    found, seat = used.found, scope.seat
    if found is None or seat is None:
        raise ValueError("a group was used without a seat")
    percent = seat.unit(used.name) == PERCENT
    members = [f"{who} {value_text(value, percent=percent)}" for who, value in found.values[:_PEERS_SHOWN]]
    rest = "……" if len(found.values) > _PEERS_SHOWN else ""
    children = tuple(seat.peer_node(used.name, found.group, who) for who, _ in found.values[:_PEERS_SHOWN])
    return Node(
        "group",
        N_("{name}（{group}，{count} 个）").filled(name=used.name, group=found.group, count=len(found.values)),
        None,
        seat.unit(used.name),
        numbers=glue(listed(members), rest),
        children=children,
        percent=percent,
    )


_MAKERS: dict[str, Callable[[Used, Scope], Node]] = {
    "parameter": _parameter,
    "table": _table,
    "quantity": _quantity,
    "group": _group,
}
