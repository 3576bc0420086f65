"""How earlier occurrences are counted, at the edges of windows: one pass, one fact and the oracle count alike."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled
from scoring.constants import Book
from scoring.inputs import Fact, Subject
from scoring.ladders import EARLIER, climb, definition, event_fields, occurs, window_start
from tests.scoring import oracle
from tests.scoring.small import scheme


def ladder(window: str, same_if: str = "认定 = 同类") -> Compiled:
    return scheme(
        f"""\
parameters:
  期限: {{values: {{2010-01-01: 3, 2020-03-01: 12}}, unit: 个月, assumption: 演示}}
  认定: {{choices: [同类, 任何], value: 同类, assumption: 演示}}
facts:
  问题:
    case: none
    fields: {{种类: {{type: choice, values: [一, 二], required: false}}, 严重: {{type: yes_no}}}}
ladders:
  - id: cards
    title: 卡
    when: {{fact: 问题}}
    counts: 严重 = 否
    same: [种类]
    same_if: {same_if}
    window: {window}
    basis: 一
    steps:
      - {{id: first, title: 首次, where: 此前次数 = 0, letter: true}}
      - {{id: again, title: 再次, where: 此前次数 > 0, card: red}}
"""
    )


SCHEMES = {
    "year": ladder("{kind: year}"),
    "months": ladder("{kind: months, months: 期限}"),
    "ever": ladder("{kind: ever}", "认定 = 任何"),
}
EDGES = [
    date(2019, 2, 28), date(2019, 11, 29), date(2019, 11, 30), date(2019, 12, 1), date(2019, 12, 31), date(2020, 1, 1),
    date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1), date(2020, 5, 31), date(2021, 2, 28), date(2021, 3, 1),
]  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    entries = draw(
        st.lists(st.tuples(st.sampled_from(EDGES), st.sampled_from(["一", "二", None]), st.booleans()), max_size=14)
    )
    return tuple(
        Fact(f"{(number * 5) % 17:02}", "问题", day, "甲", {"种类": kind, "严重": grave})
        for number, (day, kind, grave) in enumerate(entries)
    )


@pytest.mark.parametrize("window", SCHEMES)
@settings(max_examples=60, deadline=None)
@given(found=facts())
def test_three_ways_of_counting_agree(window: str, found: tuple[Fact, ...]) -> None:
    compiled = SCHEMES[window]
    (rule,) = compiled.ladders
    taken = list(climb(compiled, rule, found, {"甲": Subject("甲")}, Book(compiled)))
    assert [one.fact for one in taken] == sorted(found, key=lambda fact: (fact.day, fact.key))
    for one in taken:
        expected = oracle.earlier_facts(compiled, rule, one.fact, found)
        assert list(one.earlier) == expected
        assert event_fields(compiled, rule, one.fact, found)[EARLIER] == len(expected)


@pytest.mark.parametrize("months", [0, 1, 2, 3, 11, 12, 13, 24])
def test_the_first_day_of_a_window_is_the_first_from_which_the_months_reach(months: int) -> None:
    every = [date.fromordinal(number) for number in range(date(2018, 1, 1).toordinal(), date(2021, 4, 1).toordinal())]
    for day in EDGES[5:]:
        assert window_start(day, months) == next(one for one in every if oracle.months_reach(one, day, months))


def test_the_definition_says_all_that_a_query_needs() -> None:
    compiled = SCHEMES["months"]
    (rule,) = compiled.ladders
    fact = Fact("k", "问题", date(2020, 5, 31), "甲", {"种类": "一", "严重": True})
    found = definition(compiled, rule, fact, Book(compiled))
    assert (found.kind, found.subject, found.day, found.key, found.since) == (
        "问题",
        "甲",
        fact.day,
        "k",
        date(2019, 5, 31),
    )
    assert (dict(found.same), found.countable) == ({"种类": "一"}, True)
    earlier = Fact("j", "问题", date(2020, 5, 31), "甲", {"种类": "一", "严重": False})
    assert occurs(found, earlier)
    assert not occurs(found, Fact("l", "问题", date(2020, 5, 31), "甲", {"种类": "一", "严重": False}))
    assert not occurs(found, Fact("j", "问题", date(2020, 5, 31), "乙", {"种类": "一", "严重": False}))


def test_a_missing_value_is_the_same_as_nothing() -> None:
    compiled = SCHEMES["year"]
    (rule,) = compiled.ladders
    pair = tuple(Fact(key, "问题", date(2020, 5, 1), "甲", {"种类": None, "严重": False}) for key in "ab")
    assert [event_fields(compiled, rule, fact, pair)[EARLIER] for fact in pair] == [Fraction(0), Fraction(0)]
