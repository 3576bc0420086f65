"""What a card tells of others: by the size of the group, by the scheme's ranking, by who reads."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.period import Period
from scoring.result import Node
from shown.discretion import OPEN, Discretion, discreet
from shown.scorecard import ScorecardView, view
from tests.scoring.small import LOWER, run, scheme

SCHEME = scheme(
    """\
total: 总分
figures:
  数: {}
  差: {formula: "数 − 均值（数，同类）"}
indicators: [{id: points, title: 得分, points: 数 + 差, basis: 一}]
sections: [{id: total, title: 总分, parts: [{of: 得分}], basis: 二}]
"""
)
RESULT = run(SCHEME, {"东院": {"数": 1}, "西院": {"数": 2}, "南院": {"数": 6}}, subjects=LOWER)


def card(discretion: Discretion) -> ScorecardView:
    found = view(
        compiled=SCHEME, period=Period("year", 2020), results=RESULT.subjects, subject="东院", facts={},
        subjects=LOWER, discretion=discretion,
    )  # fmt: skip
    assert found is not None
    return found


def texts(node: Node) -> str:
    return "\n".join(f"{one.title} {one.numbers}" for one in node.walk())


@pytest.mark.parametrize(
    ("smallest", "known"), [(0, True), (3, True), (4, False), (5, False)], ids=["none", "as many", "one more", "usual"]
)
def test_a_small_group_has_no_mean_middle_or_spread(smallest: int, known: bool) -> None:  # noqa: FBT001 - a table
    shown = card(Discretion(smallest))
    assert (shown.group_known, shown.group_size) == (known, 3)
    assert (shown.group_mean, shown.group_median) == ((3, 1) if known else (None, None))
    assert bool(shown.distribution) == known


@pytest.mark.parametrize(
    ("discretion", "named"), [(OPEN, True), (Discretion(0, names=True), True), (Discretion(0), False)]
)
def test_others_are_named_in_explanations_for_whom_they_may_be(discretion: Discretion, named: bool) -> None:  # noqa: FBT001 - as above
    shown = card(discretion)
    trees = [line.explanation for line in shown.result.lines]
    assert shown.result.explanation is not None
    for tree in (*trees, shown.result.explanation):
        assert ("西院" in texts(tree)) == named
    assert shown.result.total == RESULT.subjects[0].total == Fraction(-1)


def test_what_may_be_shown_is_untouched() -> None:
    assert discreet(RESULT.subjects[0], OPEN) == RESULT.subjects[0]
