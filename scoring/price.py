"""Pricing, apart from measuring: each distinct key is priced once, exactly, rounded once, and taken × its count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from rules.compiled import Compiled, CompiledItem
from rules.condition import Value, holds
from rules.lookup import key_text
from rules.phrase import COMMA, listed
from rules.problem import Problem
from scoring.constants import Book
from scoring.evaluate import evaluate_number
from scoring.explain import numbers
from scoring.inputs import Adjustment, Subject
from scoring.scope import Scope, Trace
from scoring.tally import Cell, Key, Tally


@dataclass(frozen=True, slots=True)
class PricedCell:
    """A cell with the posted amount of each of its facts and of all; ``None`` when the points cannot be computed."""

    cell: Cell
    each: Fraction | None

    @property
    def amount(self) -> Fraction:
        """``each`` × count; nothing when there is no price."""
        return Fraction(0) if self.each is None else self.each * self.cell.count


@dataclass(frozen=True, slots=True)
class Priced:
    """A tally's worth: the priced cells by (subject, rule), what could not be priced, and what was decided by hand."""

    cells: Mapping[tuple[str, str], tuple[PricedCell, ...]]
    problems: tuple[Problem, ...]
    adjustments: Mapping[tuple[str, str], tuple[Adjustment, ...]] = field(default_factory=dict)

    def points(self, subject: str, rule: str) -> Fraction:
        """The sum of the postings of a subject under a rule."""
        by_denominator: dict[int, int] = {}  # whole numbers: adding fractions one by one reduces each sum
        for priced in self.cells.get((subject, rule), ()):
            if priced.each is not None:
                above, below = priced.each.as_integer_ratio()
                by_denominator[below] = by_denominator.get(below, 0) + above * priced.cell.count
        counted = sum((Fraction(above, below) for below, above in by_denominator.items()), Fraction(0))
        return counted + sum((one.points for one in self.adjustments.get((subject, rule), ())), Fraction(0))


class Pricer:
    """Prices keys of items under one overlay: the one place for an item's points. Live, bulk and what-if ask here."""

    def __init__(self, compiled: Compiled, book: Book) -> None:
        self.compiled = compiled
        self.book = book
        self.items: Mapping[str, CompiledItem] = {item.rule.id: item for item in compiled.items}
        self._prices: dict[tuple[str, int, Key], Fraction | None] = {}
        self._texts: dict[tuple[str, int, Key], str] = {}
        self._applies: dict[tuple[str, int, tuple[tuple[str, str], ...]], bool] = {}

    def scope(self, item: CompiledItem, regime: int, fields: Mapping[str, Value | None]) -> Scope:
        """What an item's formula sees: the fields of the fact, parameters and tables of the regime."""
        units = {name: field.unit for name, field in self.compiled.facts[item.rule.when.fact].fields.items()}
        return Scope(self.book.regime(regime), fields, units)

    def price(self, rule: str, regime: int, key: Key) -> Fraction | None:
        """The posted amount of one fact with this key, rounded once; ``None`` when it cannot be computed."""
        place = (rule, regime, key)
        if place not in self._prices:
            item = self.items[rule]
            exact = evaluate_number(item.points, self.scope(item, regime, dict(zip(item.reads, key, strict=True))))
            self._prices[place] = None if exact is None else self.compiled.rounding.apply(exact)
        return self._prices[place]

    def traced(self, rule: str, regime: int, key: Key) -> tuple[Scope, Trace]:
        """The same walk with notes, for the explanation."""
        item, trace = self.items[rule], Trace()
        scope = self.scope(item, regime, dict(zip(item.reads, key, strict=True)))
        evaluate_number(item.points, scope, trace=trace)
        return scope, trace

    def text(self, rule: str, regime: int, key: Key) -> str:
        """The formula with this key's numbers put in."""
        place = (rule, regime, key)
        if place not in self._texts:
            self._texts[place] = numbers(self.items[rule].points, *self.traced(rule, regime, key))
        return self._texts[place]

    def applies(self, rule: str, regime: int, classes: Mapping[str, str]) -> bool:
        """Whether an item is for a subject of these classes."""
        item = self.items[rule]
        if not item.applies.comparisons:
            return True
        place = (rule, regime, tuple(sorted(classes.items())))
        if place not in self._applies:
            self._applies[place] = holds(self.book.regime(regime).bind(item.applies), dict(classes))
        return self._applies[place]


def price_tally(pricer: Pricer, tally: Tally, subjects: Mapping[str, Subject]) -> Priced:
    """The worth of every cell whose rule is for its subject. Counts nothing: a tally may be priced again and again."""
    found: dict[tuple[str, str], list[PricedCell]] = {}
    unpriced: dict[tuple[str, Key], int] = {}
    for cell in tally.cells:
        subject = subjects.get(cell.subject)
        if subject is None or not pricer.applies(cell.rule, cell.regime, subject.classes):
            continue
        each = pricer.price(cell.rule, cell.regime, cell.key)
        found.setdefault((cell.subject, cell.rule), []).append(PricedCell(cell, each))
        if each is None:
            unpriced[cell.rule, cell.key] = unpriced.get((cell.rule, cell.key), 0) + cell.count
    problems = tuple(
        Problem(
            "score-item-unpriced", {"rule": pricer.items[rule].rule.title, "key": key_shown(key), "count": str(count)}
        )
        for (rule, key), count in sorted(unpriced.items(), key=lambda entry: (entry[0][0], key_shown(entry[0][1])))
    )
    return Priced({place: tuple(cells) for place, cells in found.items()}, problems)


def key_shown(key: Key) -> str:
    """A key for people: 民事一审，速裁."""
    return listed(("—" if part is None else key_text(part) for part in key), COMMA)
