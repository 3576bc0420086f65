from __future__ import annotations

from datetime import date, datetime, timezone
from fractions import Fraction

import pytest

from shown.writing import amount, day, node_value, signed


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (None, 2, "—"),
        (Fraction(-1, 2), 2, "−0.50"),
        (Fraction(233), 2, "233.00"),
        (Fraction(6, 5), None, "1.2"),
        (True, 2, "是"),
        ("按比例", 2, "按比例"),
    ],
)
def test_amounts(value: Fraction | str | bool | None, places: int | None, written: str) -> None:  # noqa: FBT001
    assert amount(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"), [(Fraction(1, 2), "+0.50"), (Fraction(-1), "−1.00"), (Fraction(0), "0.00"), (None, "—")]
)
def test_what_adds_has_a_plus(value: Fraction | None, written: str) -> None:
    assert signed(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "percent", "written"),
    [
        (Fraction(67, 638), "%", False, "10.50%"),
        (Fraction(1, 10), "", True, "10%"),
        (Fraction(252), "件", False, "252 件"),
        (None, "分", False, "—"),
        ("每满", "", False, "每满"),
    ],
)
def test_values_of_an_explanation(value: Fraction | str | None, unit: str, percent: bool, written: str) -> None:  # noqa: FBT001
    assert node_value(value, unit, percent) == written


def test_moments_are_told_by_the_clock_on_the_wall() -> None:
    assert day(datetime(2025, 12, 31, 16, 5, tzinfo=timezone.utc)) == "2026-01-01 00:05"
    assert day(date(2025, 12, 31)) == "2025-12-31"
    assert day(None) == "—"
