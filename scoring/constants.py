"""The scheme's dated numbers as of one regime: parameters and tables, with a what-if overlay laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from rules.compiled import Compiled
from rules.condition import Comparison, Condition, Value
from rules.exact import parse_number
from rules.lookup import Keys, find, key_text, states
from rules.model import Parameter, Table
from scoring.inputs import Overlay


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as looked up: its key cells as text (其他 where that matched) and its value."""

    keys: Keys
    value: Fraction


def parameter_on(parameter: Parameter, day: date) -> Fraction | str | None:
    """The value in force on a day: the last dated one not after it, else the undated one, else none yet."""
    past = [since for since in parameter.values if since <= day]
    value = parameter.values[max(past)] if past else parameter.value
    if isinstance(value, str) and not parameter.choices:
        return parse_number(value)
    return key_text(value) if parameter.choices and value is not None else value


def rows_on(table: Table, day: date) -> dict[Keys, Fraction]:
    """Keys → value as in force on a day."""
    return dict([rows for since, rows in states(table) if since <= day][-1])


class Constants:
    """Parameters and tables in one regime of dated values."""

    def __init__(self, compiled: Compiled, day: date, overlay: Overlay, plain: Constants | None = None) -> None:
        """``plain`` are the constants of the same day without an overlay, where they have been laid out before."""
        self.compiled = compiled
        self._parameters: dict[str, Fraction | str | None]
        self._tables: dict[str, dict[Keys, Fraction]]
        if plain is None:
            self._parameters = {name: parameter_on(each, day) for name, each in compiled.parameters.items()}
            self._tables = {name: rows_on(table, day) for name, table in compiled.tables.items()}
        else:
            self._parameters, self._tables = plain.copied()
        self._parameters.update((name, value) for name, value in overlay.parameters.items() if name in self._parameters)
        own: set[str] = set()
        for (name, keys), value in overlay.cells.items():
            if keys in self._tables.get(name, {}):
                if name not in own:
                    own.add(name)
                    self._tables[name] = dict(self._tables[name])
                self._tables[name][keys] = value

    def copied(self) -> tuple[dict[str, Fraction | str | None], dict[str, dict[Keys, Fraction]]]:
        """Parameters and tables by name; the rows within a table are shared and must not be changed."""
        return dict(self._parameters), dict(self._tables)

    def cell(self, table: str, keys: Keys) -> Fraction | None:
        """The value of exactly this row, ``None`` where there is none today."""
        return self._tables.get(table, {}).get(keys)

    def has(self, name: str) -> bool:
        """Whether a parameter of this name is declared."""
        return name in self._parameters

    def parameter(self, name: str) -> Fraction | str | None:
        """The parameter's value; ``None`` before its first dated value."""
        return self._parameters[name]

    def row(self, table: str, keys: Sequence[Value]) -> Row | None:
        """The row that matches the keys, ``None`` when none does."""
        rows = self._tables[table]
        found = find(rows, [key_text(key) for key in keys])
        return None if found is None else Row(found, rows[found])

    def brackets(self, table: str) -> list[tuple[Fraction, Fraction]]:
        """``(from, value)`` ascending."""
        starts = [(parse_number(keys[0]), value) for keys, value in self._tables[table].items()]
        return sorted((start, value) for start, value in starts if start is not None)

    def bind(self, condition: Condition) -> Condition:
        """The condition with parameters put in; a parameter without a value makes its comparison fail."""
        return Condition(tuple(self._bound(comparison) for comparison in condition.comparisons))

    def _bound(self, comparison: Comparison) -> Comparison:
        if not any(comparison.parameters):
            return comparison
        names = comparison.parameters + (None,) * (len(comparison.values) - len(comparison.parameters))
        values = tuple(
            value if name is None else self._parameters.get(name)
            for value, name in zip(comparison.values, names, strict=True)
        )
        return replace(comparison, values=values, parameters=())


class Book:
    """All regimes of a scheme under one overlay, each made once."""

    def __init__(self, compiled: Compiled, overlay: Overlay | None = None, plain: Book | None = None) -> None:
        """``plain`` is the scheme's book without an overlay: many what-ifs then share what they do not change."""
        self.compiled = compiled
        self.overlay = overlay or Overlay()
        self._plain = plain
        self._regimes: dict[int, Constants] = {}

    def regime(self, regime: int) -> Constants:
        """The constants of a regime by its number."""
        found = self._regimes.get(regime)
        if found is None:
            day = self.compiled.breaks[regime - 1] if regime else date.min
            plain = None if self._plain is None else self._plain.regime(regime)
            found = self._regimes[regime] = Constants(self.compiled, day, self.overlay, plain)
        return found

    def on(self, day: date) -> Constants:
        """The constants in force on a day."""
        return self.regime(self.compiled.regime(day))
