"""Where the pages of applications are."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("applications", __name__, url_prefix="/applications")
