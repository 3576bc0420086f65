"""The request's database session: opened on first use, closed with the request, rolled back unless committed."""

from __future__ import annotations

from flask import Flask, current_app, g, has_app_context
from sqlalchemy.orm import Session, scoped_session

from records.database import Database

EXTENSION = "hengji.database"
KEY = "int(max=9223372036854775807)"  # a key in an address; a larger number is an error to the database


def key_of(text: str) -> int:
    """A key typed behind the question mark; 0, which no row has, for whatever is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - digits of a key


class Sessions(scoped_session[Session]):
    """One session a request."""

    @property
    def session(self) -> Sessions:
        """Flask-Admin, which knows Flask-SQLAlchemy only, looks for this name and then uses the registry itself."""
        return self


def _scope() -> int:
    return id(g._get_current_object()) if has_app_context() else 0  # noqa: SLF001 - werkzeug's way to the object behind the proxy


def session() -> Session:
    """The session of this request."""
    return scoped()()


def scoped() -> Sessions:
    """The registry behind :func:`session`, as Flask-Admin wants it."""
    registry: Sessions = current_app.extensions[EXTENSION]
    return registry


def init_app(app: Flask, database: Database) -> Sessions:
    """Keep one session a request."""
    registry = Sessions(database.session, scopefunc=_scope)
    app.extensions[EXTENSION] = registry

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        registry.remove()

    return registry
