"""Targets → weights: which change of a knob, or of a few, would bring an outcome. Offered, never applied.

Search over the same trial that the sliders use. Along one line of moves (one knob up or down its grid; or one up and
another down by as much, where the sum of weights is to stay) the far end is tried, then points between, since a spread
may rise and fall again; where the target is reached or passed, halving finds the first grid step that does. Where no
line reaches it alone, the best one is kept and the search goes on from there, up to ``together`` times. Always the same
answer; at most ``evaluations`` trials.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.phrase import COMMA, N_, listed
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, beside, overlay_of
from scoring.tuning.lines import Line, pairs, singles
from scoring.tuning.targets import Target
from scoring.tuning.trial import Totals, Trial

PAIRED = 6  # how many of the strongest knobs are tried against each other when the sum is to stay


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to search: ``offers`` alternatives at most, ``together`` moves one after another where one is too few."""

    offers: int = 5
    evaluations: int = 3000
    together: int = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One knob of an offer."""

    knob: Knob
    after: Fraction

    @property
    def relative(self) -> Fraction:
        """|after − before| ÷ |before|; of a knob at 0, against its range, and against 1 where that is open."""
        knob = self.knob
        whole = abs(knob.value)
        if not whole and knob.low is not None and knob.high is not None:
            whole = knob.high - knob.low
        return abs(self.after - knob.value) / (whole or 1)

    @property
    def text(self) -> str:
        """案件权重（民事一审，普通）3 → 2.7."""
        before, after = self.knob.shown(self.knob.value), self.knob.shown(self.after)
        return beside(self.knob.address, f"{before} → {after}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that was tried: where it leads, how far from the target that is, and in words before and after."""

    changes: tuple[Change, ...]
    totals: Totals
    distance: Fraction
    before: str
    after: str

    @property
    def relative(self) -> Fraction:
        """The relative changes of its knobs added up: what offers are ordered by."""
        return sum((change.relative for change in self.changes), Fraction(0))

    @property
    def overlay(self) -> Overlay:
        """The what-if that tries it on the sliders."""
        return overlay_of({change.knob: change.after for change in self.changes})


@dataclass(frozen=True, slots=True)
class Search:
    """What was found. ``offers`` reach the target, smallest change first; where there is none, ``nearest`` comes
    nearest within the bounds (``None``: nothing comes nearer than the scheme as it is). ``cut_short``: the
    evaluations ran out, there may be more.
    """

    already: bool
    offers: tuple[Offer, ...]
    nearest: Offer | None
    before: str
    evaluations: int
    cut_short: bool

    @property
    def text(self) -> str:
        """The answer in a sentence."""
        if self.already:
            return N_("现在已经达到：{now}").filled(now=self.before)
        if self.offers:
            return N_("有 {count} 种调法可以达到；现在{now}").filled(count=len(self.offers), now=self.before)
        rest = N_("（试算次数用完，未试尽）") if self.cut_short else ""
        if self.nearest is None:
            text = N_("在可调范围内没有一种调法能更接近目标{rest}；现在{now}")
            return text.filled(rest=rest, now=self.before)
        text = N_("在可调范围内没有调法能达到{rest}；最接近的是 {changes}：{after}")
        changes = listed((change.text for change in self.nearest.changes), COMMA)
        return text.filled(rest=rest, changes=changes, after=self.nearest.after)


def seek(
    trial: Trial,
    target: Target,
    among: Iterable[Knob] | None = None,
    *,
    keep_sum: bool = False,
    limits: Limits = Limits(),
) -> Search:
    """Search over some knobs (by default all of the scheme's). ``keep_sum``: the sum of the weights must stay, so moves
    are made in pairs of one unit, one up and one down by the same amount.
    """
    return _Seeker(trial, target, tuple(trial.knobs if among is None else among), limits, keep_sum=keep_sum).found()


class _Seeker:
    def __init__(self, trial: Trial, target: Target, among: Sequence[Knob], limits: Limits, *, keep_sum: bool) -> None:
        self.trial, self.target, self.among, self.limits = trial, target, among, limits
        self.keep_sum = keep_sum
        self.evaluations = 0
        self.tried: dict[tuple[tuple[str, Fraction], ...], Offer | None] = {}
        self.now = target.distance(trial, trial.before)
        self.before = target.text(trial, trial.before)

    def found(self) -> Search:
        if self.now is not None and self.target.reached(self.now):
            return self._search(already=True)
        from_here: Mapping[Knob, Fraction] = {}
        best: Offer | None = None
        for _ in range(self.limits.together):
            self._along_all(from_here)
            nearer = self._nearest()
            if self._reaching() or self._exhausted() or nearer is None or nearer is best:
                break
            best = nearer
            from_here = {change.knob: change.after for change in nearer.changes}
        return self._search(already=False)

    def _search(self, *, already: bool) -> Search:
        reaching = [] if already else self._reaching()
        nearest = None if already or reaching else self._nearest()
        offers = tuple(reaching[: self.limits.offers])
        return Search(already, offers, nearest, self.before, self.evaluations, self._exhausted())

    def _exhausted(self) -> bool:
        return self.evaluations >= self.limits.evaluations

    def _reaching(self) -> list[Offer]:
        """The smallest change of each set of knobs that reaches the target, smallest first."""
        found: dict[tuple[str, ...], Offer] = {}
        for offer in self.tried.values():
            if offer is not None and self.target.reached(offer.distance):
                knobs = tuple(change.knob.address for change in offer.changes)
                if knobs not in found or _order(offer) < _order(found[knobs]):
                    found[knobs] = offer
        return sorted(found.values(), key=_order)

    def _nearest(self) -> Offer | None:
        """What comes nearest, if nearer than the scheme as it is; of equally near ones the smallest change."""
        offers = [offer for offer in self.tried.values() if offer is not None]
        found = min(offers, key=lambda offer: (abs(offer.distance), *_order(offer)), default=None)
        return found if found is not None and (self.now is None or abs(found.distance) < abs(self.now)) else None

    # —— moving ——

    def _along_all(self, from_here: Mapping[Knob, Fraction]) -> None:
        """Every line of moves from here on, until the evaluations run out."""
        free = [knob for knob in self.among if knob not in from_here]
        here = self._distance(from_here)
        for line in self._paired(free, from_here, here) if self.keep_sum else singles(free):
            if self._exhausted():
                return
            if line.length:
                self._along(line, from_here, here)

    def _paired(
        self, free: Sequence[Knob], from_here: Mapping[Knob, Fraction], here: Fraction | None
    ) -> Iterator[Line]:
        """Pairs among the knobs that move the target most for a change of one size, up or down; each probed alone."""
        strengths: list[tuple[Fraction, str, Knob]] = []
        for knob in free:
            line = next((line for line in singles([knob]) if line.length), None)
            if line is None or here is None or self._exhausted():
                continue
            probe = line.at(line.length)
            there = self._evaluate({**from_here, **probe})[1]
            if there is not None:
                strengths.append(((there - here) / (probe[knob] - knob.value), knob.address, knob))
        strengths.sort(key=lambda entry: entry[:2])
        half = PAIRED // 2
        ends = strengths if len(strengths) <= PAIRED else strengths[:half] + strengths[-half:]
        return pairs([knob for _, _, knob in ends])

    def _along(self, line: Line, from_here: Mapping[Knob, Fraction], here: Fraction | None) -> None:
        """The far end, points between, the first step. If none is at the target or beyond, but one between is nearer
        to it than both ends, the way there and back is searched for its nearest point.
        """
        far = {0: _far(here)}
        for mark in dict.fromkeys((line.length, line.length // 2, line.length // 4, 1)):
            if mark and self._probe(line, mark, from_here, here, far):
                return
            if far[line.length] == far[0]:  # this line moves nothing that the target sees
                return
        best = min(far, key=lambda mark: (far[mark], mark))
        if best in (0, line.length):
            return
        stride = max(1, line.length // 8)
        while stride:
            for mark in (best - stride, best + stride):
                if 0 < mark < line.length and self._probe(line, mark, from_here, here, far):
                    return
            nearest = min(far, key=lambda mark: (far[mark], mark))
            stride = stride if nearest != best else stride // 2
            best = nearest

    def _probe(
        self,
        line: Line,
        mark: int,
        from_here: Mapping[Knob, Fraction],
        here: Fraction | None,
        far: dict[int, tuple[bool, Fraction]],
    ) -> bool:
        """Try a point of a line; if it is at the target or beyond, search up to it. True ends the line."""
        distance = self._distance({**from_here, **line.at(mark)})
        far[mark] = _far(distance)
        if self._is_there(distance, here):
            self._first(line, mark, from_here, here)
            return True
        return self._exhausted()

    def _first(self, line: Line, high: int, from_here: Mapping[Knob, Fraction], here: Fraction | None) -> None:
        """Halve to the first step that is at the target or beyond, and the last that is not; both stay as offers."""
        low = 0
        while high - low > 1 and not self._exhausted():
            middle = (low + high) // 2
            if self._is_there(self._distance({**from_here, **line.at(middle)}), here):
                high = middle
            else:
                low = middle

    def _is_there(self, distance: Fraction | None, here: Fraction | None) -> bool:
        """At the target, or on its other side."""
        if distance is None:
            return False
        return self.target.reached(distance) or (here is not None and (distance < 0) != (here < 0))

    # —— trying ——

    def _distance(self, values: Mapping[Knob, Fraction]) -> Fraction | None:
        """The distance under these values, which become an offer; each combination is computed once."""
        if not values:
            return self.now
        place = tuple(sorted((knob.address, value) for knob, value in values.items()))
        if place not in self.tried:
            totals, distance = self._evaluate(values)
            changes = tuple(Change(knob, values[knob]) for knob in sorted(values, key=lambda knob: knob.address))
            text = self.target.text(self.trial, totals)
            self.tried[place] = None if distance is None else Offer(changes, totals, distance, self.before, text)
        offer = self.tried[place]
        return None if offer is None else offer.distance

    def _evaluate(self, values: Mapping[Knob, Fraction]) -> tuple[Totals, Fraction | None]:
        self.evaluations += 1
        totals = self.trial.totals(overlay_of(values))
        return totals, self.target.distance(self.trial, totals)


def _far(distance: Fraction | None) -> tuple[bool, Fraction]:
    """For comparing: no distance is further than any."""
    return distance is None, abs(distance or Fraction(0))


def _order(offer: Offer) -> tuple[Fraction, int, tuple[str, ...]]:
    return offer.relative, len(offer.changes), tuple(change.knob.address for change in offer.changes)
