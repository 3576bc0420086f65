"""Which quantities a changed number reaches, read off the formulas and conditions once.

Over-careful where it is cheap to be: a name counts as read wherever it stands. What is not reached is not computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.compiled import Compiled, CompiledLadder, Formula, Quantity
from rules.condition import Condition
from rules.expression import Call, Name, walk
from scoring.functions import CONVERT
from scoring.quantities import STEPS_IN
from scoring.tally import condition_parameters

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a set of changed names reaches.

    ``quantities``: the wanted ones, in order of computing; ``names``: all; ``linear``: those among the wanted that are
    sums with the same coefficients as before (items, categories, sections whose weights stay); ``steps``: whether
    steps of ladders may change; ``counting``: the changed names that decide what is counted.
    """

    quantities: tuple[str, ...]
    names: Names
    linear: Names
    steps: bool
    counting: Names


class Reads:
    """The names that stand in every rule of a scheme: parameters, tables and quantities alike."""

    def __init__(self, compiled: Compiled, wanted: Iterable[str]) -> None:
        """``wanted``: the quantities whose values are asked for; others are never computed."""
        self.compiled = compiled
        self._rates = frozenset(name for rate in compiled.units.values() for name in _in_formulas([rate], frozenset()))
        self.counting = condition_parameters(compiled) | _in_conditions(item.applies for item in compiled.items)
        self.ladders = frozenset(name for ladder in compiled.ladders for name in self._of_ladder(ladder))
        self.points = {item.rule.id: self._names([item.points]) for item in compiled.items}
        self.direct = {name: self._of(quantity) for name, quantity in compiled.quantities.items()}
        self._wanted = self._needed(wanted)

    def reach(self, changed: Names) -> Reach:
        """Which wanted quantities change when these parameters and tables do. By fixed point, not in one pass: through
        earlier periods a quantity may read one that is computed after it.
        """
        reached: set[str] = set()
        grown = True
        while grown:
            seen = changed | reached
            more = {name for name, read in self.direct.items() if name not in reached and not seen.isdisjoint(read)}
            reached |= more
            grown = bool(more)
        seen = changed | reached
        ordered = tuple(name for name in self.compiled.quantities if name in reached and name in self._wanted)
        return Reach(
            ordered,
            frozenset(reached),
            frozenset(name for name in ordered if self._is_linear(self.compiled.quantities[name], seen)),
            not self.ladders.isdisjoint(changed),
            changed & self.counting,
        )

    def _is_linear(self, quantity: Quantity, seen: Names | set[str]) -> bool:
        """Only points move: weights, and who the quantity and its parts apply to, stay as they are."""
        if quantity.kind not in ("item", "category", "section"):
            return False
        weights = [part.weight for part in quantity.parts if part.weight is not None]
        parts = [self.compiled.quantities[part.name] for part in quantity.parts]
        applies = _in_conditions(each.applies for each in (quantity, *parts))
        return seen.isdisjoint(self._names(weights) | applies)

    def _needed(self, wanted: Iterable[str]) -> Names:
        found: set[str] = set()
        left = [name for name in wanted if name in self.direct]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += [each for each in self.direct[name] if each in self.direct]
        return frozenset(found)

    def _of(self, quantity: Quantity) -> Names:
        formulas = [quantity.formula, quantity.full_marks, quantity.cap, quantity.floor]
        formulas += [part.weight for part in quantity.parts]
        found = set(self._names(formula for formula in formulas if formula is not None))
        found |= _in_conditions([quantity.applies])
        found |= {part.name for part in quantity.parts}
        if quantity.facts is not None:
            found |= _in_conditions([quantity.facts.condition])
        for item in self.compiled.items:
            if (quantity.kind, quantity.id) in {("item", item.rule.id), ("category", item.rule.category)}:
                found |= self.points[item.rule.id] | _in_conditions([item.condition, item.applies])
        if quantity.kind == "category" and quantity.id == STEPS_IN:
            found |= self.ladders
        return frozenset(found)

    def _of_ladder(self, ladder: CompiledLadder) -> Names:
        conditions = [ladder.condition, ladder.counts, ladder.same_if, ladder.applies]
        conditions += [step.condition for step in ladder.steps]
        formulas = [ladder.months, *(step.points for step in ladder.steps)]
        same = {one.field for one in ladder.same_if.comparisons}  # parameters stand there in the place of fields
        return self._names(each for each in formulas if each is not None) | _in_conditions(conditions) | same

    def _names(self, formulas: Iterable[Formula]) -> Names:
        return _in_formulas(formulas, self._rates)


def _in_formulas(formulas: Iterable[Formula], rates: Names) -> Names:
    """Names and tables in formulas; a conversion reads what the rates read."""
    found: set[str] = set()
    for formula in formulas:
        for part in walk(formula.tree):
            if isinstance(part, (Name, Call)):
                found.add(part.name)
            if isinstance(part, Call) and part.name == CONVERT:
                found |= rates
    return frozenset(found)


def _in_conditions(conditions: Iterable[Condition]) -> Names:
    return frozenset(name for each in conditions for one in each.comparisons for name in one.parameters if name)
