"""A subject's way through the periods: a table, and its line beside the mean of its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.problem import N_
from shown import charts
from shown.discretion import Discretion
from shown.language import say
from shown.scorecard import mean, median
from workflow.over_time import Month
from workflow.wording import PERIOD_STATES

TWO = 2  # points that make a line


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One period. Mean and middle are ``None`` where the group is too small to be shown."""

    period_id: int
    shown: str
    state: str
    is_open: bool
    total: Fraction | None
    parts: tuple[Fraction | None, ...]
    share: Fraction | None
    mean: Fraction | None
    median: Fraction | None


@dataclass(frozen=True, slots=True)
class Trend:
    """``drawn`` is ``None`` where there are not two points to join; ``labels`` stand below it."""

    columns: tuple[str, ...]
    rows: tuple[TrendRow, ...]
    labels: tuple[str, ...]
    drawn: charts.Lines | None
    shares: bool


def trend(months: Sequence[Month], discretion: Discretion) -> Trend:
    """Arrange, oldest first. Parts that no period has a value of are left out."""
    names = list(dict.fromkeys(name for month in months for name in month.parts))
    columns = tuple(name for name in names if any(month.parts.get(name) is not None for month in months))
    rows = tuple(_row(month, columns, discretion) for month in months)
    own: dict[str, list[Fraction | None]] = {say(N_("总分")): [row.total for row in rows]}
    own[say(N_("组内均值"))] = [row.mean for row in rows]
    return Trend(
        columns,
        rows,
        tuple(month.when.short for month in months),
        line_chart(own),
        any(row.share is not None for row in rows),
    )


def line_chart(named: Mapping[str, Sequence[Fraction | None]]) -> charts.Lines | None:
    """The lines that have two points at least; ``None`` when none has."""
    kept = [(name, values) for name, values in named.items() if sum(value is not None for value in values) >= TWO]
    return charts.lines(kept) if kept else None


def _row(month: Month, columns: Sequence[str], discretion: Discretion) -> TrendRow:
    known = len(month.group) >= discretion.smallest
    return TrendRow(
        month.period_id,
        month.when.shown,
        say(PERIOD_STATES[month.state]),
        month.state == "open",
        month.total,
        tuple(month.parts.get(name) for name in columns),
        month.share,
        mean(month.group) if known else None,
        median(month.group) if known else None,
    )
