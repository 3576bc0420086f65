"""Conditions: how they are read against the declared fields, and what is said where they cannot be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.comparison import MAX_CHARACTERS, parse_condition
from rules.condition import Condition, bind
from rules.model import FieldKind, Parameter
from rules.sentence import describe

FIELDS = {
    "迟延天数": FieldKind(type="whole", unit="天"),
    "案件类型": FieldKind(type="choice", values=["民事一审", "刑事一审", "3年以上", "其他"]),
    "得分": FieldKind(type="number", places=1),
    "是否公开": FieldKind(type="yes_no"),
    "送达日": FieldKind(type="date"),
    "备注": FieldKind(type="text", required=False),
}
PARAMETERS = {
    "上网期限": Parameter(unit="天", value=Fraction(7)),
    "计次月数": Parameter(unit="个月", value=Fraction(12)),
    "重点类型": Parameter(choices=["民事一审", "刑事一审"], value="民事一审"),
    "计点方式": Parameter(choices=["每满", "按比例"], value="每满"),
}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "不附条件"),
        ("迟延天数 > 7", "迟延天数超过 7 天"),
        ("迟延天数＞＝７", "迟延天数不低于 7 天"),
        ("迟延天数<7且得分≤−0.5", "迟延天数低于 7 天，且得分不超过 -0.5"),
        ("迟延天数 ≠ 7", "迟延天数不为 7 天"),
        ("迟延天数 属于（1，2,3）", "迟延天数为 1、2、3 天 之一"),
        ("得分 介于（1，5）", "得分在 1 至 5 之间（含两端）"),
        ("得分 > 10%", "得分超过 0.1"),
        ("案件类型=民事一审且得分>1", "案件类型为民事一审，且得分超过 1"),
        ("案件类型属于（民事一审，「刑事一审」）", "案件类型为民事一审或刑事一审"),
        ("案件类型 ≠ 3年以上", "案件类型不为3年以上"),
        ("是否公开 = 是 且 送达日 ≥ 2020-01-31", "是否公开为是，且送达日不早于 2020-01-31"),
        ("送达日 介于（2020年1月1日，2020-12-31）", "送达日在 2020-01-01 至 2020-12-31 之间（含两端）"),
        ("备注 ≠ 「无」", "备注不为无"),
        ("迟延天数 > 上网期限", "迟延天数超过 「上网期限」"),
        ("案件类型 = 重点类型", "案件类型为 「重点类型」"),
    ],
)
def test_reads(typed: str, said: str) -> None:
    condition, problems = parse_condition(typed, FIELDS, PARAMETERS)
    assert problems == []
    assert condition is not None
    assert describe(condition, FIELDS) == said


@pytest.mark.parametrize(
    ("typed", "code", "words", "column"),
    [
        ("得分 > 1 或 得分 < −1", "condition-or", "分成两条规则", 8),
        ("非 得分 > 1", "condition-not", "相反的比较", 1),
        ("案件类型 不属于（民事一审）", "condition-not", "≠", 6),
        ("（得分 > 1）", "condition-brackets", "去掉括号", 1),
        ("得分 > 1）", "condition-brackets", "去掉括号", 7),
        ("1 < 得分", "condition-side", "左边写字段", 1),
        ("上网期限 > 3", "condition-side", "左边写字段", 1),
        ("1 < 得分 < 5", "condition-side", "左边写字段", 1),
        ("得分 > 1 < 5", "condition-chain", "介于", 8),
        ("得分", "condition-operator", "得分 = 7.5", 1),
        ("是否公开 且 得分 > 1", "condition-operator", "是否公开 = 是", 6),
        ("得分 > 1 且", "condition-operator", "缺比较", 8),
        ("得分 >", "condition-value", "「得分 >」后面缺值", 4),
        ("得分 > 且 迟延天数 > 7", "condition-value", "缺值", 6),
        ("得分 > 1 + 2", "condition-arithmetic", "不能计算", 8),
        ("得分 × 2 > 1", "condition-arithmetic", "不能计算", 4),
        ("迟延天数 > 7 天", "condition-joined", "不写单位", 10),
        ("迟延天数 > 7天", "formula-number-name", "不写单位", 9),
        ("得分 > 1 迟延天数 > 7", "condition-joined", "缺「且」", 8),
        ("案件类型 属于 民事一审", "condition-list", "（值，值）", 9),
        ("案件类型 属于（民事一审", "condition-list", "（值，值）", 8),
        ("得分 介于（1）", "condition-between", "两个值", 6),
        ("案件类型 > 民事一审", "condition-operator-type", "可以用 = ≠ 属于", 6),
        ("是否公开 介于（是，否）", "condition-operator-type", "是或否", 6),
        ("得分 > 民事一审", "condition-value-type", "请写 7.5", 6),
        ("是否公开 = 1", "condition-value-type", "请写 是", 8),
        ("送达日 > 7", "condition-value-type", "2020-01-31", 7),
        ("送达日 > 2020-02-30", "formula-date", "没有「2020-02-30」这一天", 7),
        ("得分 > 1.25", "condition-places", "最多 1 位小数", 6),
        ("迟延天数 > 7.5", "condition-places", "最多 0 位小数", 8),
        ("案件类型 = 民事一", "unknown-value", "是否为「民事一审」？", 8),
        ("案件类型 属于（民事一审、刑事一审）", "unknown-value", "用逗号分开", 9),
        ("迟廷天数 > 7", "unknown-field", "是否为「迟延天数」？", 1),
        ("迟延天数 > 计次月数", "condition-parameter-unit", "「个月」", 8),
        ("案件类型 = 计点方式", "condition-parameter-type", "不是一类", 8),
        ("是否公开 = 重点类型", "condition-parameter-type", "不是一类", 8),
        ("得分 > 5 且 得分 < 3", "condition-impossible", "「得分」没有可取的值", 10),
        ("迟延天数 > 7 且 迟延天数 < 8", "condition-impossible", "没有事实", 12),
        ("得分 介于（5，1）", "condition-impossible", "没有事实", 1),
        ("案件类型 = 其他 且 案件类型 ≠ 其他", "condition-impossible", "没有事实", 13),
        ("是否公开 = 是 且 是否公开 = 否", "condition-impossible", "没有事实", 12),
        ("送达日 > 2020-01-31 且 送达日 < 2020-02-01", "condition-impossible", "没有事实", 20),
        ("得分" * MAX_CHARACTERS, "condition-too-long", "上限 1000", MAX_CHARACTERS + 1),
    ],
)
def test_says_what_is_wrong(typed: str, code: str, words: str, column: int) -> None:
    condition, problems = parse_condition(typed, FIELDS, PARAMETERS)
    assert condition is None
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].text()
    assert problems[0].place.column == column


@pytest.mark.parametrize(
    ("typed", "at", "column"),
    [
        ("得分 > 5 且 得分 > 3", "得分 > 3", 10),
        ("得分 > 3 且 得分 > 5", "得分 > 3", 1),
        ("得分 = 3 且 得分 = 3", "得分 = 3", 10),
        ("案件类型 属于（民事一审，刑事一审，3年以上，其他）", "案件类型 属于（民事一审，刑事一审，3年以上，其他）", 1),
        ("案件类型 = 其他 且 案件类型 ≠ 民事一审", "案件类型 ≠ 民事一审", 13),
    ],
)
def test_warns_of_what_says_nothing(typed: str, at: str, column: int) -> None:
    condition, problems = parse_condition(typed, FIELDS, PARAMETERS)
    assert condition is not None
    assert [(problem.code, problem.severity, problem.place.column) for problem in problems] == [
        ("condition-redundant", "warning", column)
    ]
    assert f"「{at}」" in problems[0].text()


def test_all_problems_at_once() -> None:
    typed = "得分 > 1 或 案件类型 = 民事一 且 [ 且 迟廷天数 > 7天 且 是否公开 = 1"
    _, problems = parse_condition(typed, FIELDS, PARAMETERS)
    assert [(problem.code, problem.place.column) for problem in problems] == [
        ("condition-or", 8), ("unknown-value", 17), ("formula-subscript", 23), ("unknown-field", 27),
        ("formula-number-name", 35), ("condition-value-type", 46),
    ]  # fmt: skip


def test_values_are_typed_and_parameters_bound_later() -> None:
    condition, _ = parse_condition(
        "迟延天数 介于（1，上网期限） 且 是否公开 = 否 且 送达日 < 2020-01-31", FIELDS, PARAMETERS
    )
    assert condition is not None
    first, second, third = condition.comparisons
    assert (first.values, first.parameters) == ((Fraction(1), None), (None, "上网期限"))
    assert (second.values, third.values) == ((False,), (date(2020, 1, 31),))
    bound = bind(condition, {"上网期限": Fraction(7)})
    assert (bound.comparisons[0].values, bound.comparisons[0].parameters) == ((Fraction(1), Fraction(7)), ())
    assert bound.comparisons[1:] == condition.comparisons[1:]


def test_spans_are_the_characters_typed() -> None:
    typed = "  得分>1 且 案件类型 属于（民事一审） "
    condition, _ = parse_condition(typed, FIELDS)
    assert condition is not None
    assert [typed[slice(*part.span)] for part in condition.comparisons] == ["得分>1", "案件类型 属于（民事一审）"]


def test_blank_holds_always() -> None:
    assert parse_condition(" \n", FIELDS) == (Condition(), [])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*FIELDS, *PARAMETERS, *"=≠>≥（），且或非*[「」7. ", "属于", "介于", "民事一审", "是", "2020-01-31", "天"]
        ),
        max_size=12,
    )
)
def test_no_text_breaks_the_reader(words: list[str]) -> None:
    text = "".join(words)
    condition, problems = parse_condition(text, FIELDS, PARAMETERS)
    assert condition is not None or problems
    assert all(isinstance(one.place.column, int) and 1 <= one.place.column <= len(text) + 1 for one in problems)
    assert all(problem.text() for problem in problems)
