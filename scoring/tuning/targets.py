"""Targets: an outcome that staff would like, as a signed distance that a search can bring to nothing.

Read off the totals of a trial (units of the scheme's rounding), exactly. The sign tells on which side of the target an
outcome lies; ``None``: the outcome has no such number (nobody has a total, the lowest is not above 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from rules.exact import shown
from rules.phrase import COMMA, N_, listed
from scoring.tuning.groups import Group
from scoring.tuning.outcome import GradeLine, cut_of, spread_of
from scoring.tuning.trial import Totals, Trial


class Target(Protocol):
    """What to bring about."""

    def distance(self, trial: Trial, totals: Totals) -> Fraction | None:
        """Above the target positive, below it negative."""
        ...

    def reached(self, distance: Fraction) -> bool:
        """Whether that is near enough."""
        ...

    def text(self, trial: Trial, totals: Totals) -> str:
        """How the outcome stands, in numbers."""
        ...


@dataclass(frozen=True, slots=True)
class SpreadIs:
    """Highest : lowest is ``ratio``, give or take ``within``: on a grid of weights it is hardly ever met exactly."""

    ratio: Fraction
    within: Fraction = Fraction(1, 20)

    def distance(self, trial: Trial, totals: Totals) -> Fraction | None:
        """Ratio now less ratio wanted."""
        found = spread_of(totals, trial.compiled.rounding.to).ratio
        return None if found is None else found - self.ratio

    def reached(self, distance: Fraction) -> bool:
        """Within the tolerance."""
        return abs(distance) <= self.within

    def text(self, trial: Trial, totals: Totals) -> str:
        """最高分是最低分的 3.02 倍."""
        found = spread_of(totals, trial.compiled.rounding.to).ratio
        if found is None:
            return N_("最低分不大于零，没有倍数")
        return N_("最高分是最低分的 {ratio} 倍").filled(ratio=shown(found, 2))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A subject reaches a line: points, or the first share of all."""

    subject: str
    line: GradeLine

    def distance(self, trial: Trial, totals: Totals) -> Fraction | None:
        """Points above the line, in units."""
        own, cut = self._own(trial, totals), cut_of(self.line, totals, trial.compiled.rounding.to)[0]
        return None if own is None or cut is None else Fraction(own - cut)

    def reached(self, distance: Fraction) -> bool:
        """At the line is enough."""
        return distance >= 0

    def text(self, trial: Trial, totals: Totals) -> str:
        """「甲队」13.00，「优秀」线 12.50."""
        unit = trial.compiled.rounding.to
        own, cut = self._own(trial, totals), cut_of(self.line, totals, unit)[0]
        now = N_("没有总分") if own is None else _points(own * unit, trial)
        at = self.line.at if self.line.at is not None or cut is None else cut * unit
        line = N_("无人达到") if at is None else _points(at, trial)
        text = N_("「{subject}」{now}，「{title}」线 {line}")
        return text.filled(subject=self.subject, now=now, title=self.line.title, line=line)

    def _own(self, trial: Trial, totals: Totals) -> int | None:
        return totals[trial.subjects.index(self.subject)] if self.subject in trial.subjects else None


@dataclass(frozen=True, slots=True)
class EqualMeans:
    """The means of two groups of one grouping are equal, give or take ``within`` points."""

    by: str
    first: str
    second: str
    within: Fraction = Fraction(1, 10)

    def distance(self, trial: Trial, totals: Totals) -> Fraction | None:
        """The first group's mean less the second's, less nothing; in points."""
        first, second = self._mean(trial, totals, self.first), self._mean(trial, totals, self.second)
        return None if first is None or second is None else first - second

    def reached(self, distance: Fraction) -> bool:
        """Within the tolerance."""
        return abs(distance) <= self.within

    def text(self, trial: Trial, totals: Totals) -> str:
        """「一庭」平均 9.50，「二庭」平均 9.45."""
        means = [(name, self._mean(trial, totals, name)) for name in (self.first, self.second)]
        text = N_("「{name}」平均 {mean}")
        shown_means = (
            text.filled(name=name, mean="—" if mean is None else _points(mean, trial)) for name, mean in means
        )
        return listed(shown_means, COMMA)

    def _mean(self, trial: Trial, totals: Totals, name: str) -> Fraction | None:
        group = next((one for one in trial.groups if (one.by, one.name) == (self.by, name)), Group("", "", ()))
        known = [total for position in group.positions if (total := totals[position]) is not None]
        return Fraction(sum(known), len(known)) * trial.compiled.rounding.to if known else None


def _points(value: Fraction, trial: Trial) -> str:
    return shown(value, max(2, trial.compiled.rounding.places))
