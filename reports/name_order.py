"""Names in the order in which a Chinese reader looks for them."""

from __future__ import annotations


def by_pinyin(name: str) -> list[tuple[int, bytes]]:
    """A key to sort names by: common characters by pinyin, as GB 2312 has them, after Latin ones; rarer ones last."""
    return [_place(character) for character in name]


def _place(character: str) -> tuple[int, bytes]:
    try:
        return 0, character.encode("gb2312")
    except UnicodeEncodeError:
        return 1, character.encode("gb18030", errors="replace")
