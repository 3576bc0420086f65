"""Lines of moves over the grids of knobs: where a search may go."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.tuning.knobs import Knob

REACH = 1000  # grid steps that are tried along a knob whose bound is open on that side


@dataclass(frozen=True, slots=True)
class Line:
    """From where the knobs stand, ``length`` steps of ``by`` each; 0 is where they stand."""

    moves: tuple[tuple[Knob, Fraction, Fraction], ...]  # knob, first value, value of one step
    length: int

    def at(self, steps: int) -> Mapping[Knob, Fraction]:
        """The knobs' values after so many steps (≥ 1)."""
        return {knob: first + (steps - 1) * by for knob, first, by in self.moves}


def singles(knobs: Iterable[Knob]) -> Iterator[Line]:
    """Each knob up and down its grid."""
    for knob in knobs:
        first = knob.above(knob.value + _least(knob))
        yield Line(((knob, first, knob.step),), _steps(knob, first, 1))
        first = knob.below(knob.value - _least(knob))
        yield Line(((knob, first, -knob.step),), _steps(knob, first, -1))


def pairs(knobs: Sequence[Knob]) -> Iterator[Line]:
    """One knob up and another of the same unit down by as much, in steps that lie on both grids."""
    for up in knobs:
        for down in knobs:
            if up is not down and up.unit == down.unit and _stands(up) and _stands(down):
                step = _common(up.step, down.step)
                above = REACH if up.high is None else int((up.high - up.value) // step)
                below = REACH if down.low is None else int((down.value - down.low) // step)
                yield Line(((up, up.value + step, step), (down, down.value - step, -step)), max(0, min(above, below)))


def _least(knob: Knob) -> Fraction:
    """A step where the knob stands on its grid; else a little, so that the next point of the grid comes first."""
    return knob.step if _stands(knob) else Fraction(0)


def _stands(knob: Knob) -> bool:
    return (knob.value - knob.start) % knob.step == 0


def _steps(knob: Knob, first: Fraction, sign: int) -> int:
    """How many points of the grid lie from the first on in one direction; none where the bound is reached already."""
    if not knob.within(first) or (first - knob.value) * sign <= 0:
        return 0
    end = knob.high if sign > 0 else knob.low
    return REACH if end is None else int(abs(end - first) // knob.step) + 1


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least common multiple of two steps."""
    left, right = one.numerator * other.denominator, other.numerator * one.denominator
    return Fraction(math.lcm(left, right), one.denominator * other.denominator)
