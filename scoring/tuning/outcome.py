"""What staff watch while a weight moves: places, bands, lines crossed, sums, spread, effect by group. Values only."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.problem import Problem
from scoring.tuning.groups import Groups


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A line between grades: those at or above it are ``title``. Either points ``at``, or the first ``share`` of those
    who have a total (a ratio; whole places, rounded down). Equal totals at the last place are all above: a tie is for
    people to settle.
    """

    title: str
    at: Fraction | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class SubjectOutcome:
    """One subject now and before. ``place`` is ``None`` where the scheme hides ranking; ``band`` is the title of the
    first line that is reached, empty below all.
    """

    subject: str
    total: Fraction | None
    before: Fraction | None
    place: int | None
    place_before: int | None
    band: str
    band_before: str

    @property
    def change(self) -> Fraction:
        """How far the total moved; nothing where there is none to compare."""
        return Fraction(0) if self.total is None or self.before is None else self.total - self.before

    @property
    def moved(self) -> bool:
        """Whether anything about it is different."""
        now = (self.total, self.place, self.band)
        return now != (self.before, self.place_before, self.band_before)


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """A line: the points it stands at, how many reach it, who newly does and who no longer does. ``places`` of a share;
    more above than places means a tie.
    """

    line: GradeLine
    cut: Fraction | None
    cut_before: Fraction | None
    above: int
    above_before: int
    places: int | None
    rose: tuple[str, ...]
    fell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Highest : lowest printed total. ``ratio`` is ``None`` where nobody has a total or the lowest is not above 0."""

    highest: Fraction | None
    lowest: Fraction | None
    ratio: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """The effect on a group: over those of it who have a total now (before: had one before)."""

    by: str
    group: str
    count: int
    total: Fraction
    before: Fraction
    mean: Fraction | None
    mean_before: Fraction | None


@dataclass(frozen=True, slots=True)
class SumOfWeights:
    """The tunable weights of a table added up."""

    table: str
    now: Fraction
    before: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a what-if beside that of the scheme as written. ``subjects`` in the order of the inputs."""

    subjects: tuple[SubjectOutcome, ...]
    lines: tuple[LineOutcome, ...]
    spread: Spread
    spread_before: Spread
    groups: tuple[GroupOutcome, ...]
    sums: tuple[SumOfWeights, ...]
    problems: tuple[Problem, ...]

    @property
    def changes(self) -> tuple[SubjectOutcome, ...]:
        """Who moved, furthest first; of equal moves in the order of the subjects."""
        moved = [each for each in self.subjects if each.moved]
        return tuple(sorted(moved, key=lambda each: -abs(each.change)))


def spread_of(totals: Sequence[int | None], unit: Fraction) -> Spread:
    """Highest : lowest of totals in units of the rounding."""
    known = [total for total in totals if total is not None]
    if not known:
        return Spread(None, None, None)
    high, low = max(known), min(known)
    return Spread(high * unit, low * unit, Fraction(high, low) if low > 0 else None)


def cut_of(line: GradeLine, totals: Sequence[int | None], unit: Fraction) -> tuple[int | None, int | None]:
    """The least total that reaches a line, in units, and the places of a share; ``None``: nobody reaches it."""
    if line.at is not None:
        return math.ceil(line.at / unit), None
    known = sorted((total for total in totals if total is not None), reverse=True)
    places = max(0, min(len(known), math.floor((line.share or 0) * len(known))))
    return (known[places - 1] if places else None), places


def places_of(totals: Sequence[int | None]) -> list[int | None]:
    """Places from the top; equal totals share one, and the next is left free."""
    first: dict[int, int] = {}
    for place, total in enumerate(sorted((total for total in totals if total is not None), reverse=True), 1):
        first.setdefault(total, place)
    return [None if total is None else first[total] for total in totals]


@dataclass(frozen=True, slots=True)
class Standing:
    """How to read a column of totals: in which unit, against which lines, by which groups."""

    subjects: Sequence[str]
    unit: Fraction
    lines: tuple[GradeLine, ...]
    groups: Groups
    ranked: bool
    unranked: frozenset[int] = frozenset()  # positions of those who take no part in the ranking

    def compare(
        self,
        before: Sequence[int | None],
        now: Sequence[int | None],
        sums: Mapping[str, tuple[Fraction, Fraction]],
        problems: tuple[Problem, ...] = (),
    ) -> Outcome:
        """Two columns of totals side by side."""
        return Outcome(
            self._subjects(before, now),
            tuple(self._line(line, before, now) for line in self.lines),
            spread_of(now, self.unit),
            spread_of(before, self.unit),
            tuple(self._groups(before, now)),
            tuple(SumOfWeights(table, now_sum, before_sum) for table, (before_sum, now_sum) in sums.items()),
            problems,
        )

    def _subjects(self, before: Sequence[int | None], now: Sequence[int | None]) -> tuple[SubjectOutcome, ...]:
        nobody: list[int | None] = [None] * len(self.subjects)
        places = (places_of(self._in(now)), places_of(self._in(before))) if self.ranked else (nobody, nobody)
        bands = (self._bands(now), self._bands(before))
        columns = zip(self.subjects, now, before, *places, *bands, strict=True)
        found = []
        for subject, total, old, place, old_place, band, old_band in columns:
            points = self._points(total)
            was = points if old == total else self._points(old)
            found.append(SubjectOutcome(subject, points, was, place, old_place, band, old_band))
        return tuple(found)

    def _in(self, totals: Sequence[int | None]) -> list[int | None]:
        """The totals of those who are ranked."""
        return [None if at in self.unranked else total for at, total in enumerate(totals)]

    def _points(self, units: int | None) -> Fraction | None:
        return None if units is None else units * self.unit

    def _bands(self, totals: Sequence[int | None]) -> list[str]:
        cuts = [(line.title, cut_of(line, totals, self.unit)[0]) for line in self.lines]
        return [
            next((title for title, cut in cuts if total is not None and cut is not None and total >= cut), "")
            for total in totals
        ]

    def _line(self, line: GradeLine, before: Sequence[int | None], now: Sequence[int | None]) -> LineOutcome:
        (cut, places), (old_cut, _) = cut_of(line, now, self.unit), cut_of(line, before, self.unit)
        above = [total is not None and cut is not None and total >= cut for total in now]
        was = [total is not None and old_cut is not None and total >= old_cut for total in before]
        pairs = list(zip(self.subjects, above, was, strict=True))
        return LineOutcome(
            line,
            self._points(cut) if line.at is None else line.at,
            self._points(old_cut) if line.at is None else line.at,
            sum(above),
            sum(was),
            places,
            tuple(subject for subject, is_above, was_above in pairs if is_above and not was_above),
            tuple(subject for subject, is_above, was_above in pairs if was_above and not is_above),
        )

    def _groups(self, before: Sequence[int | None], now: Sequence[int | None]) -> list[GroupOutcome]:
        found = []
        for group in self.groups:
            present = [total for at in group.positions if (total := now[at]) is not None]
            past = [total for at in group.positions if (total := before[at]) is not None]
            found.append(
                GroupOutcome(
                    group.by,
                    group.name,
                    len(present),
                    sum(present) * self.unit,
                    sum(past) * self.unit,
                    self.unit * sum(present) / len(present) if present else None,
                    self.unit * sum(past) / len(past) if past else None,
                )
            )
        return found
