"""验真码: the short code on a paper. Letters and digits that cannot be mistaken for each other, with a check character.

Crockford's base 32 (no I, L, O, U): read aloud or typed with small letters, spaces or I for 1 it is still the same
code. Fifteen characters are 75 bits of a hash; the sixteenth catches any one wrong character and any two swapped.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_GROUP = 4
_BITS = 5


def written(digest: bytes) -> str:
    """A hash's first 75 bits as the code: 7K3M-9QXR-4T2P-VW60."""
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - _BITS * (LENGTH - 1))
    places = range(LENGTH - 2, -1, -1)
    text = "".join(ALPHABET[(number >> (_BITS * place)) & 31] for place in places)
    return grouped(text + _check(text))


def grouped(text: str) -> str:
    """In groups of four."""
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read(typed: str) -> str | None:
    """The code as it is written, from what a person typed; ``None`` when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed).upper()  # an input method may give Ａ for A
    text = "".join(character for character in plain if character.isalnum()).translate(_ALIKE)
    if len(text) != LENGTH or set(text) - set(ALPHABET) or _check(text[:-1]) != text[-1]:
        return None
    return grouped(text)


def _check(text: str) -> str:
    """Powers of two over the field of 32 elements: each place weighs differently, so that a swap shows."""
    total = 0
    for character in text:
        total = _double(total) ^ ALPHABET.index(character)
    return ALPHABET[_double(total)]


def _double(value: int) -> int:
    """Times x modulo x^5 + x^2 + 1, a primitive polynomial: no two places of 31 weigh the same."""
    shifted = value << 1
    return (shifted ^ 0b100101) if shifted & 0b100000 else shifted
