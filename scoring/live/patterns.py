"""A bound condition as durable_rules sees it: a few integer ranges, all of which must hold.

Comparisons of one field are first intersected, so a pattern holds each field once. 属于 becomes several patterns (the
matcher knows no alternatives inside an AND that can be trusted); ≠ stays a native comparison. Because patterns are
boxes of integers, whether two of them can meet one event is decided exactly, by arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from rules.condition import Comparison, Value
from scoring.live.codes import LIMIT, OTHER, Coding

Definition = Mapping[str, int | Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Range:
    """The integers from ``low`` to ``high``, both included, but for those in ``without``."""

    low: int = -LIMIT
    high: int = LIMIT
    without: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether no integer is left."""
        gaps = sum(1 for value in self.without if self.low <= value <= self.high)
        return self.high - self.low + 1 <= gaps

    def meet(self, other: Range) -> Range:
        """The integers in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high, frozenset(value for value in self.without | other.without if low <= value <= high))

    def definitions(self, field: str) -> Iterator[Definition]:
        """The comparisons that say it, one a dict (the matcher ignores the second key of a dict without a word)."""
        if self.low == self.high:
            yield {field: self.low}
            return
        anything = self.high == LIMIT and not self.without  # any value, but there must be one
        if self.low > -LIMIT or anything:
            yield {"$gte": {field: self.low}}
        if self.high < LIMIT:
            yield {"$lte": {field: self.high}}
        for value in sorted(self.without):
            yield {"$neq": {field: value}}


@dataclass(frozen=True, slots=True)
class Pattern:
    """All ranges must hold, each for a field that is there. ``rule`` is what to report when it fires."""

    rule: str
    ranges: Mapping[str, Range]

    def disjoint(self, other: Pattern) -> bool:
        """Whether no event can meet both: some field that both name has no value in common."""
        return any(mine.meet(other.ranges[field]).empty for field, mine in self.ranges.items() if field in other.ranges)

    def definitions(self) -> list[Definition]:
        """The comparisons, equalities first: they are looked up by hash and cut the work of the rest."""
        found = [definition for field, limits in self.ranges.items() for definition in limits.definitions(field)]
        return sorted(found, key=lambda definition: next(iter(definition)).startswith("$"))

    def definition(self) -> Mapping[str, object]:
        """The one expression of the pattern."""
        found = self.definitions()
        return found[0] if len(found) == 1 else {"$and": found}


def ranges_of(comparison: Comparison, coding: Coding) -> tuple[Range, ...]:
    """The integers that a bound comparison admits, as ranges of which one must hold; none: it never holds.

    A constant between two integers (a third of a hundredth) is rounded to the side that leaves the outcome unchanged.
    """
    values: list[Value] = [value for value in comparison.values if value is not None]
    if len(values) < len(comparison.values):
        return ()
    bounds = [coding.bounds(value) for value in values]
    exact = [low for low, high in bounds if low == high and (low != OTHER or coding.kind != "choice")]
    op = comparison.op
    if op in ("=", "属于"):
        return tuple(_runs(exact))
    if op == "≠":
        return (Range(without=frozenset(exact)),)
    below, above = bounds[0]
    if op == "介于":
        found = Range(above, bounds[1][0])
    elif op == ">":
        found = Range(low=below + 1)
    elif op == "≥":
        found = Range(low=above)
    elif op == "<":
        found = Range(high=above - 1)
    else:
        found = Range(high=below)
    return () if found.empty else (found,)


def _runs(values: Iterable[int]) -> Iterator[Range]:
    """Neighbouring integers joined: a choice among the first three is one range and one rule."""
    run: Range | None = None
    for value in sorted(set(values)):
        if run is not None and value == run.high + 1:
            run = replace(run, high=value)
        else:
            if run is not None:
                yield run
            run = Range(value, value)
    if run is not None:
        yield run


def patterns_of(
    rule: str, comparisons: Iterable[tuple[str, Comparison, Coding]], always: Mapping[str, Range]
) -> list[Pattern]:
    """The patterns of one rule, pairwise disjoint; ``comparisons``: (field in the event, bound comparison, coding)."""
    sides: dict[str, tuple[Range, ...]] = {field: (limits,) for field, limits in always.items()}
    for field, comparison, coding in comparisons:
        admitted = ranges_of(comparison, coding)
        met = (one.meet(other) for one in sides.get(field, (Range(),)) for other in admitted)
        sides[field] = tuple(limits for limits in met if not limits.empty)
    return [Pattern(rule, dict(zip(sides, choice, strict=True))) for choice in product(*sides.values())]
