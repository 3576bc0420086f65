"""Formulas and conditions written back as Chinese text: the canonical form that pages show and diffs compare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rules.condition import Comparison, Condition, Value
from rules.exact import plain_text
from rules.expression import Call, Compare, Expression, Logic, Name, Negative, Number, Text
from rules.model import FieldKind
from rules.phrase import N_, Translate, glue, listed, tell

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(1, 9)
_SIGNS = {"+": "+", "-": "−", "×": "×", "÷": "÷"}
_QUOTES = (("「", "」"), ("“", "”"), ('"', '"'), ("'", "'"), ("『", "』"))


def sentence(expression: Expression) -> str:
    """The formula with full-width brackets and commas and no bracket more than it needs; it parses to the same tree."""
    return _write(expression)[0]


def _write(node: Expression) -> tuple[str, int]:  # noqa: PLR0911 - one return a kind of node
    """The text and how tightly it binds."""
    if isinstance(node, Number):
        return (plain_text(node.value * 100) + "%" if node.percent else plain_text(node.value)), _ATOM
    if isinstance(node, Text):
        return _quoted(node.value), _ATOM
    if isinstance(node, Name):
        return node.name, _ATOM
    if isinstance(node, Call):
        return f"{node.name}（{'，'.join(sentence(argument) for argument in node.arguments)}）", _ATOM
    if isinstance(node, Negative):
        return f"−{_within(node.operand, _SIGN)}", _SIGN
    if isinstance(node, Logic):
        return _logic(node)
    if isinstance(node, Compare):
        return f"{_within(node.left, _SUM)} {node.op} {_within(node.right, _SUM)}", _COMPARE
    power = _SUM if node.op in "+-" else _PRODUCT
    return f"{_within(node.left, power)} {_SIGNS[node.op]} {_within(node.right, power + 1)}", power


def _logic(node: Logic) -> tuple[str, int]:
    if node.op == "非":
        return f"非 {_within(node.operands[0], _NOT)}", _NOT
    power = _AND if node.op == "且" else _OR
    return f" {node.op} ".join(_within(operand, power + 1) for operand in node.operands), power


def _within(node: Expression, power: int) -> str:
    """An operand, in brackets where it binds more loosely than its place asks for."""
    text, own = _write(node)
    return f"（{text}）" if own < power else text


def _quoted(value: str) -> str:
    opening, closing = next(pair for pair in _QUOTES if pair[1] not in value)
    return f"{opening}{value}{closing}"


_NUMBERS = {
    "=": N_("{field}为 {value}"),
    "≠": N_("{field}不为 {value}"),
    ">": N_("{field}超过 {value}"),
    "≥": N_("{field}不低于 {value}"),
    "<": N_("{field}低于 {value}"),
    "≤": N_("{field}不超过 {value}"),
    "属于": N_("{field}为 {value} 之一"),
    "介于": N_("{field}在 {value} 至 {other} 之间（含两端）"),
}
_DATES = {
    **_NUMBERS,
    ">": N_("{field}晚于 {value}"),
    "≥": N_("{field}不早于 {value}"),
    "<": N_("{field}早于 {value}"),
    "≤": N_("{field}不晚于 {value}"),
}
_WORDS = {"=": N_("{field}为{value}"), "≠": N_("{field}不为{value}"), "属于": N_("{field}为{value}")}
_ALWAYS, _ALSO, _ELSE = N_("不附条件"), N_("，且"), N_("或")


def describe(
    condition: Condition, fields: Mapping[str, FieldKind] | None = None, translate: Translate | None = None
) -> str:
    """The condition for people: ``迟延天数超过 7 天，且案件类型为民事一审或刑事一审``. ``fields`` give the units.
    A phrase, unless told how to translate it.
    """
    parts = (_describe(comparison, (fields or {}).get(comparison.field)) for comparison in condition.comparisons)
    text = listed(parts, _ALSO) or _ALWAYS
    return text if translate is None else tell(text, translate)


def _describe(comparison: Comparison, kind: FieldKind | None) -> str:
    open_end = (
        bool(comparison.parameters) and comparison.parameters[-1] is not None
    )  # a parameter is named, not counted
    unit = f" {kind.unit}" if not open_end and kind is not None and kind.unit and kind.unit != "%" else ""
    percent = kind is not None and kind.unit == "%"
    names = comparison.parameters or (None,) * len(comparison.values)
    texts = [_value(value, name, percent=percent) for value, name in zip(comparison.values, names, strict=True)]
    if any(isinstance(value, (str, bool)) for value in comparison.values):
        return _WORDS[comparison.op].filled(field=comparison.field, value=listed(texts, _ELSE))
    form = (_DATES if any(isinstance(value, date) for value in comparison.values) else _NUMBERS)[comparison.op]
    first = listed(texts) if comparison.op == "属于" else texts[0]
    value = first if comparison.op == "介于" else glue(first, unit)
    return form.filled(field=comparison.field, value=value, other=glue(texts[-1], unit))


def _value(value: Value | None, parameter: str | None, *, percent: bool) -> str:
    if parameter is not None:
        return N_("「{name}」").filled(name=parameter)
    if isinstance(value, bool):
        return N_("是") if value else N_("否")
    if isinstance(value, Fraction):
        return plain_text(value * 100) + "%" if percent else plain_text(value)
    return str(value)
