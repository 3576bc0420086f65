"""验真码: typed any way it is the same code; one wrong character, or two swapped, is no code."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.paper_code import ALPHABET, read, written

CODE = written(sha256(b"paper").digest())


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), CODE.replace("-", ""), f"  {CODE} ", CODE.replace("-", " "), CODE.replace("0", "o"),
     CODE.replace("1", "l"), CODE.translate({ord(one): ord(one) + 0xFEE0 for one in ALPHABET})],
)  # fmt: skip
def test_a_code_typed_any_way(typed: str) -> None:
    assert read(typed) == CODE


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "0", "验真码", "U" * 16, "𝟘" * 3])
def test_what_is_no_code(typed: str) -> None:
    assert read(typed) is None


@given(st.binary(min_size=32, max_size=32), st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(digest: bytes, place: int, wrong: str) -> None:
    text = written(digest).replace("-", "")
    changed = text[:place] + wrong + text[place + 1 :]
    assert (read(changed) is None) == (changed != text)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 15), st.integers(0, 15))
def test_two_swapped_characters_show(digest: bytes, one: int, two: int) -> None:
    swapped = list(written(digest).replace("-", ""))
    same = swapped[one] == swapped[two]
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert (read("".join(swapped)) is not None) == same
