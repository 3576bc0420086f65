"""A trial is the official score: the same total for every subject under any overlay; and what is read off totals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled
from scoring.constants import rows_on
from scoring.engine import score
from scoring.inputs import Fact, Inputs, Overlay, Subject
from scoring.tuning.outcome import GradeLine
from scoring.tuning.trial import Trial
from tests.scoring import small, strategies

modest = settings(max_examples=60, deadline=None)
values = st.sampled_from(
    [Fraction(0), Fraction(1), Fraction(5, 2), Fraction(1, 3), Fraction(-7, 4), Fraction(12), Fraction(1234, 100)]
)


@st.composite
def overlays(draw: st.DrawFn, compiled: Compiled) -> Overlay:
    """Any numbers, choices and cells of a scheme, to any value: also what no slider would allow."""
    parameters: dict[str, Fraction | str] = {}
    for name, parameter in compiled.parameters.items():
        if draw(st.booleans()):
            parameters[name] = draw(st.sampled_from(parameter.choices)) if parameter.choices else draw(values)
    cells = {}
    for name, table in compiled.tables.items():
        for day in (compiled.scheme.effective, *compiled.breaks):
            for keys in rows_on(table, day):
                if draw(st.integers(0, 3)) == 0:
                    cells[name, keys] = draw(values)
    return Overlay(parameters, cells)


def same_as_the_score(trial: Trial, compiled: Compiled, inputs: Inputs, overlay: Overlay) -> None:
    outcome = trial.outcome(overlay)
    before, official = score(compiled, inputs, explain=False), score(compiled, inputs, overlay, explain=False)
    assert [(one.subject, one.total, one.place) for one in outcome.subjects] == [
        (one.subject, one.total, one.place) for one in official.subjects
    ]
    assert [(one.before, one.place_before) for one in outcome.subjects] == [
        (one.total, one.place) for one in before.subjects
    ]


@modest
@given(strategies.schemes(), strategies.inputs(), st.data())
def test_an_outcome_is_the_score_under_the_overlay(compiled: Compiled, inputs: Inputs, data: st.DataObject) -> None:
    trial = Trial.prepare(compiled, inputs)
    for _ in range(2):  # a second overlay on the same trial: nothing of the first is left in it
        same_as_the_score(trial, compiled, inputs, data.draw(overlays(compiled)))


LAYERS = """\
total: 总分
units: {部门分: {rate: 币率 × 2, basis: 一}}
parameters:
  币率: {value: 0.8, tunable: {min: 0.1, max: 5, step: 0.05}, assumption: 演示}
  甲权: {value: 60%, unit: "%", tunable: {min: 0%, max: 100%, step: 5%}, assumption: 演示}
  乙权: {value: 40%, unit: "%", tunable: {min: 0%, max: 100%, step: 5%}, assumption: 演示}
  门槛: {value: 3, tunable: {min: 0, max: 10, step: 1}, assumption: 演示}
  限: {value: 8, tunable: {min: 0, max: 20, step: 1}, assumption: 演示}
  方式: {choices: [每满, 按比例], value: 每满, assumption: 演示}
tables:
  层级系数: {keys: [层级], tunable: {min: 0, max: 3, step: 0.1}, assumption: 演示, rows: [[中院, 1.5], [基层, 1]]}
  段: {keys: [数], hit: bracket, tunable: {min: 0, max: 9, step: 1}, assumption: 演示, rows: [[0, 1], [5, 2], [10, 4]]}
figures:
  数: {assumption: 演示}
  部门数: {unit: 部门分, assumption: 演示}
  折后: {formula: 数 × 层级系数（层级）, assumption: 演示}
  上年折后: {formula: 上期（折后）, assumption: 演示}
  过门槛: {formula: 数 > 门槛, type: yes_no, assumption: 演示}
  可无: {formula: 若（数 > 门槛，数 − 门槛，上期（数））, assumption: 演示}
indicators:
  - {id: one, title: 甲项, full_marks: 20, points: "计步（折后，2，方式）+ 分段（数，段）", basis: 一}
  - {id: two, title: 乙项, points: "封顶（换算（部门数），限）", basis: 一}
  - {id: three, title: 丙项, points: "可无 + 若（过门槛，1，0）", applies: 层级 = 基层, basis: 一}
  - {id: four, title: 丁项, points: "折后 − 均值（折后，全体）+ 名次（折后，同类）+ 缺省（上年折后，1）", basis: 一}
sections:
  - {id: weighted, title: 加权, missing: MISSING, basis: 一,
     parts: [{of: one, weight: 甲权}, {of: two, weight: 乙权}, {of: three, weight: "0.5"}]}
  - {id: plain, title: 总分, parts: [{of: weighted}, {of: four}], basis: 一}
"""


@st.composite
def layered(draw: st.DrawFn) -> tuple[Compiled, Inputs]:
    missing = draw(st.sampled_from(["zero", "redistribute", "withhold"]))
    compiled = small.scheme(LAYERS.replace("MISSING", missing))
    figures: dict[tuple[str, str, str], Fraction | bool] = {}
    for subject in small.ALL:
        for year in ("2019", "2020"):
            for name in ("数", "部门数"):
                if draw(st.integers(0, 4)):
                    figures[subject.name, year, name] = Fraction(draw(st.integers(0, 24)), 2)
    return compiled, Inputs(small.YEAR, small.ALL, (), figures)


@modest
@given(layered(), st.data())
def test_it_is_so_through_figures_indicators_and_weighted_sections(
    made: tuple[Compiled, Inputs], data: st.DataObject
) -> None:
    compiled, inputs = made
    trial = Trial.prepare(compiled, inputs)
    for _ in range(2):
        same_as_the_score(trial, compiled, inputs, data.draw(overlays(compiled)))


WORK = """\
total: total
parameters:
  快审天数: {value: 30, unit: 天, tunable: {min: 5, max: 90, step: 1}, assumption: 演示}
  快审加分: {value: 0.5, tunable: {min: 0, max: 2, step: 0.05}, assumption: 演示}
tables:
  权重: {keys: [种类], tunable: {min: 0.1, max: 20, step: 0.05}, fixed: [[执行]], assumption: 演示,
    rows: [[民事, 3], [刑事, 4], [执行, 1]]}
facts:
  结案: {case: none, fields: {种类: {type: choice, values: [民事, 刑事, 执行]}, 天数: {type: whole, unit: 天}}}
items:
  - {id: closed, title: 结案分, category: base, when: {fact: 结案}, points: 权重（种类）, basis: 一}
  - {id: quick, title: 快审, category: fixed, when: {fact: 结案, where: 天数 ≤ 快审天数}, points: 快审加分, basis: 一}
sections:
  - {id: total, title: 总分, parts: [{of: 基础}, {of: 固定加减}], basis: 一}
"""
CLOSED = {
    "东院": {"民事": 4, "刑事": 0, "执行": 1},
    "西院": {"民事": 1, "刑事": 2, "执行": 0},
    "南院": {"民事": 1, "刑事": 0, "执行": 2},
}


def work() -> tuple[Compiled, Inputs]:
    """东院 4×3+1 = 13, 西院 3+8 = 11, 南院 3+2 = 5; nobody is quick but 南院, twice: 6."""
    facts = []
    for subject, counts in CLOSED.items():
        for kind, count in counts.items():
            for number in range(count):
                days = Fraction(30 if subject == "南院" and kind == "执行" else 60)
                facts.append(
                    Fact(f"{subject}{kind}{number}", "结案", small.YEAR.start, subject, {"种类": kind, "天数": days})
                )
    return small.scheme(WORK), Inputs(small.YEAR, small.LOWER, tuple(facts))


cases = st.tuples(
    st.sampled_from(list(CLOSED)), st.sampled_from(["民事", "刑事", "执行"]), st.sampled_from([10, 30, 31, 60])
)


@modest
@given(st.lists(cases, min_size=1, max_size=12), st.lists(st.sampled_from([5, 29, 30, 31, 90]), min_size=1, max_size=7))
def test_a_number_in_a_condition_is_counted_anew(closed: list[tuple[str, str, int]], limits: list[int]) -> None:
    facts = tuple(
        Fact(f"{number}", "结案", small.YEAR.start, subject, {"种类": kind, "天数": Fraction(days)})
        for number, (subject, kind, days) in enumerate(closed)
    )
    compiled, inputs = work()[0], Inputs(small.YEAR, small.LOWER, facts)
    trial = Trial.prepare(compiled, inputs)
    for limit in limits:  # more of them than recounts are kept
        same_as_the_score(trial, compiled, inputs, Overlay({"快审天数": Fraction(limit), "快审加分": Fraction(1)}))


def cell(kind: str, value: str) -> Overlay:
    return Overlay({}, {("权重", (kind,)): Fraction(value)})


# What each slider leads to: totals of 东院, 西院 and 南院, their places, and highest : lowest.
MOVES = [
    (Overlay(), [13, 11, 6], [1, 2, 3], Fraction(13, 6)),
    (cell("民事", "1"), [5, 9, 4], [2, 1, 3], Fraction(9, 4)),
    (cell("刑事", "5"), [13, 13, 6], [1, 1, 3], Fraction(13, 6)),
    (Overlay({"快审加分": Fraction(2)}), [13, 11, 9], [1, 2, 3], Fraction(13, 9)),
    # a number in a condition: counted anew. 5, 3 and 3 cases are quick; then none
    (
        Overlay({"快审天数": Fraction(60)}),
        [Fraction(31, 2), Fraction(25, 2), Fraction(13, 2)],
        [1, 2, 3],
        Fraction(31, 13),
    ),
    (Overlay({"快审天数": Fraction(29)}), [13, 11, 5], [1, 2, 3], Fraction(13, 5)),
]


@pytest.mark.parametrize(("overlay", "totals", "places", "spread"), MOVES)
def test_totals_places_and_spread(overlay: Overlay, totals: list[int], places: list[int], spread: Fraction) -> None:
    outcome = Trial.prepare(*work()).outcome(overlay)
    assert [one.total for one in outcome.subjects] == totals
    assert [one.place for one in outcome.subjects] == places
    assert (outcome.spread.ratio, outcome.spread_before.ratio) == (spread, Fraction(13, 6))


def test_lines_bands_and_who_crosses() -> None:
    lines = (GradeLine("优秀", share=Fraction(1, 3)), GradeLine("称职", at=Fraction(8)))
    outcome = Trial.prepare(*work()).outcome(cell("民事", "1"), lines)
    assert [(one.subject, one.band_before, one.band) for one in outcome.subjects] == [
        ("东院", "优秀", ""),
        ("西院", "称职", "优秀"),
        ("南院", "", ""),
    ]
    best, passed = outcome.lines
    assert (best.cut, best.cut_before, best.places, best.rose, best.fell) == (9, 13, 1, ("西院",), ("东院",))
    assert (passed.cut, passed.above, passed.above_before, passed.rose, passed.fell) == (8, 1, 2, (), ("东院",))


def test_a_tie_at_the_last_place_of_a_share_is_all_above_and_seen() -> None:
    outcome = Trial.prepare(*work()).outcome(cell("刑事", "5"), (GradeLine("优秀", share=Fraction(1, 3)),))
    assert (outcome.lines[0].places, outcome.lines[0].above, outcome.lines[0].rose) == (1, 2, ("西院",))


def test_effects_by_group_and_sums_of_weights() -> None:
    compiled, inputs = work()
    courts = {"东院": "一庭", "西院": "二庭", "南院": "一庭"}
    outcome = Trial.prepare(compiled, inputs, {"庭室": courts}).outcome(cell("民事", "1"))
    found = {(one.by, one.group): (one.count, one.total, one.before, one.mean) for one in outcome.groups}
    assert found == {
        ("层级", "基层"): (3, 18, 30, 6),
        ("上级", "中院"): (3, 18, 30, 6),
        ("庭室", "一庭"): (2, 9, 19, Fraction(9, 2)),
        ("庭室", "二庭"): (1, 9, 11, 9),
    }
    assert [(one.table, one.before, one.now) for one in outcome.sums] == [
        ("权重", 7, 5)
    ]  # 执行 is fixed: no weight to move


def test_changes_are_sorted_by_how_far_they_went() -> None:
    outcome = Trial.prepare(*work()).outcome(cell("民事", "1"))
    assert [(one.subject, one.change) for one in outcome.changes] == [("东院", -8), ("西院", -2), ("南院", -2)]
    assert Trial.prepare(*work()).outcome().changes == ()


@pytest.mark.parametrize(
    ("overlay", "words"),
    [
        (Overlay({"快审加粉": Fraction(1)}), "试算所改的「快审加粉」不是本办法的参数或表格单元，是否为「快审加分」？"),
        (cell("民是", "1"), "试算所改的「权重（民是）」不是本办法的参数或表格单元，是否为「权重（民事）」？"),
    ],
)
def test_what_names_nothing_is_told_and_moves_nothing(overlay: Overlay, words: str) -> None:
    outcome = Trial.prepare(*work()).outcome(overlay)
    assert ([problem.text() for problem in outcome.problems], outcome.changes) == ([words], ())


def test_a_hidden_ranking_stays_hidden_and_a_scheme_without_total_has_no_spread() -> None:
    _, inputs = work()
    hidden = small.scheme(WORK, small.HEAD.replace("shown", "hidden"))
    assert {one.place for one in Trial.prepare(hidden, inputs).outcome(cell("民事", "1")).subjects} == {None}
    bare = small.scheme(WORK.replace("total: total\n", ""))
    outcome = Trial.prepare(bare, inputs).outcome(cell("民事", "1"), (GradeLine("优秀", share=Fraction(1, 2)),))
    assert (outcome.spread.ratio, outcome.lines[0].above, outcome.changes) == (None, 0, ())


def test_nobody_at_all() -> None:
    compiled, inputs = work()
    outcome = Trial.prepare(compiled, Inputs(inputs.period, ())).outcome(
        cell("民事", "1"), (GradeLine("称职", at=Fraction(1)),)
    )
    assert (outcome.subjects, outcome.spread.highest, outcome.groups) == ((), None, ())


def test_subjects_of_no_facts_stand_at_nothing() -> None:
    compiled, inputs = work()
    with_idle = Inputs(inputs.period, (*inputs.subjects, Subject("北院", {"层级": "基层"})), inputs.facts)
    outcome = Trial.prepare(compiled, with_idle).outcome(cell("民事", "1"))
    assert (outcome.subjects[-1].total, outcome.spread.ratio) == (0, None)
