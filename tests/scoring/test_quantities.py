from __future__ import annotations

from fractions import Fraction

import pytest

from rules.problem import Problem
from scoring.engine import score
from scoring.inputs import Inputs, Override, Subject
from scoring.period import Period
from scoring.result import Result
from tests.scoring.small import ALL, HEAD, line, run, scheme, value

CHANGE = scheme(
    """\
figures:
  数: {basis: 一}
  倍数: {formula: 数 × 2, basis: 一}
  是否: {type: yes_no, basis: 一}
  缺了算三: {when_missing: 3, basis: 一}
  降: {formula: 降幅（数）, basis: 一}
  降零: {formula: "降幅（数，5%）", basis: 一}
  增: {formula: 增幅（数）, basis: 一}
  倍数降: {formula: 降幅（倍数）, basis: 一}
  上年: {formula: 上期（数）, basis: 一}
  前年: {formula: 上期（上年）, basis: 一}
  三年平均: {formula: "近期平均（数，3）", basis: 一}
  有没有: {type: yes_no, formula: 有值（数）, basis: 一}
  判断: {formula: "若（是否，1，2）", basis: 一}
  只中院: {formula: 数, applies: 层级 = 中院, basis: 一}
"""
)


@pytest.mark.parametrize(
    ("before", "now", "fall", "fall_with_zero", "rise"),
    [
        (638, 571, "67/638", "67/638", "-67/638"),
        (100, 100, 0, 0, 0),
        (50, 60, "-0.2", "-0.2", "0.2"),
        (10, 0, 1, 1, -1),
        (0, 0, None, "0.05", None),
        (0, 3, -1, -1, 1),
        (None, 3, None, None, None),
        (3, None, None, None, None),
    ],
)
def test_year_on_year(
    before: int | None, now: int | None, fall: str | None, fall_with_zero: str | None, rise: str | None
) -> None:
    result = run(
        CHANGE,
        {} if now is None else {"中院": {"数": now}},
        earlier={} if before is None else {2019: {"中院": {"数": before}}},
    )
    expected = {"降": fall, "降零": fall_with_zero, "增": rise, "倍数降": fall}
    assert {name: value(result, "中院", name) for name in expected} == {
        name: None if one is None else Fraction(one) for name, one in expected.items()
    }


def test_further_back_and_over_several_years() -> None:
    earlier = {2018: {"中院": {"数": 6}}, 2019: {"中院": {"数": 9}}}
    result = run(CHANGE, {"中院": {"数": 12}, "东院": {"数": 1}}, earlier=earlier)
    assert [value(result, "中院", name) for name in ("上年", "前年", "三年平均")] == [9, 6, 9]
    assert [value(result, "东院", name) for name in ("上年", "前年", "三年平均")] == [None, None, None]


def test_a_sealed_result_goes_before_what_would_be_computed_now() -> None:
    sealed = {("中院", "2019", "倍数"): Fraction(40)}
    result = run(CHANGE, {"中院": {"数": 10}}, earlier={2019: {"中院": {"数": 10}}}, sealed=sealed)
    assert (value(result, "中院", "倍数降"), value(result, "中院", "降")) == (Fraction(1, 2), Fraction(0))


def test_missing_figures_and_truths() -> None:
    result = run(CHANGE, {"中院": {"数": 1, "是否": True, "缺了算三": 9}, "东院": {"是否": False}})
    names = ("缺了算三", "有没有", "判断", "是否", "只中院")
    assert [value(result, "中院", name) for name in names] == [9, "是", 1, "是", 1]
    assert [value(result, "东院", name) for name in names] == [3, "否", 2, "否", None]


MONTHS = scheme(
    "figures:\n  数: {basis: 一}\n  本年: {formula: 累计（数）, basis: 一}\n",
    HEAD.replace("period: year", "period: month"),
)


def test_accumulated_from_january_on() -> None:
    figures = {("中院", f"2020-{month:02}", "数"): Fraction(month) for month in range(1, 7)}
    figures["中院", "2019-12", "数"] = Fraction(100)
    inputs = Inputs(Period("month", 2020, 4), ALL, (), figures)
    assert value(score(MONTHS, inputs), "中院", "本年") == 10


@pytest.mark.parametrize(
    ("kind", "now", "before", "not_it"),
    [
        ("month", Period("month", 2020, 3), "2019-03", "2020-02"),
        ("quarter", Period("quarter", 2020, 1), "2019-Q1", "2019-Q4"),
        ("year", Period("year", 2020), "2019", "2018"),
    ],
)
def test_the_same_period_of_the_year_before(kind: str, now: Period, before: str, not_it: str) -> None:
    compiled = scheme(
        "figures:\n  数: {basis: 一}\n  倍数: {formula: 数 × 2, basis: 一}\n  去年: {formula: 同期（数）, basis: 一}\n"
        "  去年倍数: {formula: 同期（倍数）, basis: 一}\n"
        "  同比: {formula: 占比（数 − 同期（数），同期（数））, basis: 一}\n",
        HEAD.replace("period: year", f"period: {kind}"),
    )
    figures = {
        ("中院", now.text, "数"): Fraction(12),
        ("中院", before, "数"): Fraction(10),
        ("中院", not_it, "数"): Fraction(7),
    }
    result = score(compiled, Inputs(now, ALL, (), figures))
    assert [value(result, "中院", name) for name in ("去年", "去年倍数", "同比")] == [10, 20, Fraction(1, 5)]
    assert [value(result, "东院", name) for name in ("去年", "同比")] == [None, None]
    alone = score(compiled, Inputs(now, ALL, (), {key: one for key, one in figures.items() if key[1] != before}))
    assert value(alone, "中院", "去年") is None


AMONG = scheme(
    """\
figures:
  数: {basis: 一}
  全体均值: {formula: "均值（数，全体）", basis: 一}
  同类均值: {formula: "均值（数，同类）", basis: 一}
  下级总和: {formula: "总和（数，下级）", basis: 一}
  最高数: {formula: "最高（数，同类）", basis: 一}
  最低数: {formula: "最低（数，同类）", basis: 一}
  排名: {formula: "名次（数，同类）", basis: 一}
  离散: {formula: "标准差（数，下级）", basis: 一}
indicators: [{id: spread, title: 离散分, points: 离散, basis: 一}]
"""
)


def test_among_others() -> None:
    result = run(AMONG, {"中院": {"数": 30}, "东院": {"数": 2}, "西院": {"数": 4}, "南院": {"数": 4}})
    names = ("全体均值", "同类均值", "下级总和", "最高数", "最低数", "排名")
    assert [value(result, "中院", name) for name in names] == [10, 30, 10, 30, 30, 1]
    assert [value(result, "西院", name) for name in names] == [10, Fraction(10, 3), None, 4, 2, 1]
    assert value(result, "东院", "排名") == 3
    assert line(result, "中院", "spread").children[0].numbers == "标准差（开方算到 50 位）≈ 0.9428"
    root = value(result, "中院", "离散")
    assert isinstance(root, Fraction)
    assert abs(root**2 - Fraction(8, 9)) < Fraction(1, 10**48)


def test_only_those_who_have_a_value_count_among_others() -> None:
    result = run(AMONG, {"东院": {"数": 2}, "西院": {"数": 4}})
    assert [value(result, "中院", name) for name in ("全体均值", "下级总和", "同类均值", "排名")] == [3, 6, None, None]


POINTS = scheme(
    """\
total: 总分
parameters: {占比数: {unit: "%", value: 40%, assumption: 演示}}
tables: {满分表: {keys: [层级], rows: [[中院, 20], [基层, 10]], assumption: 演示}}
figures: {数: {basis: 一}, 除数: {basis: 一}}
indicators:
  - {id: full, title: 有满分, full_marks: 满分表（层级）, points: 数, basis: 一}
  - {id: open, title: 不封顶, full_marks: 10, cap: none, floor: none, points: 数, basis: 一}
  - {id: own, title: 自定, cap: "8", floor: "-2", points: 数, basis: 一}
  - {id: bare, title: 无满分, points: 数 ÷ 3, basis: 一}
  - {id: share, title: 占满分, full_marks: 满分表（层级）, points: 满分 × 占比数, basis: 一}
sections:
  - {id: total, title: 总分, parts: [{of: full, weight: "50%"}, {of: bare, weight: "50%"}], basis: 一}
overrides: {allowed: indicators, decided_by: 院党组, basis: 五}
"""
)


@pytest.mark.parametrize(
    ("number", "full", "open_", "own", "bare"),
    [
        ("5", 5, 5, 5, "1.67"),
        ("12.345", 10, "12.35", 8, "4.12"),
        ("-7", 0, -7, -2, "-2.33"),
        ("9.994", "9.99", "9.99", 8, "3.33"),
    ],
)
def test_bounds_and_the_one_rounding(number: str, full: str, open_: str, own: str, bare: str) -> None:
    result = run(POINTS, {"东院": {"数": number}})
    found = [value(result, "东院", name) for name in ("有满分", "不封顶", "自定", "无满分", "占满分")]
    assert found == [Fraction(full), Fraction(open_), Fraction(own), Fraction(bare), 4]


def test_sections_add_posted_points_exactly_and_only_the_printed_total_is_rounded() -> None:
    result = run(POINTS, {"东院": {"数": "9.994"}, "中院": {"数": "19.99"}})
    assert value(result, "东院", "总分") == Fraction("6.66")  # (9.99 + 3.33) ÷ 2
    assert value(result, "中院", "总分") == Fraction("13.325")  # (19.99 + 6.66) ÷ 2
    assert {one.subject: one.total for one in result.subjects} == {
        "中院": Fraction("13.33"),
        "东院": Fraction("6.66"),
        "西院": None,
        "南院": None,
    }
    assert {one.subject: one.place for one in result.subjects} == {"中院": 1, "东院": 2, "西院": None, "南院": None}


def test_equal_totals_share_a_place() -> None:
    result = run(POINTS, {"中院": {"数": 9}, "东院": {"数": 6}, "西院": {"数": 6}, "南院": {"数": 3}})
    assert {one.subject: one.place for one in result.subjects} == {"中院": 1, "东院": 2, "西院": 2, "南院": 4}


def test_a_hidden_ranking_gives_no_places() -> None:
    hidden = scheme(
        "total: 甲\nfigures: {数: {basis: 一}}\nindicators: [{id: a, title: 甲, points: 数, basis: 一}]\n",
        HEAD.replace("ranking: shown", "ranking: hidden"),
    )
    assert [one.place for one in run(hidden, {"中院": {"数": 9}}).subjects] == [None] * 4


def codes(result: Result) -> list[str]:
    return [problem.code for problem in result.problems]


def test_an_approved_decision_replaces_the_points_and_shows_both() -> None:
    decision = Override("东院", "full", Fraction("7.5"), "数据异常", "东院", "审管办", "院党组")
    result = run(POINTS, {"东院": {"数": 2}}, overrides=(decision,))
    assert (value(result, "东院", "有满分"), value(result, "东院", "总分")) == (Fraction("7.5"), Fraction("4.085"))
    node = line(result, "东院", "full")
    assert node.numbers == "按公式：2；单独评分 7.5（申请：东院；核实：审管办；决定：院党组；事由：数据异常）"
    assert [(child.kind, child.value) for child in node.children] == [
        ("override", Fraction("7.5")),
        ("function", Fraction(2)),
    ]


@pytest.mark.parametrize(
    ("decisions", "code"),
    [
        ([("东院", "full", 11)], "score-override-range"),
        ([("东院", "full", -1)], "score-override-range"),
        ([("东院", "total", 1)], "score-override-unknown"),
        ([("北院", "full", 1)], "score-override-unknown"),
        ([("东院", "full", 1), ("东院", "full", 2)], "score-override-twice"),
    ],
)
def test_a_decision_that_does_not_fit_is_reported_and_not_used(
    decisions: list[tuple[str, str, int]], code: str
) -> None:
    overrides = tuple(Override(subject, rule, Fraction(points), "事由") for subject, rule, points in decisions)
    result = run(POINTS, {"东院": {"数": 2}}, overrides=overrides)
    assert codes(result) == [code]
    assert value(result, "东院", "有满分") == 2


def test_decisions_need_the_scheme_to_allow_them() -> None:
    plain = scheme("figures: {数: {basis: 一}}\nindicators: [{id: a, title: 甲, points: 数, basis: 一}]\n")
    result = run(plain, {"中院": {"数": 1}}, overrides=(Override("中院", "a", Fraction(2), "事由"),))
    assert (codes(result), value(result, "中院", "甲")) == (["score-override-not-allowed"], 1)


def test_division_by_zero_is_a_problem_with_its_rule_and_subject_and_no_crash() -> None:
    divided = scheme(
        "figures: {数: {basis: 一, may_be_zero: false}}\nindicators: [{id: a, title: 甲, points: 1 ÷ 数, basis: 一}]\n"
    )
    result = run(divided, {"中院": {"数": 0}, "东院": {"数": 2}})
    assert (value(result, "中院", "甲"), value(result, "东院", "甲")) == (None, Fraction(1, 2))
    assert result.problems == (
        Problem("score-division-by-zero", {"rule": "甲", "subject": "中院", "formula": "1 ÷ 数"}),
    )
    assert line(result, "中院", "a").numbers == "1 ÷ 0 = —"


DATED = scheme(
    """\
parameters: {价: {values: {2010-01-01: 1, 2020-07-01: 2, 2021-01-01: 3}, assumption: 演示}}
figures: {数: {basis: 一}, 值: {formula: 数 × 价, basis: 一}, 上年值: {formula: 上期（值）, basis: 一}}
"""
)


def test_a_period_is_scored_with_the_numbers_in_force_on_its_last_day() -> None:
    result = run(DATED, {"中院": {"数": 10}}, earlier={2019: {"中院": {"数": 10}}})
    assert (value(result, "中院", "值"), value(result, "中院", "上年值")) == (20, 10)


CONVERTED = scheme(
    """\
units: {部门分: {rate: 折算率, basis: 一}}
parameters: {折算率: {value: 0.8, assumption: 演示}}
figures: {部门得分: {unit: 部门分, basis: 一}}
indicators: [{id: a, title: 甲, points: 换算（部门得分）× 2, basis: 一}]
"""
)


def test_conversion_by_the_unit_of_its_argument() -> None:
    result = run(CONVERTED, {"中院": {"部门得分": 95}})
    assert value(result, "中院", "甲") == 152
    assert line(result, "中院", "a").numbers == "95 × 0.8 × 2 = 152"


def test_the_order_of_subjects_does_not_matter() -> None:
    figures = {one.name: {"数": number} for number, one in enumerate(ALL)}
    backwards = tuple(reversed(ALL))
    forwards = {one.subject: one for one in run(AMONG, figures).subjects}
    for one in run(AMONG, figures, subjects=backwards).subjects:
        assert {name: found for name, found in one.quantities.items() if name != "离散"} == {
            name: found for name, found in forwards[one.subject].quantities.items() if name != "离散"
        }


def test_a_subject_without_the_class_is_none_of_those_a_rule_is_for() -> None:
    result = run(CHANGE, {"无类": {"数": 1}}, subjects=(Subject("无类"),))
    assert (value(result, "无类", "数"), value(result, "无类", "只中院")) == (1, None)
