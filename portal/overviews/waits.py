"""Who waits for whom, across the court."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.overviews.frame import blueprint
from workflow.overviews.courts import courts_in_view
from workflow.overviews.waits import periods_waiting, waits
from workflow.permissions import Permission


@blueprint.get("/waits")
@needs(Permission.OVERVIEW_READ)
def waiting() -> ResponseReturnValue:
    """Periods by what they wait for, then every open matter by who could settle it."""
    account = current_user.account
    return render_template(
        "portal/overviews/waits.html",
        periods=periods_waiting(session(), account),
        rows=waits(session(), account),
        many=courts_in_view(session()) > 1,
    )
