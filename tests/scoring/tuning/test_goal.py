"""Targets → weights: what is offered does reach the target under the official score, and nothing smaller was missed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled
from scoring.engine import score
from scoring.inputs import Fact, Inputs
from scoring.tuning.goal import Limits, seek
from scoring.tuning.knobs import by_address, find_knob, knobs
from scoring.tuning.outcome import GradeLine
from scoring.tuning.targets import AtLeast, EqualMeans, SpreadIs, Target
from scoring.tuning.trial import Trial
from tests.scoring import small

SCHEME = """\
total: total
tables:
  权重: {keys: [种类], tunable: {min: 0.5, max: 10, step: 0.5}, assumption: 演示,
    rows: [[民事, 3], [刑事, 4], [执行, 1]]}
facts:
  结案: {case: none, fields: {种类: {type: choice, values: [民事, 刑事, 执行]}}}
items:
  - {id: closed, title: 结案分, category: base, when: {fact: 结案}, points: 权重（种类）, basis: 一}
sections:
  - {id: total, title: 总分, parts: [{of: 基础}], basis: 一}
"""
KINDS = ("民事", "刑事", "执行")
COMPILED: Compiled = small.scheme(SCHEME)


def trial(*counts: tuple[int, int, int]) -> Trial:
    """How many cases of each kind 东院, 西院 and 南院 closed."""
    facts = [
        Fact(f"{court.name}{kind}{number}", "结案", small.YEAR.start, court.name, {"种类": kind})
        for court, of_court in zip(small.LOWER, counts, strict=True)
        for kind, count in zip(KINDS, of_court, strict=True)
        for number in range(count)
    ]
    divisions = {"东院": "一庭", "西院": "二庭", "南院": "二庭"}
    return Trial.prepare(COMPILED, Inputs(small.YEAR, small.LOWER, tuple(facts)), {"庭室": divisions})


def line(points: str) -> GradeLine:
    return GradeLine("优秀", at=Fraction(points))


# counts → 东院 4×3 = 12, 西院 2×4 = 8, 南院 4×1 = 4
PLAIN = ((4, 0, 0), (0, 2, 0), (0, 0, 4))
# the target, and the offers in order
OFFERS: list[tuple[Target, list[str]]] = [
    (SpreadIs(Fraction(2)), ["权重（民事）3 → 2", "权重（执行）1 → 1.5"]),  # 8 : 8 : 4 and 12 : 8 : 6
    (AtLeast("西院", line("10")), ["权重（刑事）4 → 5"]),
    (AtLeast("南院", line("12")), ["权重（执行）1 → 3"]),
    (AtLeast("西院", GradeLine("优秀", share=Fraction(1, 3))), ["权重（民事）3 → 2", "权重（刑事）4 → 6"]),
    (
        EqualMeans("庭室", "一庭", "二庭", Fraction(0)),
        ["权重（民事）3 → 1.5", "权重（刑事）4 → 10", "权重（执行）1 → 4"],
    ),
]


@pytest.mark.parametrize(("target", "expected"), OFFERS)
def test_offers_are_the_first_steps_that_reach_it_smallest_change_first(target: Target, expected: list[str]) -> None:
    found = seek(trial(*PLAIN), target)
    assert ["，".join(change.text for change in offer.changes) for offer in found.offers] == expected


def test_a_spread_that_falls_and_rises_again_is_found_in_its_dip() -> None:
    # 民事 at w: totals w, 4 and 4 + w, so 7 : 3 at 3, 8 : 4 at 4, 14 : 4 at 10
    found = seek(trial((1, 0, 0), (0, 1, 0), (1, 1, 0)), SpreadIs(Fraction(2), Fraction(0)))
    assert [offer.changes[0].text for offer in found.offers] == ["权重（刑事）4 → 3", "权重（民事）3 → 4"]


def test_an_offer_tells_before_and_after() -> None:
    found = seek(trial(*PLAIN), SpreadIs(Fraction(2)))
    assert (found.offers[0].before, found.offers[0].after) == ("最高分是最低分的 3.00 倍", "最高分是最低分的 2.00 倍")
    assert found.text == "有 2 种调法可以达到；现在最高分是最低分的 3.00 倍"


def test_with_the_sum_of_weights_kept_one_goes_up_and_one_goes_down() -> None:
    found = seek(trial(*PLAIN), AtLeast("西院", line("10")), keep_sum=True)
    assert [[change.text for change in offer.changes] for offer in found.offers] == [
        ["权重（刑事）4 → 5", "权重（民事）3 → 2"],  # 执行 has but half a point to give
    ]


def test_what_is_reached_already_needs_no_change() -> None:
    found = seek(trial(*PLAIN), SpreadIs(Fraction(3)))
    assert (found.already, found.offers, found.nearest, found.evaluations) == (True, (), None, 0)
    assert found.text == "现在已经达到：最高分是最低分的 3.00 倍"


def test_where_one_knob_is_too_few_several_are_offered() -> None:
    # 东院 3 + 4 + 1 = 8; each weight at its most gives 15, 14 or 17, two give at most 24
    found = seek(trial((1, 1, 1), (0, 1, 0), (0, 0, 1)), AtLeast("东院", line("22")))
    assert [len(offer.changes) for offer in found.offers] == [2, 2]
    three = seek(trial((1, 1, 1), (0, 1, 0), (0, 0, 1)), AtLeast("东院", line("28")))
    assert [len(offer.changes) for offer in three.offers] == [3]


def test_what_no_change_within_the_bounds_reaches_is_said_with_the_nearest() -> None:
    found = seek(trial(*PLAIN), AtLeast("西院", line("30")))
    assert found.offers == ()
    assert found.nearest is not None
    assert found.text == "在可调范围内没有调法能达到；最接近的是 权重（刑事）4 → 10：「西院」20.00，「优秀」线 30.00"


def test_what_nothing_moves_is_said() -> None:
    found = seek(trial((4, 0, 0), (0, 2, 0), (0, 0, 0)), AtLeast("南院", line("1")))
    assert found.nearest is None
    assert found.text == "在可调范围内没有一种调法能更接近目标；现在「南院」0.00，「优秀」线 1.00"


def test_the_evaluations_are_bounded_and_running_out_is_said() -> None:
    found = seek(trial(*PLAIN), AtLeast("西院", line("30")), limits=Limits(evaluations=3))
    assert (found.evaluations, found.cut_short) == (3, True)
    assert "试算次数用完" in found.text


def test_only_the_knobs_named_are_moved() -> None:
    index = by_address(knobs(COMPILED))
    criminal = find_knob(index, "权重(刑事)")
    found = seek(trial(*PLAIN), EqualMeans("庭室", "一庭", "二庭", Fraction(0)), [criminal])  # type: ignore[list-item]
    assert [offer.changes[0].knob.address for offer in found.offers] == ["权重（刑事）"]


counts = st.tuples(*[st.integers(0, 5)] * 3)
targets: st.SearchStrategy[Target] = st.one_of(
    st.builds(
        SpreadIs,
        st.sampled_from([Fraction(3, 2), Fraction(3), Fraction(5)]),
        st.sampled_from([Fraction(0), Fraction(1, 5)]),
    ),
    st.builds(
        AtLeast,
        st.sampled_from(["东院", "西院", "南院"]),
        st.sampled_from([line("12"), line("40"), GradeLine("优秀", share=Fraction(1, 3))]),
    ),
    st.builds(
        EqualMeans, st.just("庭室"), st.just("一庭"), st.just("二庭"), st.sampled_from([Fraction(0), Fraction(2)])
    ),
)


@settings(max_examples=60, deadline=None)
@given(counts, counts, counts, targets, st.booleans())
def test_what_is_offered_holds_under_the_official_score(
    one: tuple[int, int, int],
    two: tuple[int, int, int],
    three: tuple[int, int, int],
    target: Target,
    keep: bool,  # noqa: FBT001 - drawn
) -> None:
    made = trial(one, two, three)
    found = seek(made, target, keep_sum=keep)
    for offer in found.offers:
        assert target.reached(offer.distance)
    for offer in (*found.offers, *([found.nearest] if found.nearest else [])):
        official = score(COMPILED, made.inputs, offer.overlay, explain=False)
        totals = [None if each.total is None else int(each.total * 100) for each in official.subjects]
        assert (totals, target.distance(made, totals)) == (list(offer.totals), offer.distance)
        assert all(change.knob.within(change.after) and change.knob.on_grid(change.after) for change in offer.changes)
        assert not keep or sum(change.after - change.knob.value for change in offer.changes) == 0
    assert list(found.offers) == sorted(found.offers, key=lambda offer: offer.relative)
    assert found == seek(made, target, keep_sum=keep)


@settings(max_examples=40, deadline=None)
@given(counts, counts, counts, st.sampled_from(["东院", "西院", "南院"]), st.integers(1, 60))
def test_a_line_in_points_is_met_by_the_first_step_that_plain_trying_finds(
    one: tuple[int, int, int], two: tuple[int, int, int], three: tuple[int, int, int], subject: str, points: int
) -> None:
    made, target = trial(one, two, three), AtLeast(subject, line(str(points)))
    found = seek(made, target, limits=Limits(together=1))
    expected = {}
    for knob in made.knobs:
        for steps in range(1, 20):
            value = knob.value + steps * knob.step
            distance = target.distance(made, made.totals(knob.overlay(value)))
            if knob.within(value) and distance is not None and target.reached(distance):
                expected[knob.address] = value
                break
    offered = {offer.changes[0].knob.address: offer.changes[0].after for offer in found.offers}
    now = target.distance(made, made.before)
    assert offered == ({} if now is not None and now >= 0 else expected)
