"""年度考核总报告: the court's year on paper, for its leaders."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reports.court_year import CourtYear, Spread, court_year
from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.exact import decimal_places, plain_text
from rules.problem import N_
from shown import charts
from shown.language import say
from shown.writing import amount
from workflow.year.lists import STATES

KIND = "general"
_CHART_MOST = 8  # lines that can still be told apart
OBJECTIONS = (
    (N_("待答复"), ("filed",)),
    (N_("成立并已更正"), ("corrected",)),
    (N_("成立、待更正"), ("upheld",)),
    (N_("不成立"), ("refused", "accepted", "final")),
    (N_("复核中"), ("reviewing",)),
    (N_("已撤回"), ("withdrawn",)),
)


def compose_general(desk: Desk, _subject: str) -> Sheet | None:
    """The report on a whole period."""
    year = court_year(desk)
    if year is None:
        return None
    compiled = desk.standing.compiled
    proof = proof_of(desk.period, kind=KIND, subject="", stored=desk.standing.stored)
    yearly = year.when.kind == "year"
    title = say(N_("年度考核总报告")) if yearly else say(N_("考核总报告"))
    headed = say(N_("{year} 年度考核总报告").filled(year=year.when.year)) if yearly else f"{year.when.shown} {title}"
    moving = [one for one in year.units if sum(value is not None for value in one.means) > 1][:_CHART_MOST]
    values: dict[str, Any] = {
        "year": year, "headed": headed, "court": desk.period.court, "scheme": compiled.scheme,
        "places": compiled.rounding.places, "edition": desk.period.edition, "states": STATES,
        "columns": charts.distribution(year.totals, None, width=480, height=110),
        "bars": charts.bars([one.mean for one in year.units], 300),
        "lines": charts.lines([(one.name, one.means) for one in moving]) if moving else None,
        "indicators": [one for one in year.rules if one.full is not None],
        "others": [one for one in year.rules if one.full is None and one.touched],
        "objections": [
            (say(text), sum(year.fairness.objections.get(state, 0) for state in some)) for text, some in OBJECTIONS
        ],
        "demonstration": desk.standing.demonstration, "ratio": ratio,
    }  # fmt: skip
    return compose(
        "reports/general.html", values,
        name=file_name(desk.period.court.name, year.when.shown.replace(" ", ""), title),
        title=f"{desk.period.court.name} {headed}", left=desk.period.court.name, right=headed, proof=proof,
        styles=("general.css",), attachment=data_of(year),
    )  # fmt: skip


def ratio(value: Fraction | None) -> str:
    """最高 : 最低, 1.85 : 1."""
    return amount(None) if value is None else f"{amount(value)} : 1"


def data_of(year: CourtYear) -> dict[str, Any]:
    """The same numbers as data, exact, for the attachment."""
    return {
        "period": year.when.text,
        "appraised": year.appraised,
        "totals": _spread(year.spread),
        "before": None if year.before is None else {"period": year.before_when.text, **_spread(year.before)},
        "units": [
            {"name": one.name, "count": one.count, "mean": _text(one.mean), "before": _text(one.before)}
            for one in year.units
        ],
        "rules": [
            {
                "title": one.title, "basis": one.basis, "full": _text(one.full), "met": one.met, "part": one.part,
                "none": one.none, "inapplicable": one.inapplicable, "missing": one.missing, "touched": one.touched,
                "points": _text(one.points),
            }
            for one in year.rules
        ],
        "grades": [
            {
                "title": one.title, "state": one.state, "counts": dict(one.counts),
                "quotas": [
                    {"level": quota.title, "group": quota.group, "base": quota.base, "places": quota.places,
                     "taken": quota.taken, "outside": quota.outside, "raised": quota.raised}
                    for quota in one.quotas
                ],
            }
            for one in year.grades
        ],
        "cards": [
            {
                "title": one.title, "standing": one.standing, "withdrawn": one.withdrawn, "late": one.late,
                "divisions": dict(one.divisions),
            }
            for one in year.cards
        ],
        "objections": dict(year.fairness.objections),
    }  # fmt: skip


def _spread(one: Spread) -> dict[str, Any]:
    return {
        "count": one.count, "mean": _text(one.mean), "median": _text(one.median), "high": _text(one.high),
        "low": _text(one.low), "ratio": _text(one.ratio),
    }  # fmt: skip


def _text(value: Fraction | None) -> str | None:
    if value is None:
        return None
    return plain_text(value) if decimal_places(value) >= 0 else str(value)
