"""Divisions and teams over time: the mean of the totals of those who belong to each, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from records.models import User
from records.queries.directory import SubjectKey, load_directory
from rules.model_basis import SubjectKind
from workflow.acting import allowed
from workflow.over_time import PeriodTotals, totals_over_time
from workflow.overviews.reach import Course, within
from workflow.permissions import Permission

LEVELS: Mapping[SubjectKind, tuple[SubjectKind, ...]] = {
    "person": ("division", "team"),
    "team": ("division", "team"),
    "division": ("division",),
    "court": ("court",),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's mean in each period (``None``: nobody in it had a total) and how many it was taken over."""

    key: SubjectKey
    name: str
    means: tuple[Fraction | None, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """``periods`` oldest first; ``units`` in the order of the establishment, never of their results. ``everyone`` holds
    the totals of all whom the scheme appraises in the court, ``seen`` of those whom the reader sees, by period.
    """

    periods: tuple[PeriodTotals, ...]
    units: tuple[Unit, ...]
    everyone: tuple[tuple[Fraction, ...], ...]
    seen: tuple[tuple[Fraction, ...], ...]


def units_over_time(session: Session, user: User, course: Course, level: SubjectKind) -> Units:
    """The units of a level. A head sees his division's alone."""
    allowed(user, Permission.OVERVIEW_READ)
    periods = tuple(totals_over_time(session, course.scheme_id, course.court_id))
    found: dict[SubjectKey, list[list[Fraction]]] = {}
    everyone: list[tuple[Fraction, ...]] = []
    seen: list[list[Fraction]] = []
    for place, one in enumerate(periods):
        everyone.append(tuple(total for total in one.totals.values() if total is not None))
        seen.append([])
        directory, day = one.ground.directory, one.when.end
        for key, total in one.totals.items():
            unit = directory.counted_under(key, course.court_id, day, level)
            if total is None or unit is None or not within(user, directory, key, course.court_id, day):
                continue
            found.setdefault(unit, [[] for _ in periods])[place].append(total)
            seen[place].append(total)
    known = load_directory(session)
    order = {key: place for place, key in enumerate(known.entities)}
    units = tuple(
        Unit(
            key,
            known.name(key),
            tuple(sum(totals, Fraction(0)) / len(totals) if totals else None for totals in found[key]),
            tuple(len(totals) for totals in found[key]),
        )
        for key in sorted(found, key=order.__getitem__)
    )
    return Units(periods, units, tuple(everyone), tuple(tuple(totals) for totals in seen))
