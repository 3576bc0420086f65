"""为什么没有得分, in a sentence: the condition as the scheme has it, and what was found instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rules.condition import Comparison, Condition, Value
from rules.model import FieldKind
from rules.phrase import listed
from rules.problem import N_
from rules.sentence import describe
from scoring.why import Unmet
from shown.language import say
from shown.writing import amount, day

Fields = Mapping[str, FieldKind]


def condition_text(unmet: Unmet, fields: Fields | None = None) -> str:
    """审理天数不超过「快审天数」，即 30: parameters by name and by the day's value."""
    written = describe(Condition((unmet.written,)), fields, say)
    named = [value for value, name in zip(unmet.bound.values, _names(unmet.written), strict=True) if name]
    if not named:
        return written
    return say(N_("{condition}，即 {values}")).format(
        condition=written, values=listed(_shown(value, unmet.written.field, fields) for value in named)
    )


def found_text(unmet: Unmet, fields: Fields | None = None) -> str:
    """What was found: 100 天, or that nothing was."""
    return _shown(unmet.found, unmet.written.field, fields)


def sentence(unmet: Unmet, fields: Fields | None = None) -> str:
    """The whole: 要求审理天数不超过「快审天数」，即 30 天；实际为 100 天."""
    form = N_("只适用于{condition}的对象；本对象的{field}为{found}")
    if unmet.of == "fact":
        form = N_("要求{condition}；这一件的{field}为{found}")
    found = found_text(unmet, fields)
    spaced = found if isinstance(unmet.found, (str, bool)) else f" {found}"  # as the conditions are written
    return say(form).format(condition=condition_text(unmet, fields), field=unmet.written.field, found=spaced)


def _names(comparison: Comparison) -> tuple[str | None, ...]:
    return comparison.parameters or (None,) * len(comparison.values)


def _shown(value: Value | None, name: str, fields: Fields | None) -> str:
    if isinstance(value, date):
        return day(value)
    declared = (fields or {}).get(name)
    if isinstance(value, Fraction) and declared is not None and declared.unit:
        percent = declared.unit == "%"
        return f"{amount(value * 100, None)}%" if percent else f"{amount(value, None)} {declared.unit}"
    return amount(value, None)
