"""The language of pages, papers and commands: Chinese, or another one that has a catalogue in translations/."""

from __future__ import annotations

import os
from pathlib import Path

from rules.phrase import N_, Translate
from rules.problem import Problem, ProblemError, register

SOURCE = "zh_Hans_CN"
FOLDER = Path(__file__).resolve().parent / "translations"

register({"settings.language": N_("HENGJI_LANGUAGE 写的「{name}」不是语言代码。请写 zh、en、bo 这样的代码，或不写")})


def chosen() -> str:
    """``HENGJI_LANGUAGE`` as Babel writes it (en, bo, zh_Hans_CN). Raises ProblemError when it is no language."""
    given = os.environ.get("HENGJI_LANGUAGE", "").strip() or SOURCE
    if given in ("zh", SOURCE):
        return SOURCE
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - takes its time, and the source needs none

    try:
        return str(Locale.parse(given, sep="-" if "-" in given else "_"))
    except (UnknownLocaleError, ValueError):
        raise ProblemError([Problem("settings.language", {"name": given})]) from None


def catalogue(language: str) -> Translate:
    """What says a marked text in the language; in Chinese where its catalogue has no such text."""
    if language == SOURCE:
        return str
    from babel.support import Translations  # noqa: PLC0415 - takes its time, and the source needs none

    return Translations.load(FOLDER, [language]).gettext
