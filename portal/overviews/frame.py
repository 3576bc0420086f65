"""What the pages of the overview share: the blueprint, and the course that the address names."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_login import current_user

from portal.database import session
from workflow.overviews.reach import Course, courses

blueprint = Blueprint("overviews", __name__, url_prefix="/overviews")


def chosen() -> tuple[list[Course], Course | None]:
    """Every course in view and the one asked for (``?of=court-scheme``), else the first; 404 for one out of view."""
    found = courses(session(), current_user.account)
    asked = request.args.get("of", "")
    if not asked:
        return found, found[0] if found else None
    return found, next((one for one in found if address_of(one) == asked), None) or abort(404)


def address_of(course: Course) -> str:
    """How an address names a course."""
    return f"{course.court_id}-{course.scheme_id}"
