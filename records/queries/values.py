"""The fields of a fact: typed values on one side, JSON in the database on the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rules.condition import Value
from rules.exact import parse_number, plain_text
from rules.model import FactKind

Stored = str | int | bool | None


def to_stored(value: Value | None) -> Stored:
    """A typed value as JSON: whole numbers as such, other numbers and dates as text, so that no float is ever made."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if value.denominator == 1 else plain_text(value)


def fields_to_stored(fields: Mapping[str, Value | None]) -> dict[str, Stored]:
    """All fields of a fact; empty ones are left out."""
    return {name: to_stored(value) for name, value in fields.items() if value is not None}


def from_stored(kind: FactKind | None, stored: Mapping[str, Stored]) -> dict[str, Value | None]:
    """Typed as the scheme declares; fields that it does not know are left out, since no rule of it can read them."""
    if kind is None:
        return {}
    return {name: _typed(field.type, stored.get(name)) for name, field in kind.fields.items()}


def _typed(kind: str, stored: Stored) -> Value | None:
    if stored is None:
        return None
    if kind in ("whole", "number"):
        return Fraction(stored) if isinstance(stored, int) else parse_number(stored)
    if kind == "yes_no":
        return bool(stored)
    if kind == "date":
        return date.fromisoformat(str(stored))
    return str(stored)
