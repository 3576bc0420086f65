"""The reader's language inside the program: that of the request, and the program's own outside of one."""

from __future__ import annotations

import flask_babel
from flask import current_app, has_app_context

import languages
from rules.phrase import Phrase, Translate, speak, tell


def say(text: str) -> str:
    """A marked text in the reader's language."""
    return tell(text if isinstance(text, Phrase) else Phrase(text))


def say_number(one: str, many: str, number: int) -> str:
    """As :func:`say`, for texts that change with a number."""
    return str(flask_babel.ngettext(one, many, number)) if has_app_context() else (one if number == 1 else many)


def language() -> str:
    """What papers are written in, as HTML names it: zh-CN, which fonts and hyphenation know, or en, bo, …"""
    chosen = str(current_app.config["BABEL_DEFAULT_LOCALE"]) if has_app_context() else languages.chosen()
    return "zh-CN" if chosen == languages.SOURCE else chosen.replace("_", "-")


def speak_as_asked(outside: Translate) -> None:
    """From here on phrases are told in the request's language; ``outside`` of requests in the program's own."""

    def translate(message: str) -> str:
        return str(flask_babel.gettext(message)) if has_app_context() else outside(message)

    speak(translate)
