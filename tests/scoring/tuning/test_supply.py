"""Supply and demand: the steps in numbers, within bounds and on the grid, and the rounds they lead to."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check import load
from rules.compiled import Compiled
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, knobs
from scoring.tuning.rounds import Model, simulate
from scoring.tuning.supply import Kind, Response, check_totals, decide, in_proportion, kinds_of, suggest

SCHEME = Path(__file__).parents[3] / "rules" / "schemes" / "linshu-2020.yaml"


def linshu() -> Compiled:
    compiled, problems = load(str(SCHEME))
    assert compiled is not None, problems
    return compiled


def knob(value: str = "3", low: str = "0.1", high: str = "20", step: str = "0.05", name: str = "民事一审") -> Knob:
    return Knob("案件权重", (name,), Fraction(value), Fraction(low), Fraction(high), Fraction(step), "沭法币")


def kind(
    demand: int | str,
    supply: int,
    value: str = "3",
    low: str = "0.1",
    high: str = "20",
    step: str = "0.05",
    name: str = "民事一审",
) -> Kind:
    return Kind(name, (knob(value, low, high, step, name),), Fraction(demand), Fraction(supply))


# demand, supply, weight with its bounds and step → the sentence
SENTENCES = [
    (kind(420, 300), "「民事一审」意愿 420 件，案件 300 件，超选 40% → 权重 3.00 下调 0.30 至 2.70"),
    (kind(240, 300), "「民事一审」意愿 240 件，案件 300 件，少选 20% → 权重 3.00 上调 0.15 至 3.15"),
    (kind(310, 300), "「民事一审」意愿 310 件，案件 300 件，超选 3.3% → 权重 3.00 不动"),
    (kind(300, 300), "「民事一审」意愿 300 件，案件 300 件，供求相等 → 权重 3.00 不动"),
    (
        kind(900, 300),
        "「民事一审」意愿 900 件，案件 300 件，超选 200% → 权重 3.00 下调 0.30 至 2.70",
    ),  # a round goes 10 % at most
    (kind(5, 0), "「民事一审」意愿 5 件，案件 0 件，有意愿而无案件 → 权重 3.00 下调 0.30 至 2.70"),
    (kind(0, 300), "「民事一审」意愿 0 件，案件 300 件，少选 100% → 权重 3.00 上调 0.30 至 3.30"),
    (kind(420, 300, "3", "2.9"), "「民事一审」意愿 420 件，案件 300 件，超选 40% → 权重 3.00 下调 0.10 至 2.90"),
    (kind(420, 300, "3", "3"), "「民事一审」意愿 420 件，案件 300 件，超选 40% → 权重 3.00 已到下限，不动"),
    (kind(200, 300, "3", "0", "3"), "「民事一审」意愿 200 件，案件 300 件，少选 33.3% → 权重 3.00 已到上限，不动"),
    (
        kind(330, 300, "1", "0", "5", "0.5"),
        "「民事一审」意愿 330 件，案件 300 件，超选 10% → 权重 1.00 下调 0.50 至 0.50",
    ),  # one step at least
    (Kind("速裁", (), Fraction(420), Fraction(300)), "「速裁」意愿 420 件，案件 300 件，超选 40% → 没有可调的权重"),
]


@pytest.mark.parametrize(("given_kind", "sentence"), SENTENCES)
def test_a_suggestion_says_its_numbers(given_kind: Kind, sentence: str) -> None:
    assert [one.text for one in suggest([given_kind])] == [sentence]


def test_a_kind_of_linshu_is_its_tunable_rows() -> None:
    compiled = linshu()
    numbers = {
        "民事一审": (Fraction(420), Fraction(300)),
        "刑事一审": (Fraction(50), Fraction(80)),
        "民是一审": (Fraction(1), Fraction(1)),
    }
    kinds, problems = kinds_of(compiled, knobs(compiled), "案件权重", "案件类型", numbers)
    assert [(one.name, [each.address for each in one.knobs]) for one in kinds] == [
        ("民事一审", ["案件权重（民事一审，简易）", "案件权重（民事一审，普通）", "案件权重（民事一审，其他）"]),
        ("刑事一审", ["案件权重（刑事一审，简易）", "案件权重（刑事一审，普通）", "案件权重（刑事一审，其他）"]),
    ]
    assert [problem.severity for problem in problems] == ["warning"] * 5 + ["error"]
    assert problems[-1].text() == "表「案件权重」的「案件类型」没有「民是一审」，是否为「民事一审」？"
    assert suggest(kinds)[0].text == (
        "「民事一审」意愿 420 件，案件 300 件，超选 40% → 权重（民事一审，简易）1.50 下调 0.15 至 1.35；"
        "权重（民事一审，普通）3.00 下调 0.30 至 2.70；权重（民事一审，其他）2.00 下调 0.20 至 1.80"
    )


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("案件全重", "案件类型", "没有表「案件全重」，是否为「案件权重」？"),
        ("案件权重", "类型", "表「案件权重」没有「类型」这一列，是否为「案件类型」？"),
    ],
)
def test_a_slip_of_the_pen_is_named(table: str, column: str, words: str) -> None:
    compiled = linshu()
    assert [one.text() for one in kinds_of(compiled, knobs(compiled), table, column, {})[1]] == [words]


def test_wishes_below_nothing_are_refused() -> None:
    compiled = linshu()
    numbers = {"特别程序": (Fraction(-1), Fraction(3))}
    kinds, problems = kinds_of(compiled, knobs(compiled), "案件权重", "案件类型", numbers)
    errors = [problem.text() for problem in problems if problem.severity == "error"]
    assert (kinds, errors) == ([], ["「特别程序」的意愿或案件数为负数，未作建议"])


def test_shares_are_put_on_the_scale_of_the_work() -> None:
    kinds = [kind("0.6", 100), kind("0.4", 100, name="刑事一审")]
    assert [one.code for one in check_totals(kinds)] == ["tuning.totals_differ"]
    assert [(one.demand, one.supply) for one in in_proportion(kinds)] == [(120, 100), (80, 100)]
    assert check_totals(in_proportion(kinds)) == []


def test_staff_accept_change_and_refuse() -> None:
    made = suggest([kind(420, 300), kind(100, 200, name="刑事一审"), kind(9, 1, name="行政一审")])
    overlay, problems = decide(
        made, {"案件权重(民事一审)": True, "案件权重（刑事一审）": Fraction("3.1"), "案件权重（行政一审）": False}
    )
    assert (overlay, problems) == (
        Overlay({}, {("案件权重", ("民事一审",)): Fraction("2.7"), ("案件权重", ("刑事一审",)): Fraction("3.1")}),
        [],
    )


@pytest.mark.parametrize(
    ("address", "decision", "words"),
    [
        (
            "案件权重（民是一审）",
            True,
            "对「案件权重（民是一审）」没有建议，不能采纳或修改，是否为「案件权重（民事一审）」？",
        ),
        ("案件权重（民事一审）", Fraction(30), "「案件权重（民事一审）」应在 0.1 至 20 之间"),
        (
            "案件权重（民事一审）",
            Fraction("2.77"),
            "「案件权重（民事一审）」应从 0.1 起每次 0.05，离「2.77」最近的是 2.75",
        ),
    ],
)
def test_what_may_not_be_decided(address: str, decision: Fraction | Literal[True], words: str) -> None:
    overlay, problems = decide(suggest([kind(420, 300)]), {address: decision})
    assert (overlay, [problem.text() for problem in problems]) == (Overlay(), [words])


# —— rounds ——

NAMES = ("民事一审", "刑事一审", "行政一审", "首次执行")


@st.composite
def any_kinds(draw: st.DrawFn) -> list[Kind]:
    found = []
    for name in NAMES[: draw(st.integers(1, 4))]:
        step = draw(st.sampled_from([Fraction(1, 100), Fraction(1, 20), Fraction(1, 2), Fraction(1, 3)]))
        low = draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(-2)]))
        top = draw(st.integers(1, 400))
        value = low + step * draw(st.integers(0, top))
        one = Knob("权重", (name,), value, low, low + step * top, step)
        found.append(Kind(name, (one,), Fraction(draw(st.integers(0, 500))), Fraction(draw(st.integers(0, 500)))))
    return found


responses = st.builds(
    Response,
    st.sampled_from([Fraction(1, 10), Fraction(1, 4), Fraction(2)]),
    st.sampled_from([Fraction(1, 20), Fraction(1, 10), Fraction(1)]),
    st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 2)]),
)
models = st.builds(Model, st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3)]), st.booleans())
modest = settings(max_examples=80, deadline=None)


@modest
@given(any_kinds(), responses, models)
def test_no_round_leaves_bounds_or_grid_and_all_ends(kinds: list[Kind], response: Response, model: Model) -> None:
    found = simulate(kinds, response, model, rounds=12)
    assert len(found.rounds) <= 12
    for played in found.rounds:
        for one in played.suggestions:
            for step in one.steps:
                assert step.knob.within(step.after)
                assert step.knob.on_grid(step.after)
                if one.balanced:
                    assert step.after == step.before
                elif step.after != step.before:
                    assert (step.after < step.before) == (one.direction == "down")
                    # no further than the largest step of a round, unless the grid has none so small
                    limit = max(
                        abs(step.before) * response.most,
                        2 * step.knob.step if step.before % step.knob.step else step.knob.step,
                    )
                    assert abs(step.after - step.before) <= limit
    assert found == simulate(kinds, response, model, rounds=12)


@modest
@given(any_kinds(), models)
def test_what_is_balanced_stays_put(kinds: list[Kind], model: Model) -> None:
    even = [Kind(one.name, one.knobs, one.supply, one.supply) for one in kinds]
    found = simulate(even, model=model)
    assert (found.ended, found.rounds, found.overlay) == ("balanced", (), Overlay())


@modest
@given(
    st.lists(st.tuples(st.integers(60, 160), st.integers(80, 120)), min_size=2, max_size=4),
    st.sampled_from(["1", "1.5", "2"]),
)
def test_sane_wishes_meet_the_work(counts: list[tuple[int, int]], elasticity: str) -> None:
    kinds = in_proportion(
        [
            kind(wanted, there, "5", "0.01", "100", "0.01", name=name)
            for name, (wanted, there) in zip(NAMES, counts, strict=False)
        ]
    )
    found = simulate(kinds, model=Model(Fraction(elasticity)), rounds=60)
    assert found.ended == "balanced"
    assert all(one.gap is not None and abs(one.gap) <= Response().tolerance for one in found.kinds)


# What each simulation ends with, and why.
ENDINGS = [
    ([kind(420, 300), kind(180, 300, name="刑事一审")], {}, "balanced"),
    ([kind(420, 300, "3", "2.9")], {"model": Model(Fraction(1), keeps_total=False)}, "bounds"),
    ([kind(420, 300)], {"rounds": 1, "model": Model(Fraction(1, 10), keeps_total=False)}, "rounds"),
    ([kind(130, 100, "1", "0", "5", "0.5"), kind(70, 100, "1", "0", "5", "0.5", name="刑事一审")], {}, "repeats"),
]


@pytest.mark.parametrize(("kinds", "options", "ended"), ENDINGS)
def test_a_simulation_tells_why_it_ended(kinds: list[Kind], options: dict[str, object], ended: str) -> None:
    found = simulate(kinds, **options)  # type: ignore[arg-type]  # a table of options
    assert found.ended == ended
    assert found.text.startswith(f"{len(found.rounds)} 轮后：")


def test_the_outcome_of_a_simulation_is_a_what_if() -> None:
    found = simulate([kind(420, 300, "3", "2.9")], model=Model(Fraction(1), keeps_total=False))
    assert found.overlay == Overlay({}, {("案件权重", ("民事一审",)): Fraction("2.9")})
