"""The graph of quantities: every named number of every subject, in any period, computed once.

Values are asked for a quantity at a time for all subjects, in dependency order (:meth:`Quantities.fill`), so that means
and ranks among others find them ready. Earlier periods come from their sealed results, else from what is recorded of
them. Points of items, steps and indicators are rounded once; sections add exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from rules.compiled import CATEGORIES, Compiled, Quantity
from rules.condition import Value, holds
from rules.problem import Problem
from scoring import sections
from scoring.adjustments import by_place
from scoring.constants import Book, Constants
from scoring.counted import Counted
from scoring.evaluate import evaluate, evaluate_number
from scoring.functions import Report
from scoring.graph import Scored
from scoring.indicators import FULL_MARKS, score_indicator, usable_overrides
from scoring.inputs import Inputs, Subject
from scoring.ladders import climb, points_of, step_rule
from scoring.members import MemberView, members_of
from scoring.peers import seen_from, values_among
from scoring.period import Period, parse_period, period_of
from scoring.price import Priced, Pricer, price_tally
from scoring.readings import Piece, Readings, stand_in, together
from scoring.result import Posting
from scoring.scope import Found, Scope
from scoring.seat import At
from scoring.trees import Trees

DAYS_OF_PERIOD, DAYS_PRESENT, DAY = "周期天数", "在岗天数", "天"
STEPS_IN = "fixed"  # the points of ladder steps count with 固定加减


class Quantities:
    """All quantities of a set of subjects under one overlay. ``locals`` are further names of a subject (在队天数),
    ``titles`` what to call one in problems.
    """

    def __init__(
        self,
        compiled: Compiled,
        inputs: Inputs,
        counted: Counted,
        book: Book,
        *,
        with_facts: bool = True,
        local_names: Mapping[str, Mapping[str, Value]] | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.compiled = compiled
        self.inputs = inputs
        self.counted = counted
        self.book = book
        self.with_facts = with_facts
        self.problems: list[Problem] = []
        self.subjects: Mapping[str, Subject] = {subject.name: subject for subject in inputs.subjects}
        self.pricer = Pricer(compiled, book)
        self._readings = Readings(inputs)
        self._local_names = local_names or {}
        self._titles = titles or {}
        self._members: MemberView | None = None
        self._values: dict[tuple[str, str, Period], Value | None] = {}
        self._scored: dict[tuple[str, str, Period], Scored] = {}
        self._priced: dict[Period, Priced] = {}
        self._lengths: dict[Period, Fraction] = {}
        self._steps: dict[Period, dict[tuple[str, str], list[Posting]]] = {}
        self._groups: dict[tuple[str, Period, str, object], Found] = {}
        self._applies: dict[tuple[str, str, Period], bool] = {}
        self._first = self._first_period()
        self.trees = Trees(self)
        self.overrides = usable_overrides(self)

    # —— asking ——

    def fill(self) -> None:
        """Compute every quantity of the period for all subjects, in dependency order."""
        for name in self.compiled.quantities:
            for subject in self.subjects:
                self.value(name, subject, self.inputs.period)

    def value(self, name: str, subject: str, period: Period) -> Value | None:
        """A quantity of a subject in a period, ``None`` when it does not apply or has no value."""
        place = (name, subject, period)
        if place not in self._values:
            self._values[place] = self._value(self.compiled.quantities[name], subject, period)
        return self._values[place]

    def number(self, name: str, subject: str, period: Period) -> Fraction | None:
        """The same as a number; yes counts 1."""
        value = self.value(name, subject, period)
        return Fraction(int(value)) if isinstance(value, bool) else value if isinstance(value, Fraction) else None

    def applies(self, name: str, subject: str, period: Period) -> bool:
        """Whether a quantity is for a subject, by its classes."""
        place = (name, subject, period)
        if place not in self._applies:
            condition = self.constants(period).bind(self.compiled.quantities[name].applies)
            self._applies[place] = holds(condition, dict(self.subjects[subject].classes))
        return self._applies[place]

    def constants(self, period: Period) -> Constants:
        """Parameters and tables that quantities of a period read: those in force on its last day."""
        return self.book.on(period.end)

    def scope(self, subject: str, period: Period, more: Mapping[str, Value | None] | None = None) -> Scope:
        """What a formula over quantities sees at a subject: its classes, ``more``, parameters, tables, quantities."""
        scheme = self.compiled.scheme
        names: dict[str, Value | None] = dict.fromkeys((*scheme.classes, *scheme.member_classes))
        names |= self.subjects[subject].classes
        names |= self._days(self.subjects[subject], period)
        names |= self._local_names.get(subject, {})
        names |= more or {}
        units = {FULL_MARKS: self.compiled.scheme.unit, DAYS_OF_PERIOD: DAY, DAYS_PRESENT: DAY}
        return Scope(self.constants(period), names, units, At(self, subject, period))

    def priced(self, period: Period) -> Priced:
        """The items of a period, counted and priced."""
        if period not in self._priced:
            tally = self.counted.tally(period, self.book, with_facts=self.with_facts)
            priced = price_tally(self.pricer, tally, self.subjects)
            if self.inputs.adjustments and period == self.inputs.period:
                priced = replace(priced, adjustments=by_place(self.inputs.adjustments))
            self._priced[period] = priced
            self.problems += self._priced[period].problems
        return self._priced[period]

    def steps(self, period: Period) -> Mapping[tuple[str, str], list[Posting]]:
        """Postings of ladder steps in a period by (subject, ladder)."""
        if period not in self._steps:
            found: dict[tuple[str, str], list[Posting]] = {}
            for ladder in self.compiled.ladders:
                if any(step.points is not None for step in ladder.steps):
                    for taken in climb(self.compiled, ladder, self.counted.facts, self.subjects, self.book):
                        if taken.step is None or taken.fact.day not in period:
                            continue
                        amount = points_of(
                            self.compiled, ladder, taken.step, taken.fields, self.book.on(taken.fact.day)
                        )
                        if amount is not None:
                            rule = step_rule(ladder.rule.id, taken.step.step.id)
                            posting = Posting(taken.fact.key, rule, taken.fact.subject, amount, "")
                            found.setdefault((taken.fact.subject, ladder.rule.id), []).append(posting)
            self._steps[period] = found
        return self._steps[period]

    def scored(self, name: str, subject: str, period: Period) -> Scored:
        """How an indicator came to its points."""
        self.value(name, subject, period)
        return self._scored.get((name, subject, period)) or Scored()

    def full_marks(self, name: str, subject: str, period: Period) -> Fraction | None:
        """A rule's full marks for a subject, also where it does not apply."""
        formula = self.compiled.quantities[name].full_marks
        return None if formula is None else evaluate_number(formula, self.scope(subject, period))

    def among(self, name: str, group: str, subject: str, period: Period) -> Found:
        """Values among a group as seen from a subject."""
        seen = seen_from(self, group, subject)
        place = (name, period, group, seen)
        if place not in self._groups:
            self._groups[place] = Found(group, tuple(values_among(self, name, group, subject, period)))
        return self._groups[place]

    def members(self) -> MemberView:
        """The quantities of the subjects' members."""
        if self._members is None:
            members = members_of(self)
            self._members = MemberView(
                Quantities(
                    self.compiled,
                    members.inputs,
                    Counted(self.compiled, members.inputs),
                    self.book,
                    with_facts=self.with_facts,
                    local_names=members.local_names,
                    titles=members.titles,
                ),
                members.of,
            )
        return self._members

    # —— computing ——

    def _value(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        if period != self.inputs.period:
            sealed = self.inputs.sealed.get((subject, period.text, quantity.name))
            if sealed is not None:
                return sealed
            if period.start < self._first.start:
                return None
        if not self.applies(quantity.name, subject, period):
            return None
        value = self._KINDS[quantity.kind](self, quantity, subject, period)
        if value is None and quantity.when_missing is not None:
            return stand_in(quantity.when_missing)
        return value

    def _reported(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        return self.inputs.figures.get((subject, period.text, quantity.name))

    def _results(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        return together(self.pieces(quantity, subject, period), quantity.results)

    def pieces(self, quantity: Quantity, subject: str, period: Period) -> tuple[Piece, ...]:
        """What a figure reads of another scheme, period by period."""
        return self._readings.pieces(quantity, subject, period)

    def _formula(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        if quantity.formula is None:
            return None
        return evaluate(quantity.formula, self.scope(subject, period), self.report(quantity.name, subject))

    def _facts(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        if quantity.facts is None or (period != self.inputs.period and not self.counted.has_facts(period)):
            return None
        tally = self.counted.tally(period, self.book, with_facts=self.with_facts)
        cell = tally.figures[quantity.name].get(subject)
        if quantity.facts.take == "count":
            return Fraction(cell.count if cell else 0)
        if quantity.facts.take == "sum":
            return cell.total if cell else Fraction(0)
        return cell.total / cell.present if cell and cell.present else None

    def _item(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        if period != self.inputs.period and not self.counted.has_facts(period):
            return None
        return self.priced(period).points(subject, quantity.id)

    def _category(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        if period != self.inputs.period and not self.counted.has_facts(period):
            return None
        wanted = next((key for key, title in CATEGORIES.items() if quantity.name == title), quantity.id)
        priced = self.priced(period)
        total = Fraction(0)
        for item in self.compiled.items:
            if item.rule.category == wanted:
                total += priced.points(subject, item.rule.id)
        if wanted == STEPS_IN:
            steps = self.steps(period)
            for ladder in self.compiled.ladders:
                total += sum((posting.amount for posting in steps.get((subject, ladder.rule.id), ())), Fraction(0))
        return total

    def _indicator(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        scored = score_indicator(self, quantity, subject, period)
        self._scored[quantity.name, subject, period] = scored
        return scored.posted

    def _section(self, quantity: Quantity, subject: str, period: Period) -> Value | None:
        return sections.outcome(self, quantity, subject, period).value

    _KINDS: Mapping[str, Callable[[Quantities, Quantity, str, Period], Value | None]] = {
        "reported": _reported,
        "formula": _formula,
        "facts": _facts,
        "results": _results,
        "category": _category,
        "item": _item,
        "indicator": _indicator,
        "section": _section,
    }

    # —— helpers ——

    def _days(self, subject: Subject, period: Period) -> dict[str, Value | None]:
        """周期天数, and 在岗天数 as far as it is known: of this very period."""
        whole = self._lengths.get(period)
        if whole is None:  # asked for every subject and formula
            whole = self._lengths[period] = Fraction(period.days)
        if period != self.inputs.period:
            return {DAYS_OF_PERIOD: whole, DAYS_PRESENT: None}
        return {DAYS_OF_PERIOD: whole, DAYS_PRESENT: whole if subject.days is None else Fraction(subject.days)}

    def report(self, rule: str, subject: str) -> Report:
        """Collects what cannot be computed, with its rule and subject."""
        return lambda code, values: self.problems.append(
            Problem(code, {"rule": rule, "subject": self._titles.get(subject, subject), **values})
        )

    def _first_period(self) -> Period:
        """The earliest period of which anything is known; nothing is looked for before it."""
        kind = self.inputs.period.kind
        texts = {text for _, text, _ in (*self.inputs.figures, *self.inputs.sealed)}
        periods = [period for period in map(parse_period, texts) if period is not None and period.kind == kind]
        periods += [period_of(kind, min(fact.day for fact in self.counted.facts))] if self.counted.facts else []
        return min([*periods, self.inputs.period], key=lambda period: period.start)
