"""Why a rule gave nothing; who is compared with whom; what another fact would bring."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rules.check import load
from rules.compiled import Compiled
from scoring.alike import alike, telling_classes
from scoring.another import another
from scoring.engine import score
from scoring.inputs import Fact, Subject
from scoring.why import not_fired, silent
from tests.scoring.small import YEAR
from tests.scoring.test_engine import CLOSED, COURTS, FACTS, INPUTS

SCHEMES = Path(__file__).resolve().parents[2] / "rules" / "schemes"
COUNTED = [fact for fact in FACTS if fact.day in YEAR]


def test_rules_that_a_fact_did_not_trigger() -> None:
    found = [
        (one.rule, one.unmet.of, one.unmet.written.field, one.unmet.found)
        for one in not_fired(CLOSED, FACTS[0], COURTS[0])
    ]
    assert found == [("late", "fact", "天数", Fraction(3)), ("lower", "subject", "层级", "中院")]


def test_the_comparison_is_told_as_written_and_with_the_day_s_number() -> None:
    unmet = not_fired(CLOSED, FACTS[0], COURTS[0])[0].unmet
    assert (unmet.written.parameters, unmet.bound.values) == (("期限",), (Fraction(10),))


@pytest.mark.parametrize("subject", COURTS, ids=lambda one: one.name)
def test_a_rule_gave_nothing_exactly_where_no_fact_triggered_it(subject: Subject) -> None:
    """Held against the score: facts of the kind are either counted on the line or told with what they fail."""
    result = next(one for one in score(CLOSED, INPUTS).subjects if one.subject == subject.name)
    own = [fact for fact in FACTS if fact.subject == subject.name and fact.day in YEAR]
    for line in result.lines:
        told = silent(CLOSED, line.rule, own, subject, YEAR)
        if line.category == "section":
            assert told is None
            continue
        assert told is not None
        assert line.count == (0 if told.outside else len(own) - len(told.failed))


def loaded(name: str) -> Compiled:
    compiled, problems = load(SCHEMES / f"{name}.yaml")
    assert compiled is not None, problems
    return compiled


@pytest.mark.parametrize(
    ("scheme", "classes"), [("linshu-2020", ("类别",)), ("yanbian-2019", ("层级",)), ("yinzhou-cards-2020", ())]
)
def test_subjects_are_compared_where_the_same_rules_apply(scheme: str, classes: tuple[str, ...]) -> None:
    """How 临沭 teams divide inside does not part them; 延边中院 has other full marks than the courts below."""
    assert telling_classes(loaded(scheme)) == classes


def test_the_group_of_a_subject() -> None:
    teams = [
        Subject(name, {"类别": kind}) for name, kind in (("甲", "审判团队"), ("乙", "综合部门"), ("丙", "审判团队"))
    ]
    linshu = loaded("linshu-2020")
    assert alike(linshu, teams, "甲") == ("甲", "丙")
    assert alike(linshu, teams, "乙") == ("乙",)
    assert alike(linshu, teams, "丁") == ()


@pytest.mark.parametrize("fact", COUNTED, ids=lambda fact: fact.key)
def test_another_fact_brings_what_recording_it_brings(fact: Fact) -> None:
    """Each fact of the table, as if it were not recorded yet."""
    without = replace(INPUTS, facts=tuple(one for one in FACTS if one.key != fact.key))
    found = another(CLOSED, without, score(CLOSED, without), fact)
    official = next(one for one in score(CLOSED, INPUTS).subjects if one.subject == fact.subject)
    assert (found.after.total, found.after.quantities) == (official.total, official.quantities)
    lines = {line.rule: line.points for line in found.before.lines}
    gained = {
        line.rule: line.points - (lines[line.rule] or 0)
        for line in official.lines
        if line.points is not None and line.category != "section" and line.points != lines[line.rule]
    }
    assert {one.rule: one.amount for one in found.postings if one.amount} == gained
