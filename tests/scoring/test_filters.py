"""Every operator on every type of field, on and off the grid of the field's places: the filter is the condition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from rules.condition import Comparison, Condition, Operator, Value, holds
from scoring.constants import Book
from scoring.filters import regime_filter, to_filter
from scoring.frames import LIMIT, ROW, encode, screen
from scoring.inputs import Fact
from scoring.period import Period
from tests.scoring.small import scheme

COMPILED = scheme(
    """\
parameters: {线: {values: {2010-01-01: 1, 2020-07-01: 1.005}, assumption: 演示}}
facts:
  事:
    case: none
    fields:
      数: {type: number, places: 2, required: false}
      整: {type: whole, required: false}
      是否: {type: yes_no, required: false}
      种类: {type: choice, values: [一, 二, 三], required: false}
      字: {type: text, required: false}
      日: {type: date, required: false}
figures: {过线: {fact: 事, take: count, where: 数 ≥ 线, basis: 一}}
"""
)
FIELDS = COMPILED.facts["事"].fields
VALUES: dict[str, list[Value | None]] = {
    "数": [None, *(Fraction(number, 100) for number in (-101, -100, 0, 99, 100, 101, LIMIT - 1, 1 - LIMIT))],
    "整": [None, *(Fraction(number) for number in (-1, 0, 1, 2, LIMIT - 1))],
    "是否": [None, True, False],
    "种类": [None, "一", "二", "三"],
    "字": [None, "", "一", "'\"\\", "Ａ"],
    "日": [None, date(2020, 2, 29), date(2020, 3, 1)],
}
BOUNDS: dict[str, list[Value]] = {
    "数": [
        *(Fraction(number, 1000) for number in (-1010, -1005, 0, 995, 1000, 1005)),
        Fraction(10**30),
        Fraction(-(10**30)),
    ],
    "整": [Fraction(number, 2) for number in (-2, -1, 0, 1, 2, 3)],
    "是否": [True, False],
    "种类": ["一", "四"],
    "字": ["", "一", "'\"\\"],
    "日": [date(2020, 2, 29), date(2020, 3, 1), date(1, 1, 1)],
}
ORDER: tuple[Operator, ...] = (">", "≥", "<", "≤")
EQUAL: tuple[Operator, ...] = ("=", "≠")


def comparisons(field: str) -> Iterable[Comparison]:
    bounds = BOUNDS[field]
    ordered = field in ("数", "整", "日")
    for op, bound in product(EQUAL + (ORDER if ordered else ()), bounds):
        yield Comparison(field, op, (bound,), (0, 0))
    yield Comparison(field, "属于", tuple(bounds), (0, 0))
    yield Comparison(field, "属于", tuple(bounds[:1]), (0, 0))
    if ordered:
        for low, high in product(bounds, bounds):
            yield Comparison(field, "介于", (low, high), (0, 0))
    yield Comparison(field, "=", (None,), (0, 0))  # a parameter without a value yet


def kept(condition: Condition, facts: list[Fact]) -> set[str]:
    """The keys of the facts that the filter keeps."""
    frames = encode(COMPILED, facts, Period("year", 2020))
    found = frames.by_kind["事"].filter(to_filter(condition, FIELDS))[ROW].to_list()
    return {frames.facts[position].key for position in found}


@pytest.mark.parametrize("field", VALUES)
def test_the_filter_is_the_condition(field: str) -> None:
    facts = [
        Fact(str(number), "事", date(2020, 5, 1), "中院", dict.fromkeys(FIELDS) | {field: value})
        for number, value in enumerate(VALUES[field])
    ]
    assert screen(COMPILED, facts) == (facts, [])
    for comparison in comparisons(field):
        condition = Condition((comparison,))
        assert kept(condition, facts) == {fact.key for fact in facts if holds(condition, fact.fields)}, comparison


def test_all_comparisons_must_hold() -> None:
    facts = [
        Fact(f"{one}{two}", "事", date(2020, 5, 1), "中院", dict.fromkeys(FIELDS) | {"数": one, "种类": two})
        for one, two in product(VALUES["数"], VALUES["种类"])
    ]
    both = Condition((Comparison("数", ">", (Fraction(0),), (0, 0)), Comparison("种类", "=", ("二",), (0, 0))))
    assert kept(both, facts) == {fact.key for fact in facts if holds(both, fact.fields)}
    assert kept(Condition(), facts) == {fact.key for fact in facts}


def test_a_parameter_is_the_one_in_force_on_the_day_of_the_fact() -> None:
    condition = Condition((Comparison("数", "≥", (None,), (0, 0), ("线",)),))
    days = [date(2020, 6, 30), date(2020, 7, 1)]
    facts = [
        Fact(f"{day} {number}", "事", day, "中院", dict.fromkeys(FIELDS) | {"数": Fraction(number, 100)})
        for day, number in product(days, (99, 100, 101))
    ]
    frames = encode(COMPILED, facts, Period("year", 2020))
    regimes = [COMPILED.regime(day) for day in days]
    rows = frames.by_kind["事"].filter(regime_filter(condition, FIELDS, Book(COMPILED), regimes))[ROW].to_list()
    assert [frames.facts[row].key for row in rows] == ["2020-06-30 100", "2020-06-30 101", "2020-07-01 101"]
