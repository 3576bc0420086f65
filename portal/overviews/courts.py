"""The courts that a higher court sees, each within the schemes that run there."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.overviews.frame import address_of, blueprint
from scoring.period import parse_period
from workflow.overviews.courts import courts
from workflow.permissions import Permission
from workflow.wording import PERIOD_STATES


@blueprint.get("/courts")
@needs(Permission.OVERVIEW_COURTS)
def index_courts() -> ResponseReturnValue:
    """One box a court."""
    return render_template(
        "portal/overviews/courts.html",
        rows=courts(session(), current_user.account),
        address_of=address_of,
        states=PERIOD_STATES,
        written=lambda text: parsed.shown if (parsed := parse_period(text)) else text,
    )
