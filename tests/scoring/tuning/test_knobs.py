"""Knobs: what may be moved, how it is addressed, how far, in which steps; and settings that are not allowed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problem import Problem
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, by_address, find_knob, knobs
from scoring.tuning.settings import check_settings
from tests.scoring import small

COMPILED = small.scheme("""\
parameters:
  加分: {values: {2010-01-01: 0.5, 2020-07-01: 1}, tunable: {min: 0, max: 2, step: 0.25}, unit: 分, basis: 二（三）}
  份额: {value: 60%, unit: "%", tunable: {min: 0%, max: 100%, step: 5%}, assumption: 法院自定}
  定数: {value: 3, assumption: 演示}
  方式: {choices: [甲, 乙], value: 甲, assumption: 演示}
tables:
  权重:
    keys: [种类, 程序]
    unit: 分
    tunable: {min: 0.1, max: 20}
    basis: 二（一）
    rows: [[民事, 速裁, 1], [民事, "普通，简易", 3]]
    fixed: [[民事, 速裁]]
  定表: {keys: [种类], assumption: 演示, rows: [[民事, 2]]}
""")


def test_knobs_are_the_tunable_numbers_with_what_is_known_of_them() -> None:
    assert knobs(COMPILED) == (
        Knob("加分", None, Fraction(1), Fraction(0), Fraction(2), Fraction(1, 4), "分", "二（三）"),
        Knob("份额", None, Fraction(3, 5), Fraction(0), Fraction(1), Fraction(1, 20), "%", "", "法院自定"),
        Knob(
            "权重",
            ("民事", "普通，简易"),
            Fraction(3),
            Fraction(1, 10),
            Fraction(20),
            Fraction(1, 100),
            "分",
            "二（一）",
        ),
    )


def test_the_value_is_the_one_in_force_on_the_day() -> None:
    assert next(knob.value for knob in knobs(COMPILED, date(2020, 6, 30))) == Fraction(1, 2)


@pytest.mark.parametrize(
    "text", ["权重（民事，普通，简易）", "权重(民事,普通,简易)", " 权重（ 民事， 普通，简易 ）", "加分"]
)
def test_an_address_is_read_however_it_is_typed(text: str) -> None:
    assert isinstance(find_knob(by_address(knobs(COMPILED)), text), Knob)


@pytest.mark.parametrize("knob", knobs(COMPILED), ids=lambda knob: knob.address)
def test_an_address_leads_back_to_its_knob(knob: Knob) -> None:
    assert find_knob(by_address(knobs(COMPILED)), knob.address) == knob


GOOD = [
    ({"加分": "0.75"}, Overlay({"加分": Fraction(3, 4)})),
    (
        {"份额": "65%", "权重(民事，普通，简易)": "2.5"},
        Overlay({"份额": Fraction(13, 20)}, {("权重", ("民事", "普通，简易")): Fraction(5, 2)}),
    ),
    ({"加分": Fraction(2)}, Overlay({"加分": Fraction(2)})),
]


@pytest.mark.parametrize(("settings", "overlay"), GOOD)
def test_settings_become_an_overlay(settings: dict[str, str | Fraction], overlay: Overlay) -> None:
    assert check_settings(COMPILED, settings) == (overlay, [])


BAD = [
    ("加分", "3", "「加分」应在 0 至 2 之间"),
    ("份额", "101%", "「份额」应在 0% 至 100% 之间"),
    ("份额", "62%", "「份额」应从 0% 起每次 5%，离「62%」最近的是 60%"),
    ("加分", "多", "试算把「加分」改为「多」，应为数字"),
    ("加粉", "1", "没有可调的参数或权重「加粉」，是否为「加分」？"),
    ("权重（民事，普通）", "1", "没有可调的参数或权重「权重（民事，普通）」，是否为「权重（民事，普通，简易）」？"),
    ("权重（民事，速裁）", "2", "表「权重」的「民事，速裁」这一行是固定的，不能改"),
    ("定数", "2", "「定数」没有登记可调范围（tunable），不能在这里调"),
    ("方式", "乙", "「方式」没有登记可调范围（tunable），不能在这里调"),
    ("定表（民事）", "2", "「定表（民事）」没有登记可调范围（tunable），不能在这里调"),
]


@pytest.mark.parametrize(("address", "value", "words"), BAD)
def test_a_setting_that_is_not_allowed_says_why(address: str, value: str, words: str) -> None:
    overlay, problems = check_settings(COMPILED, {address: value})
    assert (overlay, [problem.text() for problem in problems]) == (Overlay(), [words])


def test_all_problems_come_at_once_and_what_is_right_is_kept() -> None:
    overlay, problems = check_settings(
        COMPILED,
        {"加分": "1.5", "份额": "62%", "加粉": "1", "权重(民事,普通,简易)": "5", "权重（民事，普通，简易）": "6"},
    )
    assert overlay == Overlay({"加分": Fraction(3, 2)}, {("权重", ("民事", "普通，简易")): Fraction(5)})
    assert [problem.code for problem in problems] == ["set.step", "set.unknown", "set.twice"]


@given(
    st.fractions(-5, 5, max_denominator=20),
    st.sampled_from([None, Fraction(0), Fraction(-3, 2), Fraction(1, 10)]),
    st.sampled_from([Fraction(1, 20), Fraction(1, 3), Fraction(2)]),
    st.one_of(st.none(), st.integers(0, 9)),
)
def test_the_grid_points_about_a_value(value: Fraction, low: Fraction | None, step: Fraction, size: int | None) -> None:
    start = low or Fraction(0)
    knob = Knob("数", None, start, low, None if size is None else start + step * size, step)
    below, near, above = knob.below(value), knob.nearest(value), knob.above(value)
    assert below <= near <= above
    for point in (below, near, above):
        assert knob.within(point)
        assert (point - knob.start) % step == 0
    if knob.within(value):
        assert below <= value <= above
        assert above - below in (0, step)
        assert abs(near - value) <= step / 2


def test_an_unknown_address_is_a_problem() -> None:
    found = find_knob(by_address(knobs(COMPILED)), "份鹅")
    assert isinstance(found, Problem)
    assert found.text() == "没有可调的参数或权重「份鹅」，是否为「份额」？"
