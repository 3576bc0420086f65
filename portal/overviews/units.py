"""Divisions and teams over time: each its own line, and how the court's results spread."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.overviews.frame import address_of, blueprint, chosen
from shown import charts
from shown.scorecard import mean, median
from shown.trend import line_chart
from workflow.over_time import PeriodTotals
from workflow.overviews.reach import division_only
from workflow.overviews.units import LEVELS, Units, units_over_time
from workflow.permissions import Permission
from workflow.wording import PERIOD_STATES, SUBJECT_KINDS

SPARK = (120, 26)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit: its means, its own small line, how many in the last period."""

    name: str
    means: tuple[Fraction | None, ...]
    path: str
    dots: tuple[charts.Dot, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Head:
    """A column: the period, where it leads, whether it is still open."""

    id: int
    short: str
    shown: str
    state: str
    is_open: bool


@blueprint.get("/")
@needs(Permission.OVERVIEW_READ)
def index() -> ResponseReturnValue:
    """One scheme in one court."""
    courses, course = chosen()
    if course is None:
        return render_template("portal/overviews/units.html", courses=[], course=None, of="")
    levels = LEVELS[course.appraises]
    level = next((one for one in levels if one == request.args.get("level")), levels[0])
    account = current_user.account
    found = units_over_time(session(), account, course, level)
    head = division_only(account) is not None
    return render_template(
        "portal/overviews/units.html",
        courses=[(address_of(one), f"{one.court} · {one.title}") for one in courses],
        course=course,
        of=address_of(course),
        levels=[(one, _(SUBJECT_KINDS[one])) for one in levels],
        level=level,
        heads=[_head(one) for one in found.periods],
        rows=_rows(found),
        everyone=_everyone(found, head=head),
        drawn=_drawn(found, head=head),
        labels=[one.when.short for one in found.periods],
        distribution=charts.distribution(found.seen[-1], None) if found.seen else [],
        last=_head(found.periods[-1]) if found.periods else None,
        places=found.periods[-1].ground.compiled.rounding.places if found.periods else 2,
        unit=found.periods[-1].ground.compiled.scheme.unit if found.periods else "",
        head=head,
    )


def _head(one: PeriodTotals) -> Head:
    return Head(
        one.period.id, one.when.short, one.when.shown, _(PERIOD_STATES[one.period.state]), one.period.state == "open"
    )


def _rows(found: Units) -> list[Row]:
    rows = []
    for unit in found.units:
        named = [(one.when.short, value) for one, value in zip(found.periods, unit.means, strict=True)]
        dots = tuple(charts.series(named, width=SPARK[0], height=SPARK[1]))
        rows.append(Row(unit.name, unit.means, charts.path(dots), dots, unit.counts[-1]))
    return rows


def _known(totals: tuple[Fraction, ...], *, head: bool) -> bool:
    """A head learns of the whole court what everyone may: nothing where it is few."""
    return not head or len(totals) >= current_app.config["SMALLEST_GROUP"]


def _everyone(found: Units, *, head: bool) -> list[tuple[str, list[Fraction | None]]]:
    """Mean and middle of the whole court, period by period."""
    known = [totals if _known(totals, head=head) else () for totals in found.everyone]
    return [
        (_("全院均值"), [mean(totals) for totals in known]),
        (_("全院中位"), [median(totals) for totals in known]),
    ]


def _drawn(found: Units, *, head: bool) -> charts.Lines | None:
    named = dict(_everyone(found, head=head))
    if head:
        named = {_("本庭均值"): [mean(totals) for totals in found.seen], **named}
    return line_chart(named)
