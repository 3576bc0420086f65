from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import score
from scoring.inputs import Fact, Inputs, Member, Subject
from scoring.period import Period
from scoring.result import Result
from scoring.shares import divide
from tests.scoring.small import YEAR, run, scheme

weights = st.lists(st.fractions(0, 50, max_denominator=30), min_size=1, max_size=12).filter(
    lambda found: sum(found) > 0
)


@given(weights, st.integers(-100_000, 100_000), st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(1, 20)]))
def test_parts_add_up_to_the_last_unit_and_no_part_is_a_unit_off(
    found: list[Fraction], units: int, unit: Fraction
) -> None:
    parts = divide(units * unit, found, unit)
    assert sum(parts) == units * unit
    for part, weight in zip(parts, found, strict=True):
        assert abs(part - units * unit * weight / sum(found)) < unit
        assert (part / unit).denominator == 1
        assert weight or not part


@pytest.mark.parametrize(
    ("pool", "by", "expected"),
    [
        ("10", [30, 18, 6], ["5.56", "3.33", "1.11"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0"]),
        ("-0.02", [1, 1, 1], ["-0.01", "-0.01", "0"]),
        ("0", [1, 2], ["0", "0"]),
        ("1", [0, 5], ["0", "1"]),
        ("-10", [30, 18, 6], ["-5.56", "-3.33", "-1.11"]),
    ],
)
def test_largest_remainders_first_and_the_earlier_of_equals(pool: str, by: list[int], expected: list[str]) -> None:
    assert divide(Fraction(pool), [Fraction(one) for one in by], Fraction(1, 100)) == [
        Fraction(one) for one in expected
    ]


TEAM = scheme(
    """\
member_classes: {岗位: [法官, 助理]}
tables: {岗位系数: {keys: [岗位], rows: [[法官, 1], [助理, 0.5]], assumption: 演示}}
facts: {办结: {case: none, fields: {件数: {type: whole}}}}
figures:
  奖金: {basis: 一}
  个人办结: {fact: 办结, take: sum, field: 件数, basis: 一}
  人均办结: {formula: "均值（个人办结，成员）", basis: 一}
share_outs:
  - {id: days, title: 按天分, pool: 奖金, by: 岗位系数（岗位）× 在队天数, basis: 一}
  - {id: work, title: 按办结分, applies: 层级 = 基层, pool: 奖金, by: 个人办结, to: 1, basis: 一}
"""
)
TEAMS = (Subject("甲队", {"层级": "基层"}), Subject("乙队", {"层级": "中院"}))


def shares(result: Result, subject: str, rule: str = "days") -> dict[str, Fraction]:
    found = next(one for one in result.subjects if one.subject == subject)
    return {share.member: share.amount for share in found.shares if share.rule == rule}


def members(*entries: tuple[str, str, int, str]) -> tuple[Member, ...]:
    return tuple(Member(name, of, days, {"岗位": post}) for name, of, days, post in entries)


def test_a_person_of_two_teams_shares_in_both_and_a_change_of_post_adds_up() -> None:
    people = members(
        ("张", "甲队", 100, "法官"),
        ("李", "甲队", 100, "助理"),
        ("李", "甲队", 100, "法官"),
        ("张", "乙队", 50, "法官"),
    )
    result = run(TEAM, {"甲队": {"奖金": 100}, "乙队": {"奖金": "33.33"}}, subjects=TEAMS, members=people)
    assert shares(result, "甲队") == {"张": 40, "李": 60}
    assert shares(result, "乙队") == {"张": Fraction("33.33")}


def test_days_of_one_post_in_two_stretches_are_added() -> None:
    people = members(("张", "甲队", 30, "法官"), ("李", "甲队", 60, "法官"), ("张", "甲队", 30, "法官"))
    assert shares(run(TEAM, {"甲队": {"奖金": 10}}, subjects=TEAMS, members=people), "甲队") == {"张": 5, "李": 5}


def test_a_member_shares_by_the_facts_that_name_him_in_that_team() -> None:
    def closed(key: str, subject: str, member: str | None, number: int) -> Fact:
        return Fact(key, "办结", date(2020, 3, 1), subject, {"件数": Fraction(number)}, member)

    facts = (
        closed("1", "甲队", "张", 3),
        closed("2", "甲队", "李", 1),
        closed("3", "乙队", "张", 9),
        closed("4", "甲队", None, 5),
    )
    figures = {("甲队", "2020", "奖金"): Fraction(10)}
    people = members(("张", "甲队", 1, "法官"), ("李", "甲队", 1, "法官"), ("王", "甲队", 1, "助理"))
    result = score(TEAM, Inputs(YEAR, TEAMS, facts, figures, people))
    assert shares(result, "甲队", "work") == {"张": 8, "李": 2, "王": 0}  # 7.5 and 2.5: the tie goes to the earlier
    assert result.subjects[0].quantities["个人办结"] == 9
    assert result.subjects[0].quantities["人均办结"] == Fraction(4, 3)
    explained = [share.explanation.numbers for share in result.subjects[0].shares if share.rule == "work"]
    assert explained == ["10 × 3 ÷ 4 = 7.5，按最大余数法计 8", "10 × 1 ÷ 4 = 2.5，按最大余数法计 2", "10 × 0 ÷ 4 = 0"]


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (members(("张", "甲队", 0, "法官"), ("李", "甲队", 0, "助理")), "score-share-zero"),
        ((), "score-share-nobody"),
        ((Member("张", "甲队", 5, {}),), "score-share-no-weight"),
        (members(("张", "甲队", -5, "法官")), "score-share-negative"),
    ],
)
def test_what_cannot_be_shared_is_reported(people: tuple[Member, ...], code: str) -> None:
    result = run(TEAM, {"甲队": {"奖金": 10}}, subjects=TEAMS[:1], members=people)
    found = [problem.code for problem in result.problems if problem.values["rule"] == "按天分"]
    assert (shares(result, "甲队"), found) == ({}, [code])


def test_an_unknown_pool_is_not_shared() -> None:
    result = run(TEAM, {}, subjects=TEAMS[:1], members=members(("张", "甲队", 1, "法官")))
    assert shares(result, "甲队") == {}
    assert result.period == Period("year", 2020)
