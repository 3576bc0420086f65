"""The blueprint of year's end, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select

from portal.database import session
from records.models import GradeList
from workflow.year.lists import may_read

blueprint = Blueprint("year", __name__, url_prefix="/year")


class ActForm(FlaskForm):
    """The token alone: each act of a list has its own few fields in the page."""


def list_or_404(list_id: int) -> GradeList:
    """A list that the reader may see; another does not exist."""
    found = session().scalars(select(GradeList).where(GradeList.id == list_id)).one_or_none()
    if found is None or not may_read(current_user.account, found):
        abort(404)
    return found
