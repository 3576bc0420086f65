"""The choices of a select field as the WTForms at hand wants them: 3.3 warns of pairs, 3.2 (the last for Python 3.10)
knows nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import fields

_MADE = getattr(fields, "SelectChoice", None)


def choices(pairs: Iterable[tuple[str, object]]) -> list[object]:
    """From (value, label)."""
    return [_MADE(*pair) if _MADE else pair for pair in pairs]
