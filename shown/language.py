"""The reader's language inside the program; a command outside it speaks the Chinese source."""

from __future__ import annotations

import flask_babel
from flask import has_app_context


def say(text: str) -> str:
    """A marked text in the language of the request."""
    return str(flask_babel.gettext(text)) if has_app_context() else text


def say_number(one: str, many: str, number: int) -> str:
    """As :func:`say`, for texts that change with a number."""
    return str(flask_babel.ngettext(one, many, number)) if has_app_context() else (one if number == 1 else many)
