from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shown import charts

values = st.lists(st.fractions(-1000, 1000, max_denominator=100), min_size=2, max_size=40)


@given(values)
def test_every_value_of_a_group_stands_in_one_column(group: list[Fraction]) -> None:
    marks = charts.distribution(group, group[0])
    assert sum(mark.count for mark in marks) == len(group)
    assert [mark.here for mark in marks].count(True) == 1
    assert all(
        mark.y >= 0 and mark.y + mark.height == 90 and mark.x >= 0 and mark.x + mark.width <= 320 for mark in marks
    )


@given(st.lists(st.none() | st.fractions(-50, 50, max_denominator=10), min_size=1, max_size=12))
def test_bars_share_one_scale_that_has_zero_on_it(parts: list[Fraction | None]) -> None:
    marks = charts.bars(parts, 400)
    assert len(marks) == len(parts)
    assert all(mark.x >= 0 and mark.x + mark.length <= 400 for mark in marks)
    assert all(mark.length == 0 for mark, part in zip(marks, parts, strict=True) if not part)


def test_a_gap_breaks_the_line() -> None:
    dots = charts.series(
        [("1 月", Fraction(1)), ("2 月", None), ("3 月", Fraction(2)), ("4 月", Fraction(0))], width=300, height=100
    )
    assert charts.path(dots) == "M0 50 M200 0 L300 100"


def test_one_value_has_no_spread() -> None:
    assert charts.distribution([Fraction(3)], Fraction(3)) == []
