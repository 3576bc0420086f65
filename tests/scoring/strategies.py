"""Random schemes and random facts for them, for every test that holds two computations of one thing against each other.

``schemes()`` yields compiled schemes through the real loader, ``inputs()`` facts that fit them. All of 2020 and some of
2019, so that dated values and windows matter; few distinct values, so that edges are hit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from rules.check import load_text
from rules.compiled import Compiled
from rules.condition import Value
from scoring.inputs import Fact, Inputs, Subject
from scoring.period import Period

PERIOD = Period("year", 2020)
KINDS, PROCEDURES = ("民事", "刑事", "执行"), ("速裁", "普通")
SUBJECTS = (
    Subject("甲队", {"类别": "审判"}),
    Subject("乙队", {"类别": "执行"}),
    Subject("丙队", {"类别": "审判"}),
)
numbers = st.sampled_from(["0", "1", "2", "0.5", "1.25", "3.333", "0.005", "7", "-1.5"])
positive = st.sampled_from(["0.5", "1", "2", "3", "0.03"])

HEAD = """\
scheme: random
version: "1.0"
title: 随机办法
basis: {{document: 演示}}
appraises: team
period: year
effective: 2019-01-01
rounding: {{to: {to}, mode: {mode}}}
ranking: shown
total: 总分
classes: {{类别: [审判, 执行]}}
parameters:
  单价: {{values: {{2019-01-01: {price}, 2020-03-01: {price2}, 2020-09-15: {price3}}}, assumption: 演示}}
  天数线: {{values: {{2019-01-01: {days}, 2020-05-31: {days2}}}, unit: 天, assumption: 演示}}
  金额线: {{values: {{2019-01-01: {sum}, 2020-05-31: {sum2}}}, assumption: 演示}}
  次数线: {{value: {times}, assumption: 演示}}
  期限: {{value: {months}, unit: 个月, assumption: 演示}}
  方式: {{choices: [每满, 按比例], value: {way}, assumption: 演示}}
  认定: {{choices: [同类, 任何], value: {same}, assumption: 演示}}
tables:
  权重:
    keys: [种类, 程序]
    assumption: 演示
    rows:
{rows}
    changes: [{{from: 2020-07-01, rows: [[民事, 速裁, {changed}]]}}]
  段:
    keys: [天数]
    hit: bracket
    assumption: 演示
    rows: [[0, {low}], [5, {middle}], [10, {high}]]
facts:
  办结:
    case: none
    fields:
      种类: {{type: choice, values: [民事, 刑事, 执行]}}
      程序: {{type: choice, values: [速裁, 普通]}}
      天数: {{type: whole, unit: 天}}
      金额: {{type: number, places: 2}}
      属实: {{type: yes_no}}
      到期: {{type: date, required: false}}
      备注: {{type: text, required: false}}
  问题:
    case: none
    fields:
      种类: {{type: choice, values: [民事, 刑事, 执行], required: false}}
      严重: {{type: yes_no}}
figures:
  件数: {{fact: 办结, take: count, where: "{where}", assumption: 演示}}
  金额和: {{fact: 办结, take: sum, field: 金额, assumption: 演示}}
  平均天数: {{fact: 办结, take: mean, field: 天数, unit: 天, where: "{where2}", assumption: 演示}}
items:
{items}
sections:
  - id: total
    title: 总分
    parts: [{{of: 基础}}, {{of: 固定加减}}, {{of: 申请加减}}]
    assumption: 演示
ladders:
  - id: cards
    title: 红黄卡
    applies: "{applies}"
    when: {{fact: 问题, where: "{problem}"}}
    counts: "{counts}"
    same: [种类]
    same_if: 认定 = 同类
    window: {window}
    assumption: 演示
    steps:
      - {{id: yellow, title: 黄卡, where: 此前次数 < 次数线, card: yellow, points: −单价}}
      - {{id: red, title: 红卡, where: 此前次数 ≥ 次数线, card: red, deadline: 期限, points: −单价 × 2}}
"""

_DAYS = ["> 天数线", "≤ 天数线", "介于（3，10）", "≥ 5", "< 天数线", "= 天数线", "≠ 天数线", "属于（1，5，10）"]
_SUMS = ["> 0", "≤ 金额线", "≥ 金额线", "< 金额线", "> 金额线", "= 12.34", "= 金额线", "≠ 金额线", "介于（−1，12.34）"]
comparisons = {
    "种类": ["种类 = 民事", "种类 ≠ 刑事", "种类 属于（民事，执行）"],
    "程序": ["程序 = 速裁", "程序 ≠ 速裁"],
    "天数": [f"天数 {one}" for one in _DAYS],
    "金额": [f"金额 {one}" for one in _SUMS],
    "属实": ["属实 = 是", "属实 ≠ 是"],
    "到期": ["到期 ≥ 2020-06-30", "到期 < 2020-06-30", "到期 介于（2020-01-01，2020-12-31）", "到期 = 2021-01-01"],
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> str:
    fields = draw(st.lists(st.sampled_from(sorted(comparisons)), max_size=3, unique=True))
    return " 且 ".join(draw(st.sampled_from(comparisons[field])) for field in fields)


problem_conditions = st.sampled_from(["", "种类 = 民事", "种类 ≠ 民事", "严重 = 否", "严重 = 是 且 种类 ≠ 执行"])
windows = st.sampled_from(["{kind: year}", "{kind: months, months: 期限}", "{kind: ever}"])
atoms = st.one_of(
    st.sampled_from(
        [
            "权重（种类，程序）",
            "单价",
            "天数 ÷ 7",
            "金额",
            "分段（天数，段）",
            "分段累计（天数，段）",
            "计步（天数，3，方式）",
        ]
    ),
    numbers.map(lambda number: number.replace("-", "−")),
)


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda two: f"（{two[0]}）+（{two[1]}）"),
        pair.map(lambda two: f"（{two[0]}）−（{two[1]}）"),
        pair.map(lambda two: f"（{two[0]}）×（{two[1]}）"),
        pair.map(lambda two: f"封顶（{two[0]}，{two[1]}）"),
        pair.map(lambda two: f"保底（{two[0]}，{two[1]}）"),
        pair.map(lambda two: f"合计（{two[0]}，{two[1]}，1）"),
        pair.map(lambda two: f"若（属实，{two[0]}，{two[1]}）"),
        pair.map(lambda two: f"若（种类 = 民事 或 非 程序 = 速裁，{two[0]}，{two[1]}）"),
        pair.map(lambda two: f"占比（{two[0]}，绝对值（{two[1]}）+ 3）"),
        inner.map(lambda one: f"−（{one}）"),
        inner.map(lambda one: f"四舍五入（{one}，1）"),
        inner.map(lambda one: f"进一（{one}）"),
        inner.map(lambda one: f"去尾（{one}）"),
        inner.map(lambda one: f"每满（{one}，0.3）"),
    )


formulas = st.recursive(atoms, _grow, max_leaves=5)


@st.composite
def items(draw: st.DrawFn) -> str:
    written = []
    for position in range(draw(st.integers(1, 4))):
        category = draw(st.sampled_from(["base", "fixed", "applied"]))
        applies = draw(st.sampled_from(["", "类别 = 审判"]))
        written.append(
            f"  - id: item{position}\n    title: 第{'一二三四'[position]}项\n    category: {category}\n"
            f'    applies: "{applies}"\n    when: {{fact: 办结, where: "{draw(conditions())}"}}\n'
            f'    points: "{draw(formulas)}"\n    assumption: 演示'
        )
    return "\n".join(written)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Rows for every key, one by one or with 其他 for the last column or for the last kind."""
    rows = []
    for kind in KINDS[:2] + draw(st.sampled_from([("执行",), ("其他",)])):
        for procedure in (
            draw(st.sampled_from([PROCEDURES, ("其他",), ("速裁", "其他")])) if kind != "民事" else PROCEDURES
        ):
            row = f"      - [{kind}, {procedure}, {draw(numbers)}]"
            rows.append(row)
    return "\n".join(rows)


@st.composite
def scheme_texts(draw: st.DrawFn) -> str:
    low = draw(positive)
    return HEAD.format(
        to=draw(st.sampled_from(["0.01", "0.1", "1", "0.05"])),
        mode=draw(st.sampled_from(["half_up", "half_even", "up", "down", "ceiling", "floor"])),
        price=draw(positive),
        price2=draw(positive),
        price3=draw(positive),
        days=draw(st.integers(0, 10)),
        days2=draw(st.sampled_from(["0", "4.5", "10"])),
        sum=draw(st.sampled_from(["0", "12.345", "12.34"])),
        sum2=draw(st.sampled_from(["12.35", "-0.001", "12.345"])),
        times=draw(st.integers(1, 3)),
        months=draw(st.integers(1, 14)),
        way=draw(st.sampled_from(["每满", "按比例"])),
        same=draw(st.sampled_from(["同类", "任何"])),
        rows=draw(tables()),
        changed=draw(numbers),
        low=low,
        middle=draw(positive),
        high=draw(positive),
        where=draw(conditions()),
        where2=draw(conditions()),
        items=draw(items()),
        applies=draw(st.sampled_from(["", "类别 = 审判"])),
        problem=draw(problem_conditions),
        counts=draw(problem_conditions),
        window=draw(windows),
    )


def compiled_from(text: str) -> Compiled:
    compiled, problems = load_text(text, "random.yaml")
    assert compiled is not None, "\n".join(problem.line() for problem in problems) + text
    return compiled


def schemes() -> st.SearchStrategy[Compiled]:
    return scheme_texts().map(compiled_from)


days = st.one_of(
    st.sampled_from(
        [
            date(2020, 2, 29),
            date(2020, 3, 1),
            date(2020, 5, 30),
            date(2020, 5, 31),
            date(2020, 7, 1),
            date(2020, 12, 31),
        ]
    ),
    st.integers(0, 500).map(lambda offset: date(2019, 8, 20) + timedelta(days=offset)),
)
closings: st.SearchStrategy[Mapping[str, Value | None]] = st.fixed_dictionaries(
    {
        "种类": st.sampled_from(KINDS),
        "程序": st.sampled_from(PROCEDURES),
        "天数": st.sampled_from([0, 1, 4, 5, 9, 10, 11]).map(Fraction),
        "金额": st.sampled_from([-150, 0, 1, 1234, 1235, 99999]).map(lambda cents: Fraction(cents, 100)),
        "属实": st.booleans(),
        "到期": st.sampled_from([None, date(2020, 6, 29), date(2020, 6, 30), date(2021, 1, 1)]),
        "备注": st.sampled_from([None, "一", "'\"\\"]),
    }
)
findings: st.SearchStrategy[Mapping[str, Value | None]] = st.fixed_dictionaries(
    {
        "种类": st.sampled_from([*KINDS, None]),
        "严重": st.booleans(),
    }
)


@st.composite
def _fact(draw: st.DrawFn) -> tuple[str, date, str, Mapping[str, Value | None]]:
    kind = draw(st.sampled_from(["办结", "问题"]))
    fields: Any = draw(closings if kind == "办结" else findings)
    return kind, draw(days), draw(st.sampled_from(SUBJECTS)).name, fields


def facts(max_size: int = 25) -> st.SearchStrategy[tuple[Fact, ...]]:
    """Facts with keys in no order of their days; several may fall on one day."""
    return st.lists(_fact(), max_size=max_size).map(
        lambda found: tuple(
            Fact(f"{(number * 7) % 100:03}-{number}", *each[:3], each[3]) for number, each in enumerate(found)
        )
    )


def inputs(max_size: int = 25) -> st.SearchStrategy[Inputs]:
    return facts(max_size).map(lambda found: Inputs(PERIOD, SUBJECTS, found))
