"""Where a formula stands and what its names mean there, and the notes of a walk through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Protocol

from rules.condition import Value
from rules.expression import Call, Expression, Name, walk
from scoring.constants import Constants, Row
from scoring.result import Node


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity's values among a group: ``(who, number)`` of those that have one, in the order of the subjects."""

    group: str
    values: tuple[tuple[str, Fraction], ...]


class Seat(Protocol):
    """Where a formula over quantities stands: one subject in one period."""

    def has(self, name: str) -> bool:
        """Whether a quantity of this name is declared."""
        ...

    def unit(self, name: str) -> str:
        """Its unit."""
        ...

    def value(self, name: str, back: int = 0) -> Value | None:
        """Its value here, or ``back`` periods earlier."""
        ...

    def year_so_far(self) -> int:
        """How many periods of this year there are up to this one."""
        ...

    def year_back(self) -> int:
        """How many periods earlier the same period of the year before is."""
        ...

    def among(self, name: str, group: str) -> Found:
        """Its values among a group seen from here."""
        ...

    def node(self, name: str, back: int = 0) -> Node:
        """Its explanation here, or ``back`` periods earlier."""
        ...

    def peer_node(self, name: str, group: str, who: str) -> Node:
        """Its explanation for another of the group."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: local names (fields, classes, 满分 …) with their units, then parameters, then quantities."""

    constants: Constants
    names: Mapping[str, Value | None] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    seat: Seat | None = None

    def unit(self, name: str) -> str:
        """The unit of a name, empty when it has none."""
        if name in self.names:
            return self.units.get(name, "")
        if self.constants.has(name):
            return self.constants.compiled.parameters[name].unit
        if self.seat is not None and self.seat.has(name):
            return self.seat.unit(name)
        return ""


@dataclass(frozen=True, slots=True)
class Used:
    """Something that a walk read: what it is, and what was found."""

    kind: Literal["name", "parameter", "quantity", "table", "group"]
    name: str
    value: Value | None
    back: int = 0
    row: Row | None = None
    found: Found | None = None


@dataclass(slots=True)
class Trace:
    """Notes of one walk: values by ``id`` of the node walked, the series that a function read, and all it used."""

    values: dict[int, Value | None] = field(default_factory=dict)
    series: dict[int, tuple[Value | None, ...]] = field(default_factory=dict)
    used: list[Used] = field(default_factory=list)


def unit_of(node: Expression, scope: Scope) -> str:
    """The unit registered among those of the names and tables below, else the only one."""
    units = scope.constants.compiled.units
    tables = scope.constants.compiled.tables
    for part in walk(node):
        unit = ""
        if isinstance(part, Name):
            unit = scope.unit(part.name)
        elif isinstance(part, Call) and part.name in tables:
            unit = tables[part.name].unit
        if unit in units:
            return unit
    return next(iter(units)) if len(units) == 1 else ""
