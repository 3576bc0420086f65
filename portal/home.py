"""首页: where each period stands, and the way to one's own scorecard."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.database import session
from workflow import calendar, overview
from workflow.permissions import Permission
from workflow.waiting import waiting

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@needs(Permission.HOME_READ)
def index() -> ResponseReturnValue:
    """Periods by scheme, what waits, what looks wrong."""
    account = current_user.account
    return render_template(
        "portal/home.html",
        view=overview.overview(session(), account),
        todos=waiting(session(), account),
        today=calendar.today(),
    )
