"""Which facts a condition lets through, as a set per field: tells contradictions, overlaps and gaps exactly.

A field's values lie on a grid (whole numbers, so many decimals, days), so that ``> 7`` and ``< 8`` of a whole number is
known to be impossible, and open and closed ends need no telling apart: every range here includes both its ends. A field
that a fact may leave out can also be absent, which no comparison accepts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.condition import Comparison, Condition, Value
from rules.model import FieldKind

MAX_BOXES = 5_000
_Ends = tuple[int | None, int | None]  # None: without end


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of a choice, yes/no or text: the ``values``, or all but them when ``excluded``."""

    values: frozenset[Value]
    excluded: bool = False
    absent: bool = False

    def meet(self, other: Chosen) -> Chosen:
        """What both allow."""
        absent = self.absent and other.absent
        if self.excluded and other.excluded:
            return Chosen(self.values | other.values, excluded=True, absent=absent)
        if self.excluded or other.excluded:
            plain, barred = (other, self) if self.excluded else (self, other)
            return Chosen(plain.values - barred.values, absent=absent)
        return Chosen(self.values & other.values, absent=absent)

    def rest(self) -> Chosen:
        """Everything that this does not allow."""
        return Chosen(self.values, excluded=not self.excluded, absent=not self.absent)

    @property
    def empty(self) -> bool:
        """Whether nothing is allowed."""
        return not self.absent and not self.excluded and not self.values


@dataclass(frozen=True, slots=True)
class Ranges:
    """Of a number or date: ranges on the field's grid, ascending and apart, both ends included."""

    spans: tuple[_Ends, ...]
    absent: bool = False

    def meet(self, other: Ranges) -> Ranges:
        """What both allow."""
        spans = [both for one in self.spans for two in other.spans if (both := _meet(one, two)) is not None]
        return Ranges(tuple(spans), absent=self.absent and other.absent)

    def rest(self) -> Ranges:
        """Everything that this does not allow."""
        spans: list[_Ends] = []
        start: int | None = None
        for low, high in self.spans:
            if low is not None:
                spans.append((start, low - 1))
            if high is None:
                return Ranges(tuple(span for span in spans if _meet(span, span)), absent=not self.absent)
            start = high + 1
        spans.append((start, None))
        return Ranges(tuple(span for span in spans if _meet(span, span)), absent=not self.absent)

    @property
    def empty(self) -> bool:
        """Whether nothing is allowed."""
        return not self.absent and not self.spans


Allowed = Chosen | Ranges
Regions = Mapping[str, Allowed]


def regions(condition: Condition, fields: Mapping[str, FieldKind]) -> dict[str, Allowed]:
    """The normal form of a bound condition: what it allows of each field that it compares."""
    found: dict[str, Allowed] = {}
    for comparison in condition.comparisons:
        kind = fields[comparison.field]
        found[comparison.field] = meet(found.get(comparison.field, domain(kind)), allowed(comparison, kind))
    return found


def domain(kind: FieldKind) -> Allowed:
    """Everything that a field may be."""
    absent = not kind.required
    if kind.type == "choice":
        return Chosen(frozenset(kind.values), absent=absent)
    if kind.type == "yes_no":
        return Chosen(frozenset((True, False)), absent=absent)
    if kind.type == "text":
        return Chosen(frozenset(), excluded=True, absent=absent)
    return Ranges(((1, date.max.toordinal()) if kind.type == "date" else (None, None),), absent=absent)


def allowed(comparison: Comparison, kind: FieldKind) -> Allowed:
    """What one comparison without open parameters allows."""
    values = [value for value in comparison.values if value is not None]
    if kind.type in ("choice", "yes_no", "text"):
        return Chosen(frozenset(values), excluded=comparison.op == "≠")
    points = [_on_grid(value, kind) for value in values]
    if comparison.op == "属于":
        ends = sorted({int(point) for point in points if point.denominator == 1})
        return Ranges(tuple((end, end) for end in ends))
    if comparison.op == "介于":
        span = _meet((math.ceil(points[0]), math.floor(points[1])), (None, None))
        return Ranges((span,) if span else ())
    point = points[0]
    whole = int(point) if point.denominator == 1 else None
    if comparison.op in ("=", "≠"):
        equal = Ranges(((whole, whole),) if whole is not None else (), absent=comparison.op == "≠")
        return equal if comparison.op == "=" else equal.rest()
    spans: dict[str, _Ends] = {
        ">": (math.floor(point) + 1, None),
        "≥": (math.ceil(point), None),
        "<": (None, math.ceil(point) - 1),
        "≤": (None, math.floor(point)),
    }
    return Ranges((spans[comparison.op],))


def meet(one: Allowed, other: Allowed) -> Allowed:
    """What both allow; both are of the same field."""
    if isinstance(one, Chosen):
        return one.meet(other)  # type: ignore[arg-type]  # the same field has the same sort
    return one.meet(other)  # type: ignore[arg-type]  # likewise


def impossible(found: Regions) -> bool:
    """Whether no fact at all is let through."""
    return any(part.empty for part in found.values())


def disjoint(one: Regions, other: Regions) -> bool:
    """Whether provably no fact satisfies both conditions."""
    if impossible(one) or impossible(other):
        return True
    return any(meet(one[field], other[field]).empty for field in one.keys() & other.keys())


def covers(conditions: Sequence[Condition], within: Condition, fields: Mapping[str, FieldKind]) -> bool:
    """Whether every fact that satisfies ``within`` satisfies one of the bound ``conditions``."""
    return gap(conditions, within, fields) is None


def gap(
    conditions: Sequence[Condition], within: Condition, fields: Mapping[str, FieldKind]
) -> dict[str, Value | None] | None:
    """A fact that satisfies ``within`` and none of the bound ``conditions``: its fields (``None``: left out).

    Each condition is cut out of what is left. ``None`` means that nothing is left. More than
    ``MAX_BOXES`` pieces are never met by a scheme that a person can read; beyond them the first is returned unproven.
    """
    compared = {part.field for condition in (within, *conditions) for part in condition.comparisons}
    start: dict[str, Allowed] = {field: domain(fields[field]) for field in sorted(compared)} | regions(within, fields)
    left = [] if impossible(start) else [start]
    for condition in conditions:
        cutter = regions(condition, fields)
        left = [piece for box in left for piece in _cut(box, cutter)]
        if len(left) > MAX_BOXES:
            break
    return {field: _example(part, fields[field]) for field, part in left[0].items()} if left else None


def _cut(box: dict[str, Allowed], cutter: Regions) -> list[dict[str, Allowed]]:
    """The box without the part that the cutter lets through, as boxes that do not overlap."""
    if any(meet(box[field], part).empty for field, part in cutter.items()):
        return [box]
    pieces: list[dict[str, Allowed]] = []
    for field, part in cutter.items():
        outside = meet(box[field], part.rest())
        if not outside.empty:
            pieces.append({**box, field: outside})
        box = {**box, field: meet(box[field], part)}
    return pieces


def _example(part: Allowed, kind: FieldKind) -> Value | None:
    """One allowed value, a plain one if there is a choice."""
    if isinstance(part, Chosen):
        if part.excluded:
            return next(
                name for name in (f"其他{number}" for number in range(len(part.values) + 1)) if name not in part.values
            )
        if not part.values:
            return None
        known: list[Value] = [True, False, *kind.values, *sorted(map(str, part.values))]  # the last for texts
        return min(part.values, key=known.index)
    if not part.spans:
        return None
    low, high = part.spans[-1]
    point = low if low is not None else high if high is not None else 0
    if kind.type == "date":
        return date.fromordinal(point)
    return Fraction(point, _scale(kind))


def _on_grid(value: Value, kind: FieldKind) -> Fraction:
    """A value in steps of the field's grid; between two steps it is no whole number."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value) * _scale(kind)


def _scale(kind: FieldKind) -> int:
    return 10**kind.places if kind.type == "number" else 1


def _meet(one: _Ends, other: _Ends) -> _Ends | None:
    low = max((end for end in (one[0], other[0]) if end is not None), default=None)
    high = min((end for end in (one[1], other[1]) if end is not None), default=None)
    return None if low is not None and high is not None and low > high else (low, high)
