from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from rules.condition import Value
from scoring import counted
from scoring.engine import Prepared, score
from scoring.export import to_data
from scoring.frames import screen
from scoring.inputs import Fact, Inputs, Overlay, Subject
from scoring.ladders import window_start
from scoring.overlay import read_overlay
from scoring.period import Period
from scoring.tally import take_tally
from tests.scoring.small import HEAD, YEAR, scheme

CLOSED = scheme(
    """\
total: 总分
rounding: {to: 0.01, mode: half_up}
parameters:
  每日: {value: 0.333, assumption: 演示}
  期限: {value: 10, unit: 天, assumption: 演示}
  方式: {choices: [每满, 按比例], value: 每满, assumption: 演示}
tables: {权重: {keys: [种类, 程序], rows: [[民事, 速裁, 1], [民事, 普通, 3], [刑事, 其他, 4]], assumption: 演示}}
facts:
  办结:
    case: optional
    fields:
      种类: {type: choice, values: [民事, 刑事]}
      程序: {type: choice, values: [速裁, 普通]}
      天数: {type: whole, unit: 天}
      金额: {type: number, places: 2, required: false}
      到期: {type: date, required: false}
items:
  - {id: closed, title: 审结, category: base, when: {fact: 办结}, points: "权重（种类，程序）", basis: 一}
  - id: late
    title: 迟延
    category: fixed
    when: {fact: 办结, where: 天数 > 期限}
    points: −每日 × 计步（天数，7，方式）
    basis: 二
  - id: lower
    title: 基层补
    category: applied
    applies: 层级 = 基层
    when: {fact: 办结, where: 程序 = 速裁}
    points: 1
    basis: 三
sections: [{id: total, title: 总分, parts: [{of: 基础}, {of: 固定加减}, {of: 申请加减}], basis: 四}]
"""
)
COURTS = (Subject("中院", {"层级": "中院"}), Subject("东院", {"层级": "基层"}))


def fact(key: str, subject: str, kind: str, procedure: str, days: int, on: str = "2020-05-01") -> Fact:
    fields: Mapping[str, Value | None] = {
        "种类": kind,
        "程序": procedure,
        "天数": Fraction(days),
        "金额": None,
        "到期": None,
    }
    return Fact(key, "办结", date.fromisoformat(on), subject, fields)


FACTS = (
    fact("1", "中院", "民事", "速裁", 3),
    fact("2", "中院", "民事", "普通", 14),
    fact("3", "中院", "民事", "普通", 20),
    fact("4", "东院", "刑事", "速裁", 10),
    fact("5", "东院", "刑事", "普通", 11),
    fact("6", "东院", "民事", "速裁", 1, "2019-12-31"),
)
INPUTS = Inputs(YEAR, COURTS, FACTS)


def lines(inputs: Inputs, overlay: Overlay | None = None) -> dict[tuple[str, str], tuple[Fraction | None, int]]:
    result = score(CLOSED, inputs, overlay or Overlay())
    return {(one.subject, line.rule): (line.points, line.count) for one in result.subjects for line in one.lines}


def test_lines_of_items() -> None:
    assert lines(INPUTS) == {
        ("中院", "closed"): (7, 3),
        ("中院", "late"): (Fraction("-1.34"), 2),
        ("中院", "lower"): (None, 0),
        ("中院", "total"): (Fraction("5.66"), 0),
        ("东院", "closed"): (8, 2),
        ("东院", "late"): (Fraction("-0.33"), 1),
        ("东院", "lower"): (1, 1),
        ("东院", "total"): (Fraction("8.67"), 0),
    }


def test_each_cell_says_how_and_which_facts() -> None:
    item = score(CLOSED, INPUTS).subjects[0].lines[1].explanation
    assert (item.numbers, item.facts) == ("−0.67 − 0.67 = −1.34", ("2", "3"))
    assert [(cell.title, cell.numbers, cell.facts) for cell in item.children] == [
        ("天数 14", "每件 −0.333 × 计步（14，7，每满）= −0.666，计 −0.67；× 1 件 = −0.67", ("2",)),
        ("天数 20", "每件 −0.333 × 计步（20，7，每满）= −0.666，计 −0.67；× 1 件 = −0.67", ("3",)),
    ]
    assert [(node.kind, node.title, node.assumption) for node in item.children[0].children] == [
        ("parameter", "每日", "演示"),
        ("parameter", "方式", "演示"),
    ]


def test_a_what_if_on_weights_counts_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def counting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever take_tally is given
        taken.append(1)
        return take_tally(*arguments, **named)

    monkeypatch.setattr(counted, "take_tally", counting)
    prepared = Prepared(CLOSED, INPUTS)
    prepared.score()
    assert len(taken) == 1
    cells: dict[tuple[str, tuple[str, ...]], Fraction] = {("权重", ("民事", "普通")): Fraction(5)}
    repriced = prepared.score(Overlay({"每日": Fraction(1), "方式": "按比例"}, cells))
    assert len(taken) == 1
    assert [line.points for line in repriced.subjects[0].lines[:2]] == [11, Fraction("-4.86")]
    prepared.score(Overlay({"期限": Fraction(2)}))  # stands in a condition
    assert len(taken) == 2
    prepared.score(Overlay({"期限": Fraction(2), "每日": Fraction(9)}), explain=False)
    assert len(taken) == 2


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"每曰": "1"}, "score-overlay-unknown"),
        ({"每日": "很多"}, "score-overlay-number"),
        ({"方式": "随便"}, "score-overlay-choice"),
        ({"权重（民事，特快）": "1"}, "score-overlay-unknown"),
        ({"表（民事）": "1"}, "score-overlay-unknown"),
        ({"权重（民事，速裁）": "一"}, "score-overlay-number"),
    ],
)
def test_what_if_settings_that_fit_nothing(settings: dict[str, str], code: str) -> None:
    assert [problem.code for problem in read_overlay(CLOSED, settings)[1]] == [code]


def test_what_if_settings_as_people_write_them() -> None:
    settings = {"每日": "５０%", "方式": "按比例", "权重（民事，速裁）": "2", "权重(刑事, 其他)": "1,000.5"}
    overlay, problems = read_overlay(CLOSED, settings)
    assert problems == []
    assert overlay.parameters == {"每日": Fraction(1, 2), "方式": "按比例"}
    assert overlay.cells == {("权重", ("民事", "速裁")): 2, ("权重", ("刑事", "其他")): Fraction("1000.5")}


def bad(**fields: Value) -> Fact:
    return replace(FACTS[0], key="x", fields={**FACTS[0].fields, **fields})


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (replace(FACTS[0], key="x", kind="别的"), "score-unknown-kind"),
        (replace(FACTS[0], key="x", subject="北院"), "score-unknown-subject"),
        (FACTS[0], "score-same-key"),
        (bad(种类="行政"), "score-bad-field"),
        (bad(天数=Fraction(1, 2)), "score-bad-field"),
        (bad(金额=Fraction(1, 1000)), "score-bad-field"),
        (bad(金额=Fraction(10) ** 14), "score-bad-field"),
        (bad(到期="明天"), "score-bad-field"),
        (bad(天数="三"), "score-bad-field"),
    ],
)
def test_facts_that_do_not_fit_are_reported_and_left_out(one: Fact, code: str) -> None:
    result = score(CLOSED, replace(INPUTS, facts=(*FACTS, one)))
    assert [problem.code for problem in result.problems] == [code]
    assert result.subjects == score(CLOSED, INPUTS).subjects


def test_screening_keeps_what_is_declared_and_nothing_else() -> None:
    odd = replace(FACTS[0], fields={"种类": "民事", "程序": "速裁", "天数": Fraction(3), "别的": "字"})
    assert screen(CLOSED, [odd]) == ([FACTS[0]], [])


def test_the_result_as_plain_data() -> None:
    data = to_data(CLOSED, score(CLOSED, INPUTS))
    assert {name: data[name] for name in ("scheme", "version", "period", "unit", "problems")} == {
        "scheme": "small",
        "version": "1.0",
        "period": "2020",
        "unit": "分",
        "problems": [],
    }
    first = data["subjects"][0]
    assert (first["subject"], first["total"], first["place"], first["figures"]["总分"]) == ("中院", "5.66", 2, "5.66")
    late, lower = first["lines"][1:3]
    assert (late["rule"], late["points"], late["count"], late["explanation"]) == (
        "late",
        "-1.34",
        2,
        "−0.67 − 0.67 = −1.34",
    )
    assert (lower["points"], lower["explanation"]) == (None, "不适用")
    assert late["trace"]["children"][0]["facts"] == ["2"]


@pytest.mark.parametrize(
    ("day", "months", "start"),
    [
        ("2020-06-10", 3, "2020-03-10"),
        ("2020-02-29", 12, "2019-03-01"),
        ("2020-03-31", 1, "2020-03-01"),
        ("2021-02-28", 12, "2020-02-28"),
        ("2020-05-31", 3, "2020-03-01"),
        ("2020-12-31", 1, "2020-12-01"),
        ("2020-01-15", 1, "2019-12-15"),
        ("2020-01-15", 99999, "0001-01-01"),
    ],
)
def test_the_first_day_of_a_window_of_months(day: str, months: int, start: str) -> None:
    assert window_start(date.fromisoformat(day), months) == date.fromisoformat(start)


LADDERS = """\
total: 固定加减
facts: {问题: {case: none, fields: {严重: {type: yes_no}}}, 别的: {case: none, fields: {严重: {type: yes_no}}}}
items: [{id: other, title: 别的项, category: fixed, when: {fact: 别的}, points: "1", basis: 一}]
ladders:
  - id: cards
    title: 约谈
    when: {fact: 问题}
    window: {kind: year}
    basis: 一
    steps:
      - {id: first, title: 提醒, where: 此前次数 = 0}
      - {id: second, title: 约谈, where: 此前次数 介于（1，2）, letter: true, points: −此前次数}
      - id: third
        title: 入档
        where: 此前次数 > 2
        card: red
        notice: division
        deadline: 24
        deadline_unit: hours
        points: −5
"""


def test_steps_post_points_with_the_fixed_items_and_every_card_names_what_came_before() -> None:
    compiled = scheme(LADDERS)
    days = ["2019-12-30", "2020-01-01", "2020-02-01", "2020-02-01", "2020-11-30"]
    facts = tuple(
        Fact(f"f{number}", "问题", date.fromisoformat(day), "中院", {"严重": False}) for number, day in enumerate(days)
    )
    facts += (Fact("g", "别的", date(2020, 1, 1), "中院", {"严重": True}),)
    found = score(compiled, Inputs(YEAR, COURTS, facts)).subjects[0]
    assert [(card.step, card.fact, card.earlier, card.points) for card in found.cards] == [
        ("second", "f2", ("f1",), -1),
        ("second", "f3", ("f1", "f2"), -2),
        ("third", "f4", ("f1", "f2", "f3"), -5),
    ]
    assert found.total == -7
    assert found.cards[2].explanation.numbers == "此前次数 3；庭内通报；24 小时内整改；计 −5 分"
    assert [node.facts for node in found.cards[2].explanation.children] == [("f1",), ("f2",), ("f3",)]
    assert found.explanation is not None
    assert found.explanation.numbers == "1 − 8 = −7"


def test_a_month_scheme_counts_only_the_facts_of_its_month_and_reads_the_month_before() -> None:
    monthly = scheme(
        "facts: {办结: {case: none, fields: {数: {type: whole}}}}\n"
        "figures:\n  件数: {fact: 办结, take: count, basis: 一}\n"
        "  上月: {formula: 上期（件数）, basis: 一}\n  再上月: {formula: 上期（上月）, basis: 一}\n",
        HEAD.replace("period: year", "period: month"),
    )
    facts = tuple(
        Fact(day, "办结", date.fromisoformat(day), "中院", {"数": Fraction(1)})
        for day in ("2020-01-31", "2020-03-01", "2020-03-31")
    )
    march = score(monthly, Inputs(Period("month", 2020, 3), COURTS, facts)).subjects[0].quantities
    assert (march["件数"], march["上月"], march["再上月"]) == (2, None, 1)  # nothing at all is known of February
