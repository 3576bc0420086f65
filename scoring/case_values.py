"""Values in worked examples: what each type of field is written as, and what was written as it is meant."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules.condition import Value
from rules.exact import parse_number
from rules.lookup import YES_NO
from rules.model import FieldKind
from rules.problem import N_

EXPECTED = {
    "whole": N_("整数"),
    "number": N_("数"),
    "yes_no": N_("是或否"),
    "date": N_("日期，如 2020-11-03"),
    "text": N_("文字"),
}


def typed(value: Any, field: FieldKind) -> Value | None:  # noqa: ANN401 - YAML
    """A field's value as declared, ``None`` when it is none."""
    if field.type in ("whole", "number"):
        return parse_number(str(value))
    if field.type == "yes_no":
        return str(value) == YES_NO[0] if str(value) in YES_NO else None
    if field.type == "date":
        return value if isinstance(value, date) else None
    return str(value) if field.type == "text" or str(value) in field.values else None
