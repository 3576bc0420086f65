"""The seat of a formula over quantities."""

from __future__ import annotations

from dataclasses import dataclass

from rules.condition import Value
from scoring.graph import Graph
from scoring.period import PER_YEAR, Period
from scoring.result import Node
from scoring.scope import Found


@dataclass(frozen=True, slots=True)
class At:
    """One subject in one period; what the methods mean is said at :class:`scoring.scope.Seat`."""

    quantities: Graph
    subject: str
    period: Period

    def has(self, name: str) -> bool:
        """Whether it is declared."""
        return name in self.quantities.compiled.quantities

    def unit(self, name: str) -> str:
        """Its unit."""
        return self.quantities.compiled.quantities[name].unit if self.has(name) else ""

    def value(self, name: str, back: int = 0) -> Value | None:
        """Its value here, or earlier."""
        return self.quantities.value(name, self.subject, self.period.back(back))

    def year_so_far(self) -> int:
        """Periods of this year up to this one."""
        return len(self.period.of_year())

    def year_back(self) -> int:
        """Periods to the same one of the year before."""
        return PER_YEAR[self.period.kind]

    def among(self, name: str, group: str) -> Found:
        """Its values among a group."""
        return self.quantities.among(name, group, self.subject, self.period)

    def node(self, name: str, back: int = 0) -> Node:
        """Its explanation here, or earlier."""
        return self.quantities.trees.node(name, self.subject, self.period.back(back))

    def peer_node(self, name: str, group: str, who: str) -> Node:
        """Its explanation for another."""
        return self.quantities.trees.peer(name, group, who, self.subject, self.period)
