"""A good text becomes a scheme ready for scoring: ordered, with defaults put in, each part under its name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check import load_text
from rules.compiled import Compiled
from rules.graph import order

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def compiled(text: str = GOOD) -> Compiled:
    found, problems = load_text(text, "good.yaml")
    assert [problem.line() for problem in problems] == []
    assert found is not None
    return found


def test_quantities_come_after_what_they_need() -> None:
    names = list(compiled().quantities)
    for later, earlier in [("办结率", "结案数"), ("基础", "办案"), ("办结", "办结率"), ("综合得分", "基础")]:
        assert names.index(earlier) < names.index(later)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("收案数", "reported"), ("结案数", "facts"), ("办结率", "formula"), ("办案", "item"), ("申请加减", "category"),
     ("办结", "indicator"), ("综合得分", "section")],
)  # fmt: skip
def test_each_quantity_knows_where_it_comes_from(name: str, kind: str) -> None:
    assert compiled().quantities[name].kind == kind


@pytest.mark.parametrize(
    ("keys", "cap", "floor"),
    [
        ("full_marks: 60", "60", "0"),
        ("full_marks: 60\n    cap: 满分 × 2\n    floor: −5", "满分 × 2", "−5"),
        ("full_marks: 60\n    cap: none\n    floor: none", None, None),
    ],
)
def test_full_marks_bound_an_indicator_unless_it_says_otherwise(
    keys: str, cap: str | None, floor: str | None
) -> None:
    quantity = compiled(GOOD.replace("full_marks: 60", keys)).quantities["办结"]
    assert (quantity.cap and quantity.cap.text, quantity.floor and quantity.floor.text) == (cap, floor)


def test_without_full_marks_an_indicator_is_open() -> None:
    quantity = compiled().quantities["数量"]
    assert (quantity.full_marks, quantity.cap, quantity.floor) == (None, None, None)


def test_an_item_reads_the_fields_that_its_points_name_in_order_of_first_use() -> None:
    text = GOOD.replace("权重（程序）× 2", "若（生效，天数 + 权重（程序），权重（程序）× 2 + 天数）").replace(
        "unit: 天", "unit: 分"
    )
    assert compiled(text).items[0].reads == ("生效", "天数", "程序")


def test_parts_go_by_id_title_or_category() -> None:
    text = GOOD.replace("{of: growth}", "{of: 增量}")
    assert [part.name for part in compiled(text).quantities["综合得分"].parts] == ["办结", "增量", "数量", "基础"]


def test_breaks_are_the_days_on_which_anything_changes() -> None:
    text = GOOD.replace("折算率: {value: 0.8", "折算率: {values: {2019-07-01: 0.8, 2020-07-01: 0.9}").replace(
        "    keys: [程序]", "    keys: [程序]\n    changes: [{from: 2021-01-01, rows: [[简易, 2]]}]"
    )
    found = compiled(text)
    assert found.breaks == (date(2019, 7, 1), date(2020, 7, 1), date(2021, 1, 1))
    assert [
        found.regime(day) for day in (date(2019, 6, 30), date(2020, 6, 30), date(2020, 7, 1), date(2022, 1, 1))
    ] == [0, 1, 2, 3]


def test_the_rounding_is_exact() -> None:
    found = compiled(GOOD.replace("ranking: shown", "ranking: shown\nrounding: {to: 0.1, mode: half_even}"))
    assert (found.rounding.to, found.rounding.mode) == (Fraction(1, 10), "half_even")


def test_the_earlier_period_makes_no_circle() -> None:
    text = GOOD.replace("换算（部门得分）", "上期（部门）").replace(
        "占比（结案数，收案数）", "缺省（上期（办结率），占比（结案数，收案数））"
    )
    assert "部门" in compiled(text).quantities


@pytest.mark.parametrize(
    ("graph", "ordered", "circles"),
    [
        ({}, [], []),
        ({"a": ("b",), "b": ("c",), "c": ()}, ["c", "b", "a"], []),
        ({"a": ("a",)}, ["a"], [("a",)]),
        ({"a": ("b",), "b": ("c",), "c": ("a",), "d": ("a",)}, ["c", "b", "a", "d"], [("a", "b", "c")]),
        ({"a": ("b",), "b": ("a", "c"), "c": ("b",)}, ["c", "b", "a"], [("a", "b"), ("b", "c")]),
    ],
)
def test_order(graph: dict[str, tuple[str, ...]], ordered: list[str], circles: list[tuple[str, ...]]) -> None:
    assert order(graph) == (ordered, circles)


def test_a_long_chain_is_no_trouble() -> None:
    length = 5_000
    graph = {str(number): (str(number + 1),) for number in range(length)} | {str(length): ()}
    assert order(graph)[0][0] == str(length)


@pytest.mark.parametrize(
    ("full", "codes"),
    [
        ("若（岗位 = 法官，40，30）", ["full-marks-do-not-sum"]),
        ("若（岗位 = 法官，40，40）", []),
        ("基准 × 20", []),
    ],
)
def test_full_marks_add_up_for_every_class(full: str, codes: list[str]) -> None:
    _, problems = load_text(GOOD.replace("full_marks: 40", f"full_marks: {full}"), "marks.yaml")
    assert [problem.code for problem in problems] == codes
    assert all("岗位 = 助理" in problem.text() for problem in problems)


def test_steps_are_tried_with_every_choice_and_every_dated_value() -> None:
    text = (
        GOOD.replace("此前次数 = 0", "此前次数 < 次数")
        .replace("此前次数 ≥ 1", "此前次数 ≥ 1")
        .replace("  折算率:", "  次数: {values: {2020-01-01: 1, 2021-01-01: 2}, unit: 次, basis: 二}\n  折算率:")
    )
    _, problems = load_text(text, "steps.yaml")
    assert [problem.code for problem in problems] == ["steps-overlap"]
    assert "次数 = 2" in problems[0].text()


def test_a_name_that_is_declared_nowhere_still_leaves_everything_else_checked() -> None:
    text = GOOD.replace("  结案:\n    fields:", "  结按:\n    fields:").replace("full_marks: 40", "full_marks: 30")
    _, problems = load_text(text, "facts.yaml")
    assert [problem.code for problem in problems] == [
        "unknown-fact",
        "unknown-fact",
        "full-marks-do-not-sum",
        "unknown-fact",
    ]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("此前次数 = 0", "此前次树 = 0", "unknown-field"),
        ("where: 天数 > 180", "where: 天数 >", "condition-value"),
        ("full_marks: 40", "full_marks: 40 +", "formula-operand-end"),
        ("此前次数 = 0", "此前次数 < 目标次数", "condition-value-type"),
    ],
)
def test_what_cannot_be_read_has_no_echo(before: str, after: str, code: str) -> None:
    _, problems = load_text(GOOD.replace(before, after), "echo.yaml")
    assert [problem.code for problem in problems] == [code]


def test_steps_may_ask_for_a_text() -> None:
    _, problems = load_text(GOOD.replace("此前次数 = 0", "备注 = 加急"), "text.yaml")
    assert [problem.code for problem in problems] == ["steps-gap", "steps-overlap"]
    assert "备注 = 加急" in problems[1].text()


LINES = GOOD.splitlines()
SPOILS = [
    "",
    "x",
    "1",
    "[]",
    "{}",
    "[[]]",
    "[1, 2]",
    "{a: 1}",
    "true",
    "2020-01-01",
    "满分",
    "（",
    "÷ 0",
    "上期（综合得分）",
    "none",
    "-1%",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.sampled_from(["drop", "twice", "value", "join"]),
            st.sampled_from(SPOILS),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_typed_problems_are_values_with_a_place(spoils: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for index, how, text in spoils:
        head, colon, _ = lines[index].partition(": ")
        lines[index] = {
            "drop": "",
            "twice": f"{lines[index]}\n{lines[index]}",
            "value": f"{head}{colon}{text}",
            "join": f"{lines[index]}{text}",
        }[how]
    found, problems = load_text("\n".join(lines), "spoiled.yaml")
    assert found is not None or any(problem.severity == "error" for problem in problems)
    assert all(problem.place.line and problem.line() for problem in problems)
