"""What a formula's own conditions prove: which of its parts cannot be zero where they are divided by.

``若（分母 > 0，分子 ÷ 分母，0）`` needs no further declaration. Parts are compared by structure, so that a guard may be
any expression. Both sides of 且 are evaluated: a guard protects the branches of its 若, not the rest of its condition.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rules.condition import compare
from rules.expression import Binary, Call, Compare, Comparing, Expression, Logic, Name, Negative, Number, without_spans

NonZero = frozenset[Expression]
NOTHING: NonZero = frozenset()
_FLIPPED: dict[Comparing, Comparing] = {"=": "=", "≠": "≠", ">": "<", "≥": "≤", "<": ">", "≤": "≥"}
_ONE_OF = ("封顶", "保底", "较大", "较小", "缺省")  # their value is one of their arguments
_KEEPS = ("绝对值", "上期", "同期", "最高", "最低")  # zero only where their argument can be
_AT_LEAST = ("保底", "较大")


def proved(condition: Expression, *, outcome: bool) -> NonZero:
    """The parts that are not zero when the condition came out so."""
    if isinstance(condition, Logic) and condition.op == "非":
        return proved(condition.operands[0], outcome=not outcome)
    if isinstance(condition, Logic):
        parts = [proved(operand, outcome=outcome) for operand in condition.operands]
        all_hold = (condition.op == "且") is outcome
        return NOTHING.union(*parts) if all_hold else parts[0].intersection(*parts[1:])
    if not isinstance(condition, Compare):
        return NOTHING
    sides = ((condition.left, condition.op, condition.right), (condition.right, _FLIPPED[condition.op], condition.left))
    return frozenset(
        without_spans(part)
        for part, op, bound in sides
        if (limit := literal(bound)) is not None
        and literal(part) is None
        and compare(Fraction(0), op, (limit,)) is not outcome
    )


def literal(node: Expression) -> Fraction | None:
    """The number that a part is, if it is a typed number."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Negative) and (value := literal(node.operand)) is not None:
        return -value
    return None


def nonzero(node: Expression, facts: NonZero, declared: Callable[[str], bool]) -> bool:
    """Whether a part provably is not zero. ``declared`` says it of names and tables (by declaration or bounds)."""
    if (value := literal(node)) is not None:
        return value != 0
    if without_spans(node) in facts:
        return True
    if isinstance(node, Name):
        return declared(node.name)
    if isinstance(node, Negative):
        return nonzero(node.operand, facts, declared)
    if isinstance(node, Binary):
        return node.op in "×÷" and nonzero(node.left, facts, declared) and nonzero(node.right, facts, declared)
    return isinstance(node, Call) and _call(node, facts, declared)


def _call(node: Call, facts: NonZero, declared: Callable[[str], bool]) -> bool:
    if node.name == "若":
        if len(node.arguments) != 3:  # noqa: PLR2004 - a condition and two branches; reported elsewhere
            return False
        condition, then, otherwise = node.arguments
        return nonzero(then, facts | proved(condition, outcome=True), declared) and nonzero(
            otherwise, facts | proved(condition, outcome=False), declared
        )
    if node.name in _AT_LEAST and any((literal(part) or 0) > 0 for part in node.arguments):
        return True
    if node.name in _ONE_OF:
        return all(nonzero(part, facts, declared) for part in node.arguments)
    if node.name in _KEEPS:
        return bool(node.arguments) and nonzero(node.arguments[0], facts, declared)
    return node.name == "名次" or declared(node.name)
