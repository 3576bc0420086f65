"""Quorum and majority as tables."""

from __future__ import annotations

from fractions import Fraction

import pytest

from workflow.committee.counting import Terms, count

YES, NO = "有过错", "无过错"
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("members", "quorum", "yes", "no", "quorate", "winner"),
    [
        (7, 4, 4, 0, True, YES),  # four of seven: more than half of all members
        (7, 4, 3, 1, True, None),  # three of four ballots, but not of seven members
        (7, 4, 3, 4, True, NO),
        (7, 4, 3, 0, False, None),  # three came, four are asked for
        (6, 3, 3, 3, True, None),  # half is not more than half
        (6, 3, 4, 2, True, YES),
        (1, 1, 0, 1, True, NO),
        (5, 0, 0, 0, False, None),  # nobody spoke: no quorum, whatever the scheme says
    ],
)
def test_of_all_members(members: int, quorum: int, yes: int, no: int, *, quorate: bool, winner: str | None) -> None:
    found = count(Terms((YES, NO), members, quorum, HALF), [YES] * yes + [NO] * no)
    assert (found.quorate, found.winner, found.base) == (quorate, winner, members)


@pytest.mark.parametrize(
    ("above", "yes", "no", "winner"),
    [
        (HALF, 3, 1, YES),
        (HALF, 2, 2, None),
        (Fraction(2, 3), 2, 1, None),  # two of three is not more than two thirds
        (Fraction(2, 3), 3, 1, YES),
        (Fraction(0), 3, 1, None),  # both have more than nothing: nobody wins
        (Fraction(0), 4, 0, YES),
    ],
)
def test_of_the_ballots(above: Fraction, yes: int, no: int, winner: str | None) -> None:
    assert count(Terms((YES, NO), 9, 3, above, "ballots"), [YES] * yes + [NO] * no).winner == winner


@pytest.mark.parametrize(
    ("otherwise", "yes", "no", "outcome"),
    [(None, 2, 2, None), (NO, 2, 2, NO), (NO, 5, 0, YES), (NO, 1, 1, None)],  # the last: no quorum, nothing holds
)
def test_what_holds_when_nobody_wins(otherwise: str | None, yes: int, no: int, outcome: str | None) -> None:
    found = count(Terms((YES, NO), 7, 4, HALF, otherwise=otherwise), [YES] * yes + [NO] * no)
    assert found.outcome == outcome


def test_of_three_opinions_the_one_with_the_majority() -> None:
    terms = Terms(("甲", "乙", "丙"), 5, 3, HALF)
    assert count(terms, ["甲", "甲", "乙", "甲", "丙"]).winner == "甲"
    assert count(terms, ["甲", "甲", "乙", "乙", "丙"]).winner is None
    assert dict(count(terms, ["甲", "丙", "丙"]).by_value) == {"甲": 1, "乙": 0, "丙": 2}
