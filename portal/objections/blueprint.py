"""Where the pages of objections are."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("objections", __name__, url_prefix="/objections")
