"""One request, one effect: a request sent again with the same key is answered as it was the first time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from api.access import session, token
from api.faults import Fault, Refusal
from records.models import ApiAnswer
from records.types import now
from rules.problem import N_

HEADER = "Idempotency-Key"
_KEPT = timedelta(days=30)
_LENGTHS = range(8, 101)
NEEDED = N_("请在请求头 Idempotency-Key 里写本次报送的编号（8 至 100 个可见字符），重发时编号不变")
REUSED = N_("这个编号已用于另一次内容不同的报送，请换一个编号")


def once(content: str, act: Callable[[], dict[str, Any]]) -> Response:
    """Do it, commit it together with its answer, and give the same answer ever after. What is refused leaves nothing
    behind and may be mended and sent again under the same key.
    """
    key = request.headers.get(HEADER, "")
    if len(key) not in _LENGTHS or not (key.isascii() and key.isprintable()):
        raise Refusal(400, [Fault("", "idempotency-key", gettext(NEEDED))])
    digest = sha256(f"{request.path}\0{content}".encode()).hexdigest()
    if (before := _before(key, digest)) is not None:
        return before
    body = json.dumps(act(), ensure_ascii=False)
    holder = token()
    at = now()
    session().add(
        ApiAnswer(
            court_id=holder.court_id, token_id=holder.id, key=key, request_sha256=digest, status=201, body=body, at=at
        )
    )
    session().execute(delete(ApiAnswer).where(ApiAnswer.token_id == holder.id, ApiAnswer.at < at - _KEPT))
    try:
        session().commit()
    except IntegrityError as error:  # the same request, sent twice at one moment: the other one has done it
        session().rollback()
        if (before := _before(key, digest)) is not None:
            return before
        raise Refusal(409, headers={"Retry-After": "1"}) from error
    return Response(body, 201, content_type="application/json")


def _before(key: str, digest: str) -> Response | None:
    """The answer given to this key, when the request is the same."""
    found = (
        session()
        .execute(
            select(ApiAnswer.request_sha256, ApiAnswer.status, ApiAnswer.body).where(
                ApiAnswer.token_id == token().id, ApiAnswer.key == key
            )
        )
        .one_or_none()
    )
    if found is None:
        return None
    if found.request_sha256 != digest:
        raise Refusal(422, [Fault("", "idempotency-key", gettext(REUSED))])
    return Response(found.body, found.status, {"Idempotent-Replayed": "true"}, content_type="application/json")
