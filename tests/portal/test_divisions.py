"""The chart by division: whose totals make which mean."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import cast

import pytest

from portal.scorecards.divisions import by_division
from workflow.permissions import SubjectOf
from workflow.standing import Standing

NAMES = {("division", 1): "民一庭", ("division", 2): "刑庭"}
WHOSE = {
    "甲队": SubjectOf("team", frozenset(), frozenset({1})), "乙队": SubjectOf("team", frozenset(), frozenset({1})),
    "丙队": SubjectOf("team", frozenset(), frozenset({2})), "丁队": SubjectOf("team", frozenset(), frozenset({1, 2})),
    "本院": SubjectOf("court", frozenset(), frozenset({2})),
}  # fmt: skip


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ({"甲队": 4, "乙队": 5, "丙队": 6}, [("刑庭", 1, "6"), ("民一庭", 2, "9/2")]),
        ({"甲队": 4, "乙队": None, "丙队": 3}, [("民一庭", 1, "4"), ("刑庭", 1, "3")]),
        ({"甲队": 4, "丙队": 4, "丁队": 9, "本院": 50}, [("刑庭", 1, "4"), ("民一庭", 1, "4")]),
        ({"甲队": 4, "乙队": 5}, []),
        ({"没有": 4, "丙队": None}, []),
        ({}, []),
    ],
)
def test_the_mean_of_each_division(totals: dict[str, int | None], expected: list[tuple[str, int, str]]) -> None:
    standing = cast("Standing", SimpleNamespace(subjects=WHOSE))  # all that is asked of it
    listed = [(name, None if total is None else Fraction(total)) for name, total in totals.items()]
    found = by_division(standing, listed, NAMES)
    assert [(row.name, row.count, str(row.mean)) for row in found] == expected
    assert all(0 <= row.bar.length <= 400 for row in found)
