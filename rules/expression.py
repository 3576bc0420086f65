"""The tree of a parsed formula. Nodes are values; ``span`` is (start, end) in characters of the typed text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

Span = tuple[int, int]
Arithmetic = Literal["+", "-", "×", "÷"]
Comparing = Literal["=", "≠", ">", "≥", "<", "≤"]


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. ``10%`` is ``Number(1/10, percent=True)``."""

    value: Fraction
    span: Span
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted choice: ``"按比例"`` or ``「按比例」``."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, figure, indicator, item, section, field, class of the subject, or a bare choice value."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A named function or a table look-up; ``name_span`` marks the name alone."""

    name: str
    arguments: tuple[Expression, ...]
    span: Span
    name_span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """``−x``."""

    operand: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """``left op right`` over numbers."""

    op: Arithmetic
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right``, a truth value."""

    op: Comparing
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """``a 且 b``, ``a 或 b`` (two or more operands) and ``非 a`` (one)."""

    op: Literal["且", "或", "非"]
    operands: tuple[Expression, ...]
    span: Span


Expression: TypeAlias = Number | Text | Name | Call | Negative | Binary | Compare | Logic


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct operands, left to right."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Negative):
        return (node.operand,)
    if isinstance(node, (Binary, Compare)):
        return (node.left, node.right)
    if isinstance(node, Logic):
        return node.operands
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)


def without_spans(node: Expression) -> Expression:
    """The same tree with every place forgotten: equal for two writings of one formula."""
    nowhere = (0, 0)
    if isinstance(node, Call):
        return Call(node.name, tuple(without_spans(argument) for argument in node.arguments), nowhere, nowhere)
    if isinstance(node, Negative):
        return Negative(without_spans(node.operand), nowhere)
    if isinstance(node, (Binary, Compare)):
        return replace(node, left=without_spans(node.left), right=without_spans(node.right), span=nowhere)
    if isinstance(node, Logic):
        return Logic(node.op, tuple(without_spans(operand) for operand in node.operands), nowhere)
    return replace(node, span=nowhere)
