"""Cards by division, judge and period; deadlines missed."""

from __future__ import annotations

from typing import get_args

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.overviews.frame import blueprint
from workflow.overviews.courts import courts_in_view
from workflow.overviews.dealt import By, count_late, dealt, late_cards
from workflow.overviews.waits import late_steps
from workflow.permissions import Permission, may

SHOWN = 200
WAYS: dict[str, object] = {
    "division": lazy_gettext("按庭室"),
    "judge": lazy_gettext("按人"),
    "period": lazy_gettext("按月份"),
}


@blueprint.get("/cards")
@needs(Permission.OVERVIEW_READ)
def cards() -> ResponseReturnValue:
    """How many of which colour, how many still run, how many are late."""
    by: By = next((one for one in get_args(By) if one == request.args.get("by")), "division")
    return render_template(
        "portal/overviews/cards.html",
        rows=dealt(session(), current_user.account, by),
        by=by,
        ways=WAYS,
        heads={"division": _("庭室"), "judge": _("对象"), "period": _("月份")},
        many=courts_in_view(session()) > 1,
    )


@blueprint.get("/late")
@needs(Permission.OVERVIEW_READ)
def late() -> ResponseReturnValue:
    """Cards that were not answered in time, and steps that somebody has not taken in time."""
    account = current_user.account
    opens = may(account, Permission.CARDS_READ)
    return render_template(
        "portal/overviews/late.html",
        rows=[
            (one, url_for("cards.details_view", id=one.card_id) if opens else "")
            for one in late_cards(session(), account, SHOWN)
        ],
        count=count_late(session(), account),
        steps=late_steps(session(), account),
        many=courts_in_view(session()) > 1,
    )
