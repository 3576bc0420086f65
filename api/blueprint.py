"""Everything under ``/api/v1``: one blueprint, behind one gate."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def respond(data: dict[str, Any]) -> Response:
    """An answer: readable Chinese, keys in the order of the document."""
    return Response(json.dumps(data, ensure_ascii=False), content_type="application/json")
