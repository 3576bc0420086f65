"""How values look to people: true minus sign, the same decimals in a column, — for what is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from flask import Flask

from rules.exact import decimal_places, shown
from rules.problem import N_
from shown.language import say

MISSING = "—"
DEFAULT_PLACES = 2
BEIJING = timezone(timedelta(hours=8))  # one zone, no summer time; a bare machine has no zone database


def amount(value: Fraction | str | bool | None, places: int | None = DEFAULT_PLACES) -> str:  # noqa: FBT001 - a filter
    """A point, rate or figure. ``places=None`` writes a figure as short as it is exact."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return say(N_("是")) if value else say(N_("否"))
    return shown(value, places) if isinstance(value, Fraction) else value


def signed(value: Fraction | None, places: int = DEFAULT_PLACES) -> str:
    """With + before what adds: for fixed and applied points."""
    if value is None:
        return MISSING
    return ("+" if value > 0 else "") + shown(value, places)


def node_value(value: Fraction | str | None, unit: str, percent: bool) -> str:  # noqa: FBT001 - a template filter
    """The value of an explanation's node, with % or its unit behind it."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return value
    if percent or unit == "%":
        places = decimal_places(value * 100)
        return shown(value, places if 0 <= places <= DEFAULT_PLACES else DEFAULT_PLACES, percent=True)
    return shown(value) + (f" {unit}" if unit else "")


def day(value: date | datetime | None) -> str:
    """2025-11-14; a moment is shown to the minute of the courts' clocks."""
    if value is None:
        return MISSING
    return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value.isoformat()


def dated(value: date | None) -> str:
    """2025年11月14日, as a 公文 writes a day."""
    if value is None:
        return MISSING
    return say(N_("{year}年{month}月{day}日")).format(year=value.year, month=value.month, day=value.day)


def init_app(app: Flask) -> None:
    """Give templates these writings as filters."""
    app.jinja_env.filters.update(amount=amount, signed=signed, node_value=node_value, day=day)
