"""Values for faces: everything goes through JSON, amounts are decimal texts."""

from __future__ import annotations

import json
from fractions import Fraction

from scoring.inputs import Fact, Inputs, Overlay
from scoring.tuning import export
from scoring.tuning.goal import seek
from scoring.tuning.knobs import Knob, knobs
from scoring.tuning.outcome import GradeLine
from scoring.tuning.rounds import simulate
from scoring.tuning.supply import Kind, suggest
from scoring.tuning.targets import SpreadIs
from scoring.tuning.trial import Trial
from tests.scoring import small

COMPILED = small.scheme("""\
total: total
tables:
  权重: {keys: [种类], tunable: {min: 0.5, max: 10, step: 0.5}, unit: 分, assumption: 演示,
    rows: [[民事, 3], [刑事, 4]]}
facts:
  结案: {case: none, fields: {种类: {type: choice, values: [民事, 刑事]}}}
items:
  - {id: closed, title: 结案分, category: base, when: {fact: 结案}, points: 权重（种类）, basis: 一}
sections:
  - {id: total, title: 总分, parts: [{of: 基础}], basis: 一}
""")


def trial() -> Trial:
    facts = tuple(
        Fact(f"{court}{kind}", "结案", small.YEAR.start, court, {"种类": kind})
        for court, kind in (("东院", "民事"), ("西院", "刑事"), ("南院", "刑事"), ("南院", "民事"))
    )
    return Trial.prepare(COMPILED, Inputs(small.YEAR, small.LOWER, facts))


def test_a_knob() -> None:
    assert export.knob_to_data(knobs(COMPILED)[0]) == {
        "address": "权重（民事）",
        "name": "权重",
        "keys": ["民事"],
        "value": "3",
        "low": "0.5",
        "high": "10",
        "step": "0.5",
        "unit": "分",
        "basis": "",
        "assumption": "演示",
    }


def test_an_outcome() -> None:
    made = trial()
    outcome = made.outcome(Overlay({}, {("权重", ("民事",)): Fraction(5)}), (GradeLine("优秀", share=Fraction(2, 3)),))
    data = json.loads(json.dumps(export.outcome_to_data(made, outcome)))
    assert data["subjects"][0] == {
        "subject": "东院",
        "total": "5.00",
        "before": "3.00",
        "change": "2.00",
        "place": 2,
        "place_before": 3,
        "band": "优秀",
        "band_before": "",
    }
    assert data["changes"] == [0, 2, 1]
    assert data["spread"] == {"highest": "9.00", "lowest": "4.00", "ratio": "2.25"}
    assert data["spread_before"]["ratio"] == "2.333333"
    assert data["sums"] == [{"table": "权重", "now": "9", "before": "7"}]
    assert data["lines"] == [
        {
            "title": "优秀",
            "at": None,
            "share": "0.666667",
            "cut": "5.00",
            "cut_before": "4.00",
            "above": 2,
            "above_before": 2,
            "places": 2,
            "rose": ["东院"],
            "fell": ["西院"],
        }
    ]
    assert data["groups"][0] == {
        "by": "层级",
        "group": "基层",
        "count": 3,
        "total": "18.00",
        "before": "14.00",
        "mean": "6",
        "mean_before": "4.666667",
    }


def test_suggestions_and_simulations() -> None:
    knob = Knob("权重", ("民事",), Fraction(3), Fraction("0.5"), Fraction(10), Fraction("0.1"))
    kinds = [Kind("民事", (knob,), Fraction(420), Fraction(300))]
    data = json.loads(json.dumps(export.suggestion_to_data(suggest(kinds)[0])))
    assert data == {
        "kind": "民事",
        "demand": "420",
        "supply": "300",
        "gap": "0.4",
        "direction": "down",
        "steps": [{"address": "权重（民事）", "before": "3", "after": "2.7", "held": False}],
        "text": "「民事」意愿 420 件，案件 300 件，超选 40% → 权重 3.00 下调 0.30 至 2.70",
    }
    played = json.loads(json.dumps(export.simulation_to_data(simulate(kinds, rounds=1))))
    assert (played["ended"], played["text"], played["weights"]) == (
        "rounds",
        "1 轮后：轮数用完，尚未平衡",
        {"权重（民事）": "2.7"},
    )


def test_a_search() -> None:
    data = json.loads(json.dumps(export.search_to_data(seek(trial(), SpreadIs(Fraction(2), Fraction(1, 10))))))
    assert data["offers"][0] == {
        "changes": [{"address": "权重（刑事）", "before": "4", "after": "3", "text": "权重（刑事）4 → 3"}],
        "relative": "0.25",
        "before": "最高分是最低分的 2.33 倍",
        "after": "最高分是最低分的 2.00 倍",
    }
    assert (data["already"], data["nearest"], data["cut_short"]) == (False, None, False)
