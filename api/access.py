"""Who is asking: a token in the ``Authorization`` header, its court, its rights, and how often it may ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.orm import Session, scoped_session

from api.faults import Refusal
from records import tenancy
from records.models import ApiToken
from workflow.permissions import SEES_COURTS_BELOW, Permission
from workflow.tokens import may_token, token_of

P = ParamSpec("P")
R = TypeVar("R")
PERMISSION_MARK = "hengji_permission"  # the routes of all faces bear it, so that one test can walk them
EXTENSION = "hengji.api"
_BEARER = "bearer "
_MOST_SECRET = 200  # characters; a longer one is nobody's and need not be hashed
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hengji"'}


class Gate:
    """Counts requests, of each token and, where no token was right, of each network address. In memory: one program
    serves a court, and a restart only forgets what was counted in the last minute.
    """

    def __init__(self, sessions: scoped_session[Session], per_minute: int) -> None:
        self.sessions = sessions
        self.limit = RateLimitItemPerMinute(per_minute)
        self._counter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, who: str) -> None:
        """One request more; too many are refused with the seconds to wait."""
        if not self._counter.hit(self.limit, who):
            again = self._counter.get_window_stats(self.limit, who).reset_time
            raise Refusal(429, headers={"Retry-After": str(max(1, int(again - time.time()) + 1))})


def session() -> Session:
    """The session of this request."""
    gate: Gate = current_app.extensions[EXTENSION]
    return gate.sessions()


def token() -> ApiToken:
    """The token of this request."""
    found: ApiToken = g.api_token
    return found


def enter() -> None:
    """Find the token and enter its court. Without one, the answer is 401, wherever the address leads."""
    gate: Gate = current_app.extensions[EXTENSION]
    given = request.headers.get("Authorization", "")
    secret = given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else ""
    found = token_of(session(), secret) if 0 < len(secret) <= _MOST_SECRET else None
    if found is None:
        gate.count(f"address {request.remote_addr}")
        raise Refusal(401, headers=_CHALLENGE)
    gate.count(f"token {found.id}")
    key, court = found.id, found.court_id
    tenancy.enter(session(), court, below=found.user.role in SEES_COURTS_BELOW)
    g.api_token = session().get_one(ApiToken, key)


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the right that opens it."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may_token(token(), permission):
                raise Refusal(403)
            return view(*args, **kwargs)

        setattr(guarded, PERMISSION_MARK, permission)
        return guarded

    return mark


def init_app(app: Flask, sessions: scoped_session[Session]) -> None:
    """Open the gate."""
    app.extensions[EXTENSION] = Gate(sessions, app.config["API_REQUESTS_A_MINUTE"])
