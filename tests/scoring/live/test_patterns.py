"""Conditions as integer patterns: what each comparison becomes, and that the matcher decides as the oracle does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.condition import Condition, Value, compare, holds
from rules.model import Parameter
from scoring.live.codes import LIMIT, Coding
from scoring.live.engine import Engine
from scoring.live.events import Event
from scoring.live.groups import MOST_COMPARISONS, MOST_RULES, groups_of, layered
from scoring.live.patterns import Pattern, Range, ranges_of
from tests.scoring.live.scheme import FIELDS, KIND, compiled, where

MONEY = Coding("number", scale=100)
CHOICE = Coding("choice", ("甲", "乙", "丙", "丁"))
THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("op", "values", "coding", "expected"),
    [
        ("=", "乙", CHOICE, [{"f": 2}]),
        ("≠", "乙", CHOICE, [{"$neq": {"f": 2}}]),
        ("属于", ("甲", "丙"), CHOICE, [{"f": 1}, {"f": 3}]),
        ("属于", ("甲", "乙", "丁"), CHOICE, [{"$and": [{"$gte": {"f": 1}}, {"$lte": {"f": 2}}]}, {"f": 4}]),
        ("属于", (), CHOICE, []),
        (">", Fraction(1, 2), MONEY, [{"$gte": {"f": 51}}]),
        ("≥", Fraction(1, 2), MONEY, [{"$gte": {"f": 50}}]),
        ("≤", Fraction(1, 2), MONEY, [{"$lte": {"f": 50}}]),
        ("介于", (1, 2), MONEY, [{"$and": [{"$gte": {"f": 100}}, {"$lte": {"f": 200}}]}]),
        (">", THIRD, MONEY, [{"$gte": {"f": 34}}]),
        ("≥", THIRD, MONEY, [{"$gte": {"f": 34}}]),
        ("<", THIRD, MONEY, [{"$lte": {"f": 33}}]),
        ("=", THIRD, MONEY, []),
        ("≠", THIRD, MONEY, [{"$gte": {"f": -LIMIT}}]),  # holds for any value, but one there must be
        ("介于", (2, 1), MONEY, []),
        (">", Fraction(10) ** 30, MONEY, []),
        ("<", Fraction(10) ** 30, MONEY, [{"$gte": {"f": -LIMIT}}]),
        ("=", date(2020, 1, 1), Coding("date"), [{"f": 737425}]),
        ("=", True, Coding("yes_no"), [{"f": 1}]),
    ],
)
def test_a_comparison_becomes_integer_ranges(op: str, values: object, coding: Coding, expected: list[object]) -> None:
    (comparison,) = where(("甲", op, values)).comparisons
    assert [Pattern("r", {"f": limits}).definition() for limits in ranges_of(comparison, coding)] == expected


def test_comparisons_of_one_field_are_joined_and_equalities_come_first() -> None:
    scheme = compiled({"rule": where(("件数", ">", 3), ("件数", "≤", 9), ("件数", "≠", 5), ("种类", "=", "甲"))})
    ((pattern,),) = groups_of(scheme)[0].rulesets
    assert pattern.definition() == {
        "$and": [{"g": 0}, {"f1": 1}, {"$gte": {"f0": 4}}, {"$lte": {"f0": 9}}, {"$neq": {"f0": 5}}]
    }


def test_rules_that_can_meet_never_share_a_ruleset() -> None:
    scheme = compiled({
        "a": where(("件数", "≤", 3)), "b": where(("件数", ">", 3)), "c": where(("件数", ">", 2)),
        "d": where(("种类", "=", "甲")),
    })  # fmt: skip
    rulesets = groups_of(scheme)[0].rulesets
    assert [[pattern.rule for pattern in ruleset] for ruleset in rulesets] == [["a", "b"], ["c"], ["d"]]


def test_large_groups_are_split_below_the_limits_of_the_library() -> None:
    patterns = [Pattern(f"r{number}", {"f": Range(number, number)}) for number in range(150)]
    assert [len(ruleset) for ruleset in layered(patterns)] == [60, 60, 30]
    wide = [
        Pattern(f"r{number}", {"f": Range(number, number), "g": Range(without=frozenset(range(100)))})
        for number in range(9)
    ]
    sizes = [sum(len(pattern.definitions()) for pattern in ruleset) for ruleset in layered(wide)]
    assert len(sizes) == 3
    assert max(sizes) <= MOST_COMPARISONS


def test_three_hundred_rules_over_one_kind_of_fact_all_fire() -> None:
    scheme = compiled({f"r{number}": where(("件数", "=", number)) for number in range(300)})
    assert max(len(ruleset) for ruleset in groups_of(scheme)[0].rulesets) <= MOST_RULES
    with Engine(scheme) as engine:
        outcome = engine.fire([Event(f"e{number}", KIND, 0, {"件数": Fraction(number)}) for number in range(301)])
    assert outcome.fired == {f"e{number}": (f"r{number}",) for number in range(300)} | {"e300": ()}


def test_two_hundred_rules_that_all_hold_all_fire() -> None:
    scheme = compiled({f"r{number}": where(("件数", ">", number)) for number in range(200)})
    with Engine(scheme) as engine:
        assert len(engine.fire([Event("e", KIND, 0, {"件数": Fraction(1000)})]).fired["e"]) == 200


def test_a_parameter_is_bound_to_the_regime_of_the_day() -> None:
    breaks = (date(2020, 1, 1), date(2021, 1, 1), date(2021, 7, 1))
    limit = Parameter(values=dict(zip(breaks, (Fraction(3), Fraction(5), Fraction(5)), strict=True)))
    scheme = compiled({"over": where(("件数", ">", "@限"))}, parameters={"限": limit}, breaks=breaks)
    with Engine(scheme) as engine:
        outcome = engine.fire([
            Event(f"{regime}:{count}", KIND, regime, {"件数": Fraction(count)})
            for regime in range(4) for count in (4, 6)
        ])  # fmt: skip
    assert {key for key, rules in outcome.fired.items() if rules} == {"1:4", "1:6", "2:6", "3:6"}


def test_steps_see_the_count_of_earlier_occurrences_and_items_the_class_of_the_subject() -> None:
    scheme = compiled(
        {"item": where(("件数", "≥", 1))},
        steps={"first": where(("此前次数", "=", 0)), "again": where(("此前次数", "≥", 1))},
        applies=where(("类别", "=", "一类")),
    )
    one = {"件数": Fraction(1)}
    with Engine(scheme) as engine:
        outcome = engine.fire([
            Event("a", KIND, 0, one, {"类别": "一类"}, {"ladder": 0}),
            Event("b", KIND, 0, one, {"类别": "二类"}, {"ladder": 1}),
            Event("c", KIND, 0, one),
        ])  # fmt: skip
    assert outcome.fired == {"a": ("item", "ladder/first"), "b": ("ladder/again",), "c": ()}


# -- the matcher against the oracle, on random conditions and events ---------------------------------------------------

HUGE = [Fraction(LIMIT), Fraction(-LIMIT), Fraction(2**53 + 1)]
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "种类": st.sampled_from(["甲", "乙", "丙", "丁"]),
    "件数": st.integers(-4, 4).map(Fraction) | st.sampled_from(HUGE),
    "金额": st.integers(-300, 300).map(lambda cents: Fraction(cents, 100)),
    "属实": st.booleans(),
    "到期": st.dates(date(2020, 1, 1), date(2020, 1, 6)),
    "说明": st.sampled_from(["", "一", "二", "一二", "'\"\\\n\x00", "😀"]),
}
CONSTANTS = VALUES | {
    "件数": VALUES["件数"] | st.fractions(-4, 4, max_denominator=3) | st.just(Fraction(10) ** 40),
    "金额": VALUES["金额"] | st.fractions(-3, 3, max_denominator=700),
}
ORDERED = ["=", "≠", ">", "≥", "<", "≤", "属于", "介于"]


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[str, str, object]:
    field = draw(st.sampled_from(list(FIELDS)))
    op = draw(st.sampled_from(ORDERED if FIELDS[field].type in ("whole", "number", "date") else ["=", "≠", "属于"]))
    if op == "属于":
        return field, op, tuple(draw(st.lists(CONSTANTS[field], min_size=1, max_size=4)))
    if op == "介于":
        return field, op, (draw(CONSTANTS[field]), draw(CONSTANTS[field]))
    return field, op, draw(CONSTANTS[field])


conditions = st.lists(comparisons(), max_size=4).map(lambda each: where(*each))
facts = st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in VALUES.items()})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(conditions, min_size=1, max_size=8), st.lists(facts, min_size=10, max_size=30))
def test_the_matcher_decides_as_the_oracle(rules: list[Condition], found: list[dict[str, Value | None]]) -> None:
    scheme = compiled({f"r{number}": condition for number, condition in enumerate(rules)})
    with Engine(scheme) as engine:
        outcome = engine.fire([Event(f"e{number}", KIND, 0, fields) for number, fields in enumerate(found)])
    assert outcome.quarantined == ()
    assert outcome.fired == {
        f"e{number}": tuple(f"r{place}" for place, condition in enumerate(rules) if holds(condition, fields))
        for number, fields in enumerate(found)
    }


def _patterns(condition: Condition) -> Iterator[Pattern]:
    for group in groups_of(compiled({"r": condition})):
        for ruleset in group.rulesets:
            yield from ruleset


@given(conditions)
def test_the_patterns_of_one_rule_exclude_each_other(condition: Condition) -> None:
    patterns = list(_patterns(condition))
    assert all(one.disjoint(other) for number, one in enumerate(patterns) for other in patterns[:number])
    json.dumps([pattern.definition() for pattern in patterns])


@given(st.data())
def test_a_range_admits_what_its_comparison_holds_for(data: st.DataObject) -> None:
    field, op, constant = data.draw(comparisons().filter(lambda each: each[0] in ("件数", "金额")))
    value = data.draw(VALUES[field])
    (comparison,) = where((field, op, constant)).comparisons
    coding = MONEY if field == "金额" else Coding("number")
    ranges = ranges_of(comparison, coding)
    code = coding.encode(value)
    admitted = any(limits.low <= code <= limits.high and code not in limits.without for limits in ranges)
    assert admitted == compare(value, comparison.op, tuple(each for each in comparison.values if each is not None))
