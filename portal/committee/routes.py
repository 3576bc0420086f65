"""The blueprint that the pages of this room share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
