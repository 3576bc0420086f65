"""Text that users typed, made printable: no control or direction characters, breakable, cut with a mark."""

from __future__ import annotations

import re
import unicodedata

from rules.problem import N_
from shown.language import say

FIELD_LIMIT = 2000
NAME_LIMIT = 60  # as long as a name in the records may be
LATIN_RUN = 30
_CONTROLS = {"Cc", "Cf", "Cs", "Co", "Cn"}
_UNSAFE = re.compile(r'[\s/\\:*?"<>|%#]+')
_NAME_LIMIT, _NAME_BYTES = 40, 240  # characters of a part, so that a long one leaves room for the next; all in all
_CUT_MARK = N_("……（已截断）")


def harmless(text: object, limit: int = FIELD_LIMIT) -> str:
    """A user's text as printable text; Jinja escapes what looks like markup.

    Layout cost grows with the square of an unbroken cell, so the cut is also what keeps the press from hanging.
    """
    kept, run = [], 0
    plain = "".join(c for c in str(text) if c == "\n" or unicodedata.category(c) not in _CONTROLS)
    for character in plain[:limit]:
        run = run + 1 if character.isascii() and not character.isspace() else 0
        kept.append(character)
        if run == LATIN_RUN:
            kept.append("\u200b")
            run = 0
    return "".join(kept) + (say(_CUT_MARK) if len(plain) > limit else "")


def brief(text: object) -> str:
    """A name as a head, foot or title has it: those are laid out on every page, a long one for minutes."""
    return harmless(text, NAME_LIMIT)


def file_name(*parts: str) -> str:
    """A name for a PDF that every system takes and that shows what it is: no path, no control or direction
    characters, short enough for 255 bytes in UTF-8.
    """
    words = [_UNSAFE.sub("_", unicodedata.normalize("NFC", harmless(part).replace("\u200b", ""))) for part in parts]
    stem = " ".join(word.strip(" .")[:_NAME_LIMIT] or "_" for word in words)
    return stem.encode()[:_NAME_BYTES].decode(errors="ignore") + ".pdf"
