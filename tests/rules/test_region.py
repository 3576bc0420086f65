"""Sets of facts: held against the plain reading of conditions on every fact of a small world."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.comparison import parse_condition
from rules.condition import Condition, Value, holds
from rules.model import FieldKind
from rules.region import covers, disjoint, gap, impossible, regions

FIELDS = {
    "此前次数": FieldKind(type="whole"),
    "得分": FieldKind(type="number", places=1, required=False),
    "程度": FieldKind(type="choice", values=["一般", "重大", "特大"]),
    "认定": FieldKind(type="yes_no"),
    "备注": FieldKind(type="text"),
    "日": FieldKind(type="date"),
}
SMALL: dict[str, list[Value | None]] = {
    "此前次数": [Fraction(number) for number in range(-1, 5)],
    "得分": [None, *(Fraction(number, 10) for number in range(9, 14))],
    "程度": ["一般", "重大", "特大"],
    "认定": [True, False],
}


def read(text: str) -> Condition:
    condition, _ = parse_condition(text, FIELDS)
    assert condition is not None
    return condition


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("此前次数 = 0", "此前次数 ≥ 1", True),
        ("此前次数 < 1", "此前次数 > 0", True),  # whole numbers: nothing lies between
        ("得分 < 1", "得分 > 0", False),
        ("得分 > 1", "得分 < 1.1", True),  # one decimal: nothing lies between
        ("程度 = 一般", "程度 属于（重大，特大）", True),
        ("程度 ≠ 一般", "程度 ≠ 重大", False),
        ("认定 = 是", "认定 ≠ 是", True),
        ("备注 ≠ 甲", "备注 = 甲", True),
        ("备注 ≠ 甲", "备注 ≠ 乙", False),
        ("日 ≤ 2020-02-29", "日 ≥ 2020-03-01", True),
        ("日 介于（2020-01-01，2020-03-01）", "日 = 2020-03-01", False),
        ("程度 = 一般", "此前次数 = 1", False),
        ("", "此前次数 = 1", False),
        ("程度 = 一般 且 此前次数 < 2", "程度 = 一般 且 此前次数 ≥ 2", True),
    ],
)
def test_disjoint(one: str, other: str, apart: bool) -> None:  # noqa: FBT001 - a column of the table
    first, second = regions(read(one), FIELDS), regions(read(other), FIELDS)
    assert disjoint(first, second) is apart
    assert disjoint(second, first) is apart


@pytest.mark.parametrize(
    ("steps", "within", "left"),
    [
        (["此前次数 = 0", "此前次数 ≥ 1"], "此前次数 ≥ 0", None),
        (["此前次数 = 0", "此前次数 ≥ 2"], "此前次数 ≥ 0", {"此前次数": Fraction(1)}),
        (["此前次数 ≥ 1"], "", {"此前次数": Fraction(0)}),
        (["程度 = 重大", "程度 = 一般 且 此前次数 < 1", "程度 = 一般 且 此前次数 ≥ 1"], "程度 ≠ 特大", None),
        (
            ["程度 = 重大", "程度 = 一般 且 此前次数 < 1"],
            "程度 ≠ 特大 且 此前次数 ≥ 0",
            {"程度": "一般", "此前次数": Fraction(1)},
        ),
        (["认定 = 是", "认定 = 否"], "", None),
        (["得分 < 1", "得分 ≥ 1"], "", {"得分": None}),  # a fact may leave it out
        (["得分 < 1", "得分 > 1.1"], "得分 介于（0，2）", {"得分": Fraction(1)}),
        (["备注 = 甲"], "", {"备注": "其他0"}),
        (["日 < 2020-01-31", "日 > 2020-01-31"], "", {"日": date(2020, 1, 31)}),
        ([""], "", None),
        ([], "此前次数 = 3", {"此前次数": Fraction(3)}),
    ],
)
def test_gap(steps: list[str], within: str, left: dict[str, Value | None] | None) -> None:
    assert gap([read(step) for step in steps], read(within), FIELDS) == left
    assert covers([read(step) for step in steps], read(within), FIELDS) is (left is None)


TEXTS = [
    "此前次数 > 1", "此前次数 ≤ 1", "此前次数 = 2", "此前次数 ≠ 0", "此前次数 介于（0，2）", "此前次数 属于（−1，3）",
    "得分 ≥ 1.1", "得分 < 1.1", "得分 ≠ 1",
    "程度 = 一般", "程度 ≠ 重大", "程度 属于（重大，特大）", "认定 = 是", "认定 ≠ 是",
]  # fmt: skip
COMPARISONS = [read(text).comparisons[0] for text in TEXTS]
CONDITIONS = st.lists(st.sampled_from(COMPARISONS), max_size=4).map(lambda parts: Condition(tuple(parts)))
WORLD = [dict(zip(SMALL, values, strict=True)) for values in product(*SMALL.values())]
INSIDE = read("此前次数 介于（−1，4）")


def facts_of(condition: Condition) -> list[dict[str, Value | None]]:
    return [fact for fact in WORLD if holds(condition, fact)]


@settings(max_examples=80, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_sets_agree_with_the_plain_reading(one: Condition, other: Condition) -> None:
    """Every grid point that the conditions can tell apart is in the small world."""
    assert impossible(regions(one, FIELDS)) is (not facts_of(one))
    both = [fact for fact in facts_of(one) if holds(other, fact)]
    assert disjoint(regions(one, FIELDS), regions(other, FIELDS)) is (not both)


@settings(max_examples=80, deadline=None)
@given(st.lists(CONDITIONS, max_size=4), CONDITIONS)
def test_gaps_agree_with_the_plain_reading(steps: list[Condition], within: Condition) -> None:
    within = Condition((*INSIDE.comparisons, *within.comparisons))
    left = [fact for fact in facts_of(within) if not any(holds(step, fact) for step in steps)]
    found = gap(steps, within, FIELDS)
    assert (found is None) is (not left)
    if found is not None:
        assert holds(within, found)
        assert not any(holds(step, found) for step in steps)
