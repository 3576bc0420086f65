from __future__ import annotations

from fractions import Fraction

import pytest

from rules.exact import plain_text, unwieldy


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(-1, 2), "-0.5"),
        (Fraction(67, 638), "67/638"),
        (Fraction(1, 2**40), "0." + str(5**40).rjust(40, "0")),
        (Fraction(-1, 2**41), f"-1/{2**41}"),  # exact, but nobody reads 41 places
        (Fraction(1, 3**9_000), f"1/{3**9_000 // 10**4_000}{3**9_000 % 10**4_000:04000d}"),  # 4,295 digits
    ],
)
def test_plain_text_is_exact(value: Fraction, text: str) -> None:
    assert plain_text(value) == text


def test_no_number_is_too_long_to_be_written() -> None:
    assert len(plain_text(Fraction(10**20_000, 7))) == 20_001 + len("/7")


@pytest.mark.parametrize(
    ("value", "too_large"),
    [
        (Fraction(10**40 - 1), False),
        (Fraction(-(10**41)), True),
        (Fraction(2**234, 3**100), False),
        (Fraction(1, 2**199_998), False),
        (Fraction(1, 2**200_000), True),
    ],
)
def test_what_has_outgrown_every_honest_figure(value: Fraction, *, too_large: bool) -> None:
    assert unwieldy(value) is too_large
