"""What has been counted from facts so far: frames and tallies by period, kept from one what-if to the next."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rules.compiled import Compiled
from rules.problem import Problem
from scoring.adjustments import without_replaced
from scoring.constants import Book
from scoring.frames import Frames, encode, screen
from scoring.inputs import Fact, Inputs
from scoring.period import Period
from scoring.tally import Tally, condition_parameters, take_tally

_KEPT = 8  # tallies of what-ifs that count anew; a slider over a condition would otherwise fill the memory


class Counted:
    """Counts each period's facts once. Only an overlay on a number that stands in a condition makes it count again."""

    def __init__(self, compiled: Compiled, inputs: Inputs) -> None:
        self.compiled = compiled
        self.inputs = inputs
        facts, problems = screen(compiled, inputs.facts, (subject.name for subject in inputs.subjects))
        self.facts: Sequence[Fact] = facts
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.by_key = {fact.key: fact for fact in facts}
        self._in_conditions = condition_parameters(compiled)
        self._frames: dict[Period, Frames] = {}
        self._tallies: dict[tuple[Period, bool, frozenset[tuple[str, Fraction | str]]], Tally] = {}

    def frames(self, period: Period) -> Frames:
        """The columns of a period's facts."""
        if period not in self._frames:
            self._frames[period] = encode(self.compiled, self.facts, period)
        return self._frames[period]

    def has_facts(self, period: Period) -> bool:
        """Whether any fact lies in the period: without, an earlier period was not recorded rather than empty."""
        return bool(self.frames(period).facts)

    def tally(self, period: Period, book: Book, *, with_facts: bool) -> Tally:
        """The period's tally under a book's overlay."""
        parameters = book.overlay.parameters
        changed = frozenset((name, parameters[name]) for name in self._in_conditions & set(parameters))
        for kept in (True, with_facts):  # a tally that knows its facts serves for one that need not
            if (found := self._tallies.get((period, kept, changed))) is not None:
                return found
        recounted = [place for place in self._tallies if place[2]]
        for place in recounted[: max(0, len(recounted) + 1 - _KEPT)]:
            del self._tallies[place]
        made = take_tally(self.compiled, self.frames(period), book, with_facts=with_facts)
        if self.inputs.adjustments and period == self.inputs.period:
            made = without_replaced(self.compiled, book, made, self.inputs.adjustments, self.by_key)
        self._tallies[period, with_facts, changed] = made
        return made
