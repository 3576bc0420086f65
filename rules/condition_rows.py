"""A condition as rows of a form (field, operator, values) and back as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.comparison import parse_condition
from rules.condition import Comparison, Value
from rules.exact import plain_text
from rules.lookup import YES_NO
from rules.model import FieldKind, Parameter
from rules.problem import N_

OPERATORS: Mapping[str, str] = {
    "=": N_("等于"), "≠": N_("不等于"), ">": N_("大于"), "≥": N_("不小于"), "<": N_("小于"), "≤": N_("不大于"),
    "属于": N_("是其中之一"), "介于": N_("在两数之间（含）"),
}  # fmt: skip
LISTED = ("属于", "介于")
_PLAIN = "「」“”\"'（）(),，、 "


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; ``value`` lists several with 、."""

    field: str = ""
    op: str = "="
    value: str = ""


def rows_of(text: str, fields: Mapping[str, FieldKind], parameters: Mapping[str, Parameter]) -> list[Row] | None:
    """The rows that say what the text says; ``None`` when the text cannot be read and must be mended as text."""
    condition, _ = parse_condition(text, fields, parameters)
    if condition is None:
        return None
    return [Row(one.field, one.op, "、".join(_values(one, fields.get(one.field)))) for one in condition.comparisons]


def text_of(rows: Sequence[Row]) -> str:
    """The condition that rows say. Rows without a field are blank ones of the form."""
    parts = []
    for row in rows:
        if not row.field.strip():
            continue
        values = [value.strip() for value in row.value.replace("，", "、").replace(",", "、").split("、")]
        if row.op in LISTED:
            parts.append(f"{row.field} {row.op}（{'，'.join(_quoted(value) for value in values if value)}）")
        else:
            parts.append(f"{row.field} {row.op} {_quoted(row.value.strip())}".rstrip())
    return " 且 ".join(parts)


def _values(one: Comparison, kind: FieldKind | None) -> list[str]:
    names = one.parameters or (None,) * len(one.values)
    percent = kind is not None and kind.unit == "%"
    return [
        name if name is not None else _written(value, percent=percent)
        for value, name in zip(one.values, names, strict=True)
    ]


def _written(value: Value | None, *, percent: bool) -> str:
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    if isinstance(value, Fraction):
        return plain_text(value * 100) + "%" if percent else plain_text(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _quoted(value: str) -> str:
    """A value with signs in it is quoted, as the language wants it."""
    return f"「{value}」" if any(sign in value for sign in _PLAIN) and not value.startswith("「") else value
