"""Decision tables as they are looked up: key cells as text, the row that matches, the values that a key may take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from rules.condition import Value
from rules.exact import plain_text
from rules.model import Scheme, Table

OTHER = "其他"
YES_NO = ("是", "否")
Keys = tuple[str, ...]
Cells = TypeVar("Cells")


def key_text(value: Value) -> str:
    """How a value is written as a table key: 是 and 否 for truth, the shortest exact decimal for a number."""
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    if isinstance(value, Fraction):
        return plain_text(value)
    return value.isoformat() if isinstance(value, date) else value


def find(rows: Mapping[Keys, Cells], keys: Sequence[str]) -> Keys | None:
    """The one row that matches, column by column: rows that name the key, or else the rows with 其他 there."""
    wanted = tuple(keys)
    if wanted in rows:
        return wanted
    left = [row for row in rows if len(row) == len(wanted)]
    for position, key in enumerate(wanted):
        named = [row for row in left if row[position] == key]
        left = named or [row for row in left if row[position] == OTHER]
    return left[0] if left else None


def domain(scheme: Scheme, table: Table, key: str) -> tuple[str, ...]:
    """The values that a table's key may take, as declared: by the table, or by the field, class or choice of that name.

    Empty when nothing declares it: then the rows themselves say which values there are.
    """
    if key in table.domains:
        return tuple(table.domains[key])
    found: list[Iterable[str]] = []
    for fact in scheme.facts.values():
        field = fact.fields.get(key)
        if field is not None and field.type == "choice":
            found.append(field.values)
        elif field is not None and field.type == "yes_no":
            found.append(YES_NO)
    found += [classes[key] for classes in (scheme.classes, scheme.member_classes) if key in classes]
    if key in scheme.parameters:
        found.append(scheme.parameters[key].choices)
    return tuple(dict.fromkeys(value for values in found for value in values))


def row_keys(row: Sequence[Fraction | str]) -> Keys:
    """The key cells of a row as text."""
    return tuple(key_text(cell) for cell in row[:-1])


def states(table: Table) -> list[tuple[date, dict[Keys, Fraction]]]:
    """The rows in force from each day on: as first written (from the first of days), then after each change."""
    found = [(date.min, _values(table.rows))]
    for change in sorted(table.changes, key=lambda change: change.since):
        found.append((change.since, {**found[-1][1], **_values(change.rows)}))
    return found


def _values(rows: Sequence[Sequence[Fraction | str]]) -> dict[Keys, Fraction]:
    """Keys → value of the rows whose value is a number."""
    found = {}
    for row in rows:
        if row and isinstance(value := row[-1], Fraction):
            found[row_keys(row)] = value
    return found
