"""我的记分卡: how one stands under each scheme, now and before."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.scorecards.opening import blueprint, written
from shown.discretion import Discretion
from shown.trend import Trend, trend
from workflow.mine import Mine, mine
from workflow.permissions import Permission
from workflow.versions import compiled_of


@dataclass(frozen=True, slots=True)
class MineView:
    """A scheme: the latest period's subject, and the way there."""

    row: Mine
    scheme: str
    unit: str
    places: int
    shown: str
    has_total: bool
    trend: Trend


@blueprint.get("/mine")
@needs(Permission.SCORECARD_READ_OWN)
def own() -> ResponseReturnValue:
    """A box a scheme: total, share, mean of the group, and the months before."""
    discretion = Discretion(current_app.config["SMALLEST_GROUP"])
    found = []
    for row in mine(session(), current_user.account):
        compiled = compiled_of(row.period.version)
        found.append(
            MineView(
                row,
                compiled.scheme.title,
                compiled.scheme.unit,
                compiled.rounding.places,
                written(row.period).shown,
                compiled.scheme.total is not None,
                trend(row.months, discretion),
            )
        )
    return render_template("portal/scorecards_mine.html", schemes=found, person=current_user.account.person_id)
