"""A year that reads months of another scheme, and a sum shared among the subjects themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import score
from scoring.inputs import FigureKey, Inputs, Overlay, Reading, Subject
from tests.scoring.small import YEAR, scheme

HEAD = """\
scheme: small
version: "1.0"
title: 小办法
basis: {document: 演示}
appraises: person
period: year
effective: 2010-01-01
ranking: shown
"""


def reads(take: str) -> str:
    return f"figures: {{月: {{unit: 分, results: {{scheme: other, settled: now}}, take: {take}}}}}"


def reading(
    period: str, value: object, days: int = 30, at: str = "队", state: str = "closed", *, adds: bool = False
) -> Reading:
    return Reading("月", "甲", period, Fraction(str(value)), days, at, adds, state)  # type: ignore[arg-type]


PLAIN = (reading("2020-01", 80, 31), reading("2020-02", 90, 29), reading("2020-04", 70, 10))
MOVED = (reading("2020-01", 60, 20, "一队"), reading("2020-01", 93, 11, "二队"), reading("2020-02", 50, 29, "二队"))
SHARES = (reading("2020-01", 6, 20, "一队", adds=True), reading("2020-01", 9, 11, "二队", adds=True))


@pytest.mark.parametrize(
    ("readings", "take", "value"),
    [
        (PLAIN, "sum", 240),
        (PLAIN, "mean", 80),
        (PLAIN, "last", 70),
        (PLAIN, "by_days", Fraction(80 * 31 + 90 * 29 + 70 * 10, 70)),
        (MOVED, "sum", Fraction(60 * 20 + 93 * 11, 31) + 50),
        (MOVED, "by_days", Fraction(60 * 20 + 93 * 11 + 50 * 29, 60)),
        (SHARES, "sum", 15),
        (SHARES, "mean", 15),
        ((), "sum", None),
        ((reading("2019-12", 5), reading("2021-01", 5)), "sum", None),
    ],
)
def test_one_number_of_several_periods(readings: tuple[Reading, ...], take: str, value: object) -> None:
    compiled = scheme(reads(take), HEAD)
    result = score(compiled, Inputs(YEAR, (Subject("甲"),), readings=readings))
    assert result.subjects[0].quantities["月"] == value


def test_the_explanation_names_period_team_days_and_how_firm() -> None:
    parts = reads("by_days") + "\nindicators: [{id: x, title: 得分, points: 月, basis: 一}]\n"
    found = (*MOVED[:2], reading("2020-02", 50, 29, "二队", "open"))
    result = score(scheme(parts, HEAD), Inputs(YEAR, (Subject("甲"),), readings=found))
    node = result.subjects[0].lines[0].explanation.children[0]
    assert node.numbers == "（71.7097 × 31 + 50 × 29）÷ 60 = 61.2167（含未关账的周期，暂计）".replace("= 61", "≈ 61")
    assert [(child.title, child.numbers) for child in node.children] == [
        ("2020 年 1 月", "一队 60（20 天）；二队 93（11 天），已关账"),
        ("2020 年 2 月", "二队 50（29 天），未关账，暂计"),
    ]


def test_what_was_recorded_by_hand_stands_where_there_are_no_results() -> None:
    figures: dict[FigureKey, Fraction | bool] = {
        ("甲", "2020-01", "月"): Fraction(10), ("甲", "2020-03", "月"): Fraction(30), ("乙", "2020", "月"): Fraction(7),
    }  # fmt: skip
    subjects = (Subject("甲"), Subject("乙"))
    result = score(scheme(reads("sum"), HEAD), Inputs(YEAR, subjects, (), figures, readings=(reading("2020-01", 1),)))
    assert [one.quantities["月"] for one in result.subjects] == [31, 7]


def test_days_and_months_are_names_in_formulas() -> None:
    parts = """
figures:
  件: {unit: 件, results: {scheme: other}, take: sum}
  在: {unit: 天, formula: 在岗天数}
  周期: {unit: 天, formula: 周期天数}
  均衡: {formula: 1 − 标准差（件，各月）÷ 均值（件，各月）, may_be_zero: true}
  上级分: {unit: 分, formula: 缺省（均值（分，上级），0）}
  分: {unit: 分}
"""
    figures: dict[FigureKey, Fraction | bool] = {
        ("甲", f"2020-{month:02d}", "件"): Fraction(month % 2 + 1) for month in range(1, 13)
    }
    figures["院", "2020", "分"] = Fraction(9)
    parts = parts.replace("÷ 均值（件，各月）", "÷ 较大（均值（件，各月），1）")
    subjects = (Subject("甲", {}, "院", days=200), Subject("院"))
    found = score(scheme(parts, HEAD), Inputs(YEAR, subjects, (), figures)).subjects[0].quantities
    assert (found["在"], found["周期"], found["件"], found["上级分"]) == (200, 366, 18, 9)
    assert found["均衡"] == 1 - Fraction(1, 2) / Fraction(3, 2)


POOL = scheme(
    """
classes: {岗位: [法官, 助理]}
parameters: {总额: {unit: 元, value: 100, tunable: {min: 0, max: 1000000, step: 0.01}, basis: 一}}
figures: {分: {unit: 分}}
share_outs:
  - {id: pay, title: 奖金, among: subjects, within: [岗位], pool: 总额, by: 分, basis: 一}
""",
    HEAD,
)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.text("甲乙丙丁", min_size=1, max_size=3),
        st.tuples(st.sampled_from(["法官", "助理"]), st.integers(0, 99)),
        min_size=1,
    ),
    st.integers(0, 10**8),
)
def test_a_sum_is_shared_to_the_last_cent(people: dict[str, tuple[str, int]], cents: int) -> None:
    pool = Fraction(cents, 100)
    subjects = tuple(Subject(name, {"岗位": post}) for name, (post, _) in people.items())
    figures: dict[FigureKey, Fraction | bool] = {
        (name, "2020", "分"): Fraction(points) for name, (_, points) in people.items()
    }
    result = score(POOL, Inputs(YEAR, subjects, (), figures), Overlay({"总额": pool}), explain=False)
    shares = {share.member: share.amount for one in result.subjects for share in one.shares}
    for post in {post for post, _ in people.values()}:
        inside = [name for name, (of, _) in people.items() if of == post]
        weight = sum(people[name][1] for name in inside)
        if weight == 0:
            assert not any(name in shares for name in inside)
            continue
        assert sum(shares[name] for name in inside) == pool
        for name in inside:
            exact = pool * people[name][1] / weight
            assert abs(shares[name] - exact) < Fraction(1, 100)
            assert (shares[name] * 100).denominator == 1


def test_a_pool_with_somebody_unknown_is_not_shared() -> None:
    subjects = (Subject("甲", {"岗位": "法官"}), Subject("乙", {"岗位": "法官"}))
    result = score(POOL, Inputs(YEAR, subjects, (), {("甲", "2020", "分"): Fraction(1)}))
    assert [one.shares for one in result.subjects] == [(), ()]
    assert [problem.code for problem in result.problems] == ["score-share-no-weight"]


def test_who_is_not_ranked_has_no_place_and_leaves_none_free() -> None:
    parts = """
ranked: 试用天数 = 0
total: x
figures: {分: {unit: 分}, 试用天数: {unit: 天, when_missing: 0}}
indicators: [{id: x, title: 得分, points: 分, basis: 一}]
"""
    figures: dict[FigureKey, Fraction | bool] = {
        ("甲", "2020", "分"): Fraction(3),
        ("乙", "2020", "分"): Fraction(2),
        ("丙", "2020", "分"): Fraction(1),
    }
    figures["甲", "2020", "试用天数"] = Fraction(30)
    result = score(scheme(parts, HEAD), Inputs(YEAR, tuple(map(Subject, "甲乙丙")), (), figures))
    assert [one.place for one in result.subjects] == [None, 1, 2]
