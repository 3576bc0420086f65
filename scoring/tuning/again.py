"""The engine's own quantities once more under a what-if, computing only what the what-if reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rules.compiled import Compiled
from rules.condition import Value
from scoring.constants import Book
from scoring.counted import Counted
from scoring.inputs import Inputs
from scoring.period import Period
from scoring.quantities import Quantities


class Base(Quantities):
    """The quantities of the scheme as written: what every what-if starts from."""

    def __init__(self, compiled: Compiled, inputs: Inputs, counted: Counted, book: Book) -> None:
        super().__init__(compiled, inputs, counted, book, with_facts=False)

    @property
    def first(self) -> Period:
        """The earliest period of which anything is known: the same for every what-if."""
        return self._first


class Again(Quantities):
    """The same subjects under another book. What the what-if does not reach is taken from the base; what was priced as
    whole columns is taken from there; the rest the engine computes as it always does.
    """

    def __init__(self, base: Base, book: Book, reached: frozenset[str]) -> None:
        self._base, self._reached = base, reached
        self._columns: dict[str, Mapping[str, Value | None]] = {}
        super().__init__(base.compiled, base.inputs, base.counted, book, with_facts=False)

    def know(self, name: str, values: Sequence[Value | None]) -> None:
        """A quantity's values in the period, in the order of the subjects."""
        self._columns[name] = dict(zip(self.subjects, values, strict=True))

    def value(self, name: str, subject: str, period: Period) -> Value | None:
        """As everywhere; computed only where nothing is known."""
        if name not in self._reached:
            return self._base.value(name, subject, period)
        column = self._columns.get(name) if period == self.inputs.period else None
        return super().value(name, subject, period) if column is None else column[subject]

    def _first_period(self) -> Period:
        return self._base.first
