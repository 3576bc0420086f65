"""How far every subject's quantities move under a what-if, a column at a time.

A move is counted in units of the scheme's rounding: a whole number wherever only posted points are added. Items,
categories and sections with unchanged weights are linear in what is below them, so their moves are added up; whatever
is not linear is asked of the engine's own quantities (:class:`scoring.tuning.again.Again`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import add, sub

from rules.compiled import Quantity
from rules.condition import Value
from scoring import sections
from scoring.constants import Book
from scoring.quantities import STEPS_IN
from scoring.tuning.again import Again, Base
from scoring.tuning.measure import Measure
from scoring.tuning.reads import Reach

Units = int | Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity's moves by position; at positions ``turned`` there was no number before, or there is none now."""

    by: Sequence[Units]
    turned: frozenset[int] = frozenset()


def exact(value: Fraction) -> Units:
    """A whole number as an int, which adds many times faster."""
    return value.numerator if value.denominator == 1 else value


def as_number(value: Value | None) -> Fraction | None:
    """As the engine takes numbers: yes counts 1, a text is none."""
    if isinstance(value, bool):
        return Fraction(int(value))
    return value if isinstance(value, Fraction) else None


class Coefficients:
    """For each section what a unit of each part is worth in it, by position, under the scheme as written."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._by_section: dict[str, Mapping[str, Sequence[Units]]] = {}

    def of(self, quantity: Quantity) -> Mapping[str, Sequence[Units]]:
        """Part → coefficients; 0 where the part has no points or the section none."""
        if quantity.name not in self._by_section:
            self._by_section[quantity.name] = self._computed(quantity)
        return self._by_section[quantity.name]

    def _computed(self, quantity: Quantity) -> Mapping[str, Sequence[Units]]:
        base, period = self._base, self._base.inputs.period
        found: dict[str, list[Units]] = {part.name: [0] * len(base.subjects) for part in quantity.parts}
        for position, subject in enumerate(base.subjects):
            if base.applies(quantity.name, subject, period):
                outcome = sections.outcome(base, quantity, subject, period)
                if outcome.value is not None:
                    for part in outcome.parts:
                        if part.points is not None and part.weight is not None:
                            found[part.part.name][position] = exact(part.weight * outcome.factor)
        return found


class Columns:
    """The moves of all reached quantities under one what-if."""

    def __init__(self, base: Base, coefficients: Coefficients, reach: Reach, book: Book) -> None:
        self.base, self.reach = base, reach
        self.moves: dict[str, Move] = {}
        self._coefficients = coefficients
        self._unit = base.compiled.rounding.to
        self._subjects = tuple(base.subjects)
        needs_engine = reach.steps or any(name not in reach.linear for name in reach.quantities)
        self.again = Again(base, book, reach.names) if needs_engine else None

    def fill(self, now: Mapping[str, Sequence[int]], plain: Measure) -> None:
        """Move after move in dependency order, from the points of the items now and as written."""
        by_rule: dict[str, Sequence[int]] = {}
        for rule, column in now.items():
            before = plain.points[rule]
            if column is not before:
                by_rule[rule] = list(map(sub, column, before))
        for name in self.reach.quantities:
            quantity = self.base.compiled.quantities[name]
            move = self._move(quantity, by_rule)
            self.moves[name] = move
            if self.again is not None and name in self.reach.linear:
                self.again.know(name, self._values(name, move))

    def _move(self, quantity: Quantity, by_rule: Mapping[str, Sequence[int]]) -> Move:
        if quantity.name not in self.reach.linear:
            return self._engine(quantity, range(len(self._subjects)))
        if quantity.kind == "item":
            return Move(by_rule.get(quantity.id) or [0] * len(self._subjects))
        if quantity.kind == "category":
            return Move(self._category(quantity, by_rule))
        return self._section(quantity)

    def _category(self, quantity: Quantity, by_rule: Mapping[str, Sequence[int]]) -> Sequence[Units]:
        column: Sequence[Units] = [0] * len(self._subjects)
        for item in self.base.compiled.items:
            if item.rule.category == quantity.id and item.rule.id in by_rule:
                column = list(map(add, column, by_rule[item.rule.id]))
        if quantity.id == STEPS_IN and self.reach.steps and self.again is not None:
            column = list(map(add, column, map(sub, self._steps(self.again), self._steps(self.base))))
        return column

    def _steps(self, quantities: Base | Again) -> Sequence[Units]:
        found = dict.fromkeys(self._subjects, Fraction(0))
        for (subject, _), postings in quantities.steps(self.base.inputs.period).items():
            found[subject] += sum((posting.amount for posting in postings), Fraction(0))
        return [exact(amount / self._unit) for amount in found.values()]

    def _section(self, quantity: Quantity) -> Move:
        column: list[Units] = [0] * len(self._subjects)
        turned: set[int] = set()
        for part, worth in self._coefficients.of(quantity).items():
            move = self.moves.get(part)
            if move is not None:
                turned |= move.turned
                column = [
                    before if not by else before + (by if each == 1 else each * by)
                    for before, each, by in zip(column, worth, move.by, strict=True)
                ]
        if not turned:
            return Move(column)
        anew = self._engine(quantity, turned)
        return Move([anew.by[at] if at in turned else by for at, by in enumerate(column)], anew.turned)

    def _engine(self, quantity: Quantity, positions: range | set[int]) -> Move:
        """The engine's value against the one before; nothing moves at other positions."""
        column: list[Units] = [0] * len(self._subjects)
        turned = set()
        period = self.base.inputs.period
        if self.again is None:
            raise ValueError("a quantity that is not linear needs the engine")
        for position in positions:
            subject = self._subjects[position]
            before = self.base.value(quantity.name, subject, period)
            now = self.again.value(quantity.name, subject, period)
            if now is not before and now != before:
                first, last = as_number(before), as_number(now)
                if first is None or last is None:
                    turned.add(position)
                else:
                    column[position] = exact((last - first) / self._unit)
        return Move(column, frozenset(turned))

    def _values(self, name: str, move: Move) -> list[Value | None]:
        """The values that a column of moves leads to, for the engine to read."""
        period = self.base.inputs.period
        found: list[Value | None] = []
        for position, (subject, by) in enumerate(zip(self._subjects, move.by, strict=True)):
            before = self.base.value(name, subject, period)
            if position in move.turned and self.again is not None:
                found.append(self.again.value(name, subject, period))
            else:
                found.append(before + by * self._unit if by and isinstance(before, Fraction) else before)
        return found
