"""A trial: everything measured once, then priced again for every position of a slider. The official score's own engine.

``outcome(overlay)`` has for every subject the total that :func:`scoring.engine.score` has under the same overlay; the
tests hold the two against each other on random schemes. What is quicker here is what is left out: nothing is counted,
explained or computed that the overlay does not reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rules.compiled import Compiled
from rules.exact import round_to
from rules.problem import Problem
from scoring.constants import Book
from scoring.counted import Counted
from scoring.engine import total_name
from scoring.fields import ranked
from scoring.inputs import Inputs, Overlay
from scoring.overlay import check_overlay
from scoring.tuning.again import Base
from scoring.tuning.columns import Coefficients, Columns, Units, as_number, exact
from scoring.tuning.groups import Groups, groups_of
from scoring.tuning.knobs import Knob, knobs
from scoring.tuning.measure import Measure
from scoring.tuning.outcome import GradeLine, Outcome, Standing
from scoring.tuning.reads import Names, Reach, Reads

NO_OVERLAY = Overlay()
_KEPT = 4  # measures of what-ifs that count anew
_PLANS = 512  # sets of moved numbers whose reach is remembered

Totals = Sequence[int | None]  # in units of the scheme's rounding


class Trial:
    """A scheme and inputs, measured; asked again and again. Not for two threads at once."""

    def __init__(self, compiled: Compiled, inputs: Inputs, groups: Groups) -> None:
        self.compiled, self.inputs, self.groups = compiled, inputs, groups
        self.subjects = tuple(subject.name for subject in inputs.subjects)
        self.knobs: tuple[Knob, ...] = knobs(compiled, inputs.period.end)
        self._plain = Book(compiled)
        self._counted = Counted(compiled, inputs)
        self._base = Base(compiled, inputs, self._counted, self._plain)
        self._base.fill()
        self._coefficients = Coefficients(self._base)
        self._total = total_name(compiled)
        self._reads = Reads(compiled, () if self._total is None else (self._total,))
        self._measures: dict[Names | frozenset[tuple[str, object]], Measure] = {}
        self._measure = self._measured(NO_OVERLAY, frozenset())
        self._reaches: dict[Names, Reach] = {}
        self._exact = [self._units(subject) for subject in self.subjects]
        self.before: Totals = [self._rounded(units) for units in self._exact]
        self.problems: tuple[Problem, ...] = (*self._counted.problems, *self._base.problems)

    @classmethod
    def prepare(
        cls, compiled: Compiled, inputs: Inputs, groups: Mapping[str, Mapping[str, str]] | None = None
    ) -> Trial:
        """Measure. ``groups`` are further groupings of subjects to show effects by: 庭室 → subject → its division; the
        classes that the inputs know, and the subject above, are there by themselves.
        """
        return cls(compiled, inputs, groups_of(inputs, groups or {}))

    def outcome(self, overlay: Overlay = NO_OVERLAY, lines: Sequence[GradeLine] = ()) -> Outcome:
        """Who stands where, now and before, with everything that staff watch while a slider moves."""
        totals, problems = self._totals(overlay)
        unit, shown = self.compiled.rounding.to, self.compiled.scheme.ranking == "shown"
        standing = Standing(self.subjects, unit, tuple(lines), self.groups, ranked=shown, unranked=self._unranked())
        return standing.compare(self.before, totals, self._sums(overlay), problems)

    def totals(self, overlay: Overlay = NO_OVERLAY) -> Totals:
        """The totals alone, in units of the scheme's rounding, ``None`` where there is none: for searches."""
        return self._totals(overlay)[0]

    # —— computing ——

    def _totals(self, overlay: Overlay) -> tuple[Totals, tuple[Problem, ...]]:
        moved, problems = self._moved(overlay)
        changed = frozenset((*moved.parameters, *(table for table, _ in moved.cells)))
        if not changed or self._total is None:
            return self.before, problems
        reach = self._reach(changed)
        if self._total not in reach.names:
            return self.before, problems
        book = Book(self.compiled, moved, self._plain)
        columns = Columns(self._base, self._coefficients, reach, book)
        columns.fill(self._measured(moved, reach.counting).priced(book, moved), self._measure)
        move = columns.moves[self._total]
        totals = [
            before if not by else self._rounded(None if units is None else units + by)
            for before, units, by in zip(self.before, self._exact, move.by, strict=True)
        ]
        if columns.again is not None:
            for position in move.turned:
                value = columns.again.number(self._total, self.subjects[position], self.inputs.period)
                totals[position] = self._rounded(None if value is None else value / self.compiled.rounding.to)
            problems += tuple(columns.again.problems)
        return totals, problems

    def _unranked(self) -> frozenset[int]:
        """Who takes no part in the ranking, as things stand: no weight makes a probation end."""
        if not self.compiled.ranked.comparisons:
            return frozenset()
        period = self.inputs.period
        inside = ranked(
            self.compiled,
            self.inputs.subjects,
            lambda subject: {name: self._base.value(name, subject, period) for name in self.compiled.quantities},
            self._plain.on(period.end),
        )
        return frozenset(at for at, subject in enumerate(self.subjects) if subject not in inside)

    def _moved(self, overlay: Overlay) -> tuple[Overlay, tuple[Problem, ...]]:
        """The overlay without what it leaves as it is, on any day; and what it names that is not there."""
        regimes = [self._plain.regime(number) for number in range(len(self.compiled.breaks) + 1)]
        parameters = {
            name: value
            for name, value in overlay.parameters.items()
            if any(not each.has(name) or each.parameter(name) != value for each in regimes)
        }
        cells = {
            place: value
            for place, value in overlay.cells.items()
            if any((now := each.cell(*place)) is not None and now != value for each in regimes)
        }
        odd = {
            place: value for place, value in overlay.cells.items() if all(one.cell(*place) is None for one in regimes)
        }
        problems = check_overlay(self.compiled, Overlay(parameters, odd))
        known = {name: value for name, value in parameters.items() if name in self.compiled.parameters}
        return Overlay(known, cells), tuple(problems)

    def _reach(self, changed: Names) -> Reach:
        if changed not in self._reaches:
            if len(self._reaches) >= _PLANS:
                self._reaches.clear()
            self._reaches[changed] = self._reads.reach(changed)
        return self._reaches[changed]

    def _measured(self, overlay: Overlay, counting: Names) -> Measure:
        """The counts as they are, or anew where a number in a condition was changed."""
        place = frozenset((name, overlay.parameters[name]) for name in counting)
        if place not in self._measures:
            recounted = [each for each in self._measures if each]
            for each in recounted[: max(0, len(recounted) + 1 - _KEPT)]:
                del self._measures[each]
            part = Overlay({name: overlay.parameters[name] for name in sorted(counting)})
            book = Book(self.compiled, part, self._plain)
            tally = self._counted.tally(self.inputs.period, book, with_facts=False)
            self._measures[place] = Measure(self.compiled, tally, book, self._plain, self.inputs.subjects)
        return self._measures[place]

    def _units(self, subject: str) -> Units | None:
        if self._total is None:
            return None
        value = as_number(self._base.value(self._total, subject, self.inputs.period))
        return None if value is None else exact(value / self.compiled.rounding.to)

    def _rounded(self, units: Units | None) -> int | None:
        """The one rounding of a total, in units."""
        if units is None or isinstance(units, int):
            return units
        return int(round_to(units, Fraction(1), self.compiled.rounding.mode))

    def _sums(self, overlay: Overlay) -> Mapping[str, tuple[Fraction, Fraction]]:
        """Table → the sum of its tunable weights before and now."""
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for knob in self.knobs:
            if knob.keys is not None:
                before, now = found.get(knob.name, (Fraction(0), Fraction(0)))
                value = overlay.cells.get((knob.name, knob.keys), knob.value)
                found[knob.name] = (before + knob.value, now + value)
        return found
