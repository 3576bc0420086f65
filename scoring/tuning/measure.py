"""A tally laid out for pricing again and again: who has how many facts of each distinct key, and what its price reads.

Whole numbers only. Posted amounts are multiples of the scheme's rounding unit, so a price is a whole number of units,
and the points of a rule are Σ count × price over the keys. Only keys whose price reads a changed number are priced
again, and only their holders' sums are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from rules.compiled import Compiled
from scoring.constants import Book
from scoring.inputs import Overlay, Subject
from scoring.price import Pricer
from scoring.scope import Trace
from scoring.tally import Key, Tally

Place = tuple[str, int, Key]  # rule, regime, key values
Reading = tuple[str, tuple[str, ...] | None]  # a parameter or a whole table (None), or one row of a table


class Measure:
    """The sparse matrix of counts (distinct keys × subjects) with the prices of the scheme as written."""

    def __init__(self, compiled: Compiled, tally: Tally, book: Book, plain: Book, subjects: Sequence[Subject]) -> None:
        """``book`` is the one that the tally was counted under: it also says which rules are for whom."""
        self.compiled = compiled
        self.size = len(subjects)
        self._unit = compiled.rounding.to
        positions = {subject.name: position for position, subject in enumerate(subjects)}
        self._holders: dict[Place, list[tuple[int, int]]] = {}
        applies = Pricer(compiled, book).applies
        for cell in tally.cells:
            position = positions.get(cell.subject)
            if position is not None and applies(cell.rule, cell.regime, subjects[position].classes):
                self._holders.setdefault((cell.rule, cell.regime, cell.key), []).append((position, cell.count))
        pricer = Pricer(compiled, plain)
        self._prices = {place: self._price(pricer, place) for place in self._holders}
        self._readers = _readers(pricer, self._holders)
        self.points: Mapping[str, Sequence[int]] = self._sums()

    def priced(self, book: Book, overlay: Overlay) -> Mapping[str, Sequence[int]]:
        """Rule → points of each subject under a what-if, in units of the rounding. ``book`` lays the overlay out."""
        pricer = Pricer(self.compiled, book)
        found: dict[str, Sequence[int]] = dict(self.points)
        own: dict[str, list[int]] = {}
        for place in self._touched(overlay):
            change = self._price(pricer, place) - self._prices[place]
            if change:
                rule = place[0]
                if rule not in own:
                    found[rule] = own[rule] = list(self.points[rule])
                column = own[rule]
                for position, count in self._holders[place]:
                    column[position] += count * change
        return found

    def _touched(self, overlay: Overlay) -> Iterable[Place]:
        """The keys whose price reads something that the overlay changes, each once, in a fixed order."""
        readings: list[Reading] = [(name, None) for name in overlay.parameters]
        readings += list(overlay.cells)
        readings += [(name, None) for name in dict.fromkeys(table for table, _ in overlay.cells)]
        return dict.fromkeys(place for reading in readings for place in self._readers.get(reading, ()))

    def _price(self, pricer: Pricer, place: Place) -> int:
        price = pricer.price(*place)
        return 0 if price is None else units_of(price, self._unit)

    def _sums(self) -> dict[str, list[int]]:
        found = {item.rule.id: [0] * self.size for item in self.compiled.items}
        for place, holders in self._holders.items():
            column, price = found[place[0]], self._prices[place]
            for position, count in holders:
                column[position] += count * price
        return found


def units_of(posted: Fraction, unit: Fraction) -> int:
    """A posted amount, which is a multiple of the unit, as a whole number of units."""
    return posted.numerator * unit.denominator // (posted.denominator * unit.numerator)


def _readers(pricer: Pricer, places: Iterable[Place]) -> Mapping[Reading, Sequence[Place]]:
    """Which keys' prices read a number. The walk that priced a key notes all it read; as long as none of that changes
    it would walk the same way and read the same.
    """
    found: dict[Reading, list[Place]] = {}
    for place in places:
        trace: Trace = pricer.traced(*place)[1]
        readings: list[Reading] = []
        for used in trace.used:
            if used.kind == "parameter":
                readings.append((used.name, None))
            elif used.kind == "table":
                readings.append((used.name, None if used.row is None else used.row.keys))
        for reading in dict.fromkeys(readings):
            found.setdefault(reading, []).append(place)
    return found
