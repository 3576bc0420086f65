"""Access of pages: log in first, then the route's own permission; a route without one cannot be registered
unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.permissions import Permission, may

P = ParamSpec("P")
R = TypeVar("R")
PERMISSION_MARK = "hengji_permission"
PUBLIC = frozenset({"static", "session.enter"})
LOGGED_IN = frozenset({"session.leave"})
WITH_OLD_PASSWORD = frozenset({"password.change", "session.leave"})


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the permission that opens it; tests/portal/test_routes.py asks every route for this mark."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may(current_user.account, permission):
                abort(403)
            return view(*args, **kwargs)

        setattr(guarded, PERMISSION_MARK, permission)
        return guarded

    return mark


def inside(address: str | None) -> str | None:
    """The address, if it is a path of this site: nothing else may follow a log-in or lead back from a page.

    Browsers drop tabs and line ends in an address and take a backslash for a slash, so neither may be in it.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return None
    return None if any(character <= " " or character == "\\" for character in address) else address


def init_app(app: Flask, *, other_doors: Sequence[str] = ()) -> None:
    """Nobody gets past the door without logging in, whatever the route forgot. Addresses that begin with one of
    ``other_doors`` have a door of their own.
    """

    @app.before_request
    def _door() -> ResponseReturnValue | None:
        if any("\0" in value for values in (request.args, request.form) for value in values.values()):
            abort(400)  # no text has it, and PostgreSQL refuses it
        if request.endpoint in PUBLIC or request.path.startswith(tuple(other_doors)):
            return None
        if current_user.is_authenticated:
            if current_user.account.must_change_password and request.endpoint not in WITH_OLD_PASSWORD:
                return redirect(url_for("password.change"))
            return None
        if request.endpoint is None:
            abort(404)
        return redirect(url_for("session.enter", next=request.full_path if request.method == "GET" else None))
