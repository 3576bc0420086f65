"""Where the marks of a chart stand. Whole pixels from exact values: the drawing is an SVG macro, the same on page
and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar in a box ``width`` wide; ``zero`` is where it starts from."""

    x: int
    length: int
    minus: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a distribution: how many fall between ``low`` and ``high``; ``here`` marks the reader's own."""

    x: int
    y: int
    width: int
    height: int
    low: Fraction
    high: Fraction
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line; ``value`` ``None`` breaks the line."""

    x: int
    y: int
    label: str
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class NamedLine:
    """One of several lines: its name, the ``d`` of its path, its points."""

    name: str
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines on one scale from ``low`` to ``high``; ``zero`` is the height at which nothing lies."""

    lines: tuple[NamedLine, ...]
    low: Fraction
    high: Fraction
    zero: int
    width: int
    height: int


def _scaled(value: Fraction, low: Fraction, high: Fraction, length: int) -> int:
    return length // 2 if high == low else round((value - low) / (high - low) * length)


def bars(values: Sequence[Fraction | None], width: int = 400) -> list[Bar]:
    """One bar a value, all on one scale that has zero on it."""
    known = [value for value in values if value is not None]
    low, high = min([*known, Fraction(0)]), max([*known, Fraction(0)])
    if low == high:
        return [Bar(0, 0, minus=False) for _ in values]
    zero = _scaled(Fraction(0), low, high, width)
    drawn = []
    for value in values:
        end = zero if value is None else _scaled(value, low, high, width)
        drawn.append(Bar(min(zero, end), abs(end - zero), minus=end < zero))
    return drawn


def distribution(
    values: Sequence[Fraction], own: Fraction | None, *, columns: int = 10, width: int = 320, height: int = 90
) -> list[Column]:
    """How the group spreads, in equal steps from lowest to highest; nothing to draw for fewer than two values."""
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return []
    ends = (min(values), max(values))
    counts = _counts(values, ends, columns)
    here = None if own is None else _counts([max(ends[0], min(own, ends[1]))], ends, columns).index(1)
    return _columns(counts, ends, max(counts), here, width, height)


def beside(
    before: Sequence[Fraction], now: Sequence[Fraction], *, columns: int = 12, width: int = 360, height: int = 90
) -> tuple[list[Column], list[Column]]:
    """Two distributions on one scale, to be laid over each other."""
    if min(len(before), len(now)) < 2:  # noqa: PLR2004 - as above
        return [], []
    ends = (min(*before, *now), max(*before, *now))
    first, second = _counts(before, ends, columns), _counts(now, ends, columns)
    tallest = max(*first, *second)
    return (
        _columns(first, ends, tallest, None, width, height),
        _columns(second, ends, tallest, None, width, height),
    )


def _counts(values: Sequence[Fraction], ends: tuple[Fraction, Fraction], columns: int) -> list[int]:
    """How many values fall into each of equal steps; in whole numbers, for it is drawn while a hand is on a slider."""
    common = lcm(*{value.denominator for value in (*values, *ends)})
    low, high = (int(end * common) for end in ends)
    found = [0] * columns
    for value in values:
        over = value.numerator * (common // value.denominator) - low
        found[min(columns - 1, over * columns // (high - low)) if high > low else 0] += 1
    return found


def _columns(
    counts: Sequence[int], ends: tuple[Fraction, Fraction], tallest: int, here: int | None, width: int, height: int
) -> list[Column]:
    step = (ends[1] - ends[0]) / len(counts) or Fraction(1)
    wide = width // len(counts)
    drawn = []
    for index, count in enumerate(counts):
        tall = height * count // tallest
        low = ends[0] + index * step
        drawn.append(
            Column(index * wide + 1, height - tall, wide - 2, tall, low, low + step, count, here=index == here)
        )
    return drawn


def series(points: Sequence[tuple[str, Fraction | None]], *, width: int = 560, height: int = 110) -> list[Dot]:
    """A line over time from zero or below to the highest; missing values stand on the ground line with no value."""
    known = [value for _, value in points if value is not None]
    low, high = min([*known, Fraction(0)]), max([*known, Fraction(1)])
    gap = width // max(1, len(points) - 1) if len(points) > 1 else 0
    return [
        Dot(
            index * gap if len(points) > 1 else width // 2,
            height - (0 if value is None else _scaled(value, low, high, height)),
            label,
            value,
        )
        for index, (label, value) in enumerate(points)
    ]


def lines(named: Sequence[tuple[str, Sequence[Fraction | None]]], *, width: int = 560, height: int = 160) -> Lines:
    """Several lines over the same rounds on one scale that has zero on it."""
    known = [value for _, values in named for value in values if value is not None]
    low, high = min([*known, Fraction(0)]), max([*known, Fraction(0)])
    longest = max((len(values) for _, values in named), default=0)
    drawn = []
    for name, values in named:
        dots = [
            Dot(
                index * width // max(1, longest - 1),
                height - (0 if value is None else _scaled(value, low, high, height)),
                name,
                value,
            )
            for index, value in enumerate(values)
        ]
        drawn.append(NamedLine(name, path(dots), tuple(dots)))
    return Lines(tuple(drawn), low, high, height - _scaled(Fraction(0), low, high, height), width, height)


def path(dots: Sequence[Dot]) -> str:
    """The ``d`` of the line: a new stroke after each gap."""
    parts, pen_down = [], False
    for dot in dots:
        if dot.value is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{dot.x} {dot.y}")
        pen_down = True
    return " ".join(parts)
