"""The session as rooms above name it that know no database library."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session as Session  # noqa: PLC0414 - handed on

Sessions = Callable[[], Session]
"""A factory of sessions, each to be used as a context."""
