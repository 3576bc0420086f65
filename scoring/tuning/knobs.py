"""Knobs: the numbers of a scheme that staff may move, each with an address, its bounds and its grid.

The address is the text that people write everywhere: a parameter's name (快审加分) or a cell of a table
(案件权重（民事一审，普通）). It is stable: it names the number, not its place in the document.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from unicodedata import normalize

from rules.compiled import Compiled
from rules.exact import shown
from rules.lookup import Keys
from rules.model import Bounds
from rules.phrase import glue
from rules.problem import Problem, did_you_mean
from scoring.constants import parameter_on, rows_on
from scoring.inputs import Overlay
from scoring.overlay import cell_name

FINEST = Fraction(1, 100)  # the grid of a number whose scheme names no step


@dataclass(frozen=True, slots=True)
class Knob:
    """A tunable number: a parameter (``keys`` is ``None``) or a cell of a table.

    ``value`` is in force on the day asked for; ``low`` and ``high`` bound it (``None``: open); ``step`` > 0 is the
    grid, counted from ``low``, or from 0 where that is open. Percentages are ratios here, as everywhere inside.
    """

    name: str
    keys: Keys | None
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    step: Fraction
    unit: str = ""
    basis: str = ""
    assumption: str = ""

    @property
    def address(self) -> str:
        """案件权重（民事一审，普通）, 快审加分."""
        return self.name if self.keys is None else cell_name(self.name, self.keys)

    @property
    def start(self) -> Fraction:
        """The grid's first point."""
        return Fraction(0) if self.low is None else self.low

    def within(self, value: Fraction) -> bool:
        """Whether a value lies within the bounds, ends included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def on_grid(self, value: Fraction) -> bool:
        """Whether staff may set it: on the grid, or as it stands now."""
        return value == self.value or (value - self.start) % self.step == 0

    def nearest(self, value: Fraction) -> Fraction:
        """The grid's point nearest to a value, within the bounds; of two equally near the lower one."""
        return self._bounded(math.ceil((value - self.start) / self.step - Fraction(1, 2)))

    def below(self, value: Fraction) -> Fraction:
        """The highest point of the grid that is not above a value (the lowest point there is, if all are)."""
        return self._bounded(math.floor((value - self.start) / self.step))

    def above(self, value: Fraction) -> Fraction:
        """The lowest point of the grid that is not below a value (the highest point there is, if all are)."""
        return self._bounded(math.ceil((value - self.start) / self.step))

    def _bounded(self, position: int) -> Fraction:
        if self.high is not None:
            position = min(position, math.floor((self.high - self.start) / self.step))
        if self.low is not None:
            position = max(position, 0)
        return self.start + position * self.step

    def shown(self, value: Fraction) -> str:
        """A value of this knob for people."""
        return shown(value, percent=self.unit == "%")

    def overlay(self, value: Fraction) -> Overlay:
        """The what-if that sets it."""
        return overlay_of({self: value})


def knobs(compiled: Compiled, day: date | None = None) -> tuple[Knob, ...]:
    """Every tunable number with its value on a day (by default the last day on which anything changes), in the order
    of the document: parameters, then tables row by row. Fixed rows and choices are none.
    """
    return tuple(_knobs(compiled, day or max((compiled.scheme.effective, *compiled.breaks))))


def overlay_of(values: Mapping[Knob, Fraction]) -> Overlay:
    """The what-if that sets all of them."""
    parameters: dict[str, Fraction | str] = {knob.name: value for knob, value in values.items() if knob.keys is None}
    cells = {(knob.name, knob.keys): value for knob, value in values.items() if knob.keys is not None}
    return Overlay(parameters, cells)


def value_under(knob: Knob, overlay: Overlay) -> Fraction:
    """A knob's value under a what-if."""
    found = overlay.parameters.get(knob.name) if knob.keys is None else overlay.cells.get((knob.name, knob.keys))
    return found if isinstance(found, Fraction) else knob.value


def by_address(known: Iterable[Knob]) -> dict[str, Knob]:
    """Knobs by their :func:`plain` address, made once for many look-ups."""
    return {plain(knob.address): knob for knob in known}


def find_knob(known: Mapping[str, Knob], address: str) -> Knob | Problem:
    """The knob of an address among :func:`by_address`, however its brackets, commas and spaces are typed; else what is
    wrong with it.
    """
    found = known.get(plain(address))
    if found is not None:
        return found
    hint = did_you_mean(address, (knob.address for knob in known.values()))
    return Problem("set.unknown", {"name": address, "hint": hint})


def beside(name: str, rest: str) -> str:
    """A name and what is said of it; a full-width bracket brings its own space."""
    return glue(name, "" if name.endswith("）") else " ", rest)


def plain(address: str) -> str:
    """An address for comparing: half and full width, and spaces, make no difference."""
    return "".join(normalize("NFKC", address).split())


def _knobs(compiled: Compiled, day: date) -> Iterator[Knob]:
    for name, parameter in compiled.parameters.items():
        value = parameter_on(parameter, day)
        if parameter.tunable is not None and isinstance(value, Fraction):
            yield _knob(name, None, value, parameter.tunable, parameter.unit, parameter.basis, parameter.assumption)
    for name, table in compiled.tables.items():
        if table.tunable is not None:
            for keys, value in rows_on(table, day).items():
                if list(keys) not in table.fixed:
                    yield _knob(name, keys, value, table.tunable, table.unit, table.basis, table.assumption)


def _knob(
    name: str, keys: Keys | None, value: Fraction, bounds: Bounds, unit: str, basis: str, assumption: str
) -> Knob:
    step = FINEST if bounds.step is None else bounds.step
    return Knob(name, keys, value, bounds.min, bounds.max, step, unit, basis, assumption)
