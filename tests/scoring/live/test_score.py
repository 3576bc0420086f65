"""Live scoring against the bulk count and the plain one, to the last digit: on the real schemes with random facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.check import load
from rules.compiled import Compiled
from rules.condition import Value
from rules.model import FieldKind
from scoring.engine import postings, score
from scoring.inputs import Fact, Inputs, Subject
from scoring.ladders import step_rule
from scoring.live.engine import Engine
from scoring.live.score import live_score
from scoring.period import Period

SCHEMES = Path(__file__).resolve().parents[3] / "rules" / "schemes"
YEAR = Period("year", 2020)


def _load(name: str) -> Compiled:
    compiled, problems = load(SCHEMES / f"{name}.yaml")
    assert compiled is not None, problems
    return compiled


POINTS, CARDS = _load("linshu-2020"), _load("yinzhou-cards-2020")
SUBJECTS = (
    Subject("甲队", {"类别": "审判团队", "二级办法": "统一办法"}),
    Subject("乙队", {"类别": "执行团队", "二级办法": "统一办法"}),
    Subject("丙部"),
)  # fmt: skip
DAYS = st.dates(date(2019, 10, 1), date(2020, 12, 31))


def _values(field: FieldKind) -> st.SearchStrategy[Value | None]:
    if field.type == "choice":
        return st.sampled_from(field.values)
    if field.type == "yes_no":
        return st.booleans()
    if field.type == "date":
        return DAYS
    if field.type == "text":
        return st.text(max_size=4)
    most = 10**field.places if field.type == "number" else 1
    return st.integers(-50 * most, 200 * most).map(lambda scaled: Fraction(scaled, most))


@st.composite
def facts(draw: st.DrawFn, compiled: Compiled) -> list[Fact]:
    found = []
    for number in range(draw(st.integers(0, 30))):
        kind = draw(st.sampled_from(list(compiled.facts)))
        fields = {
            name: draw(_values(field) | st.none() if not field.required else _values(field))
            for name, field in compiled.facts[kind].fields.items()
        }
        who = draw(st.sampled_from(SUBJECTS)).name
        found.append(Fact(f"{draw(st.integers(0, 9))}-{number:02}", kind, draw(DAYS), who, fields))
    return found


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[str, Engine]]:
    with Engine(POINTS) as points, Engine(CARDS) as cards:
        yield {"points": points, "cards": cards}


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SETTINGS
@given(data=st.data())
@pytest.mark.parametrize("which", ["points", "cards"])
def test_live_bulk_and_the_plain_count_agree(which: str, data: st.DataObject, engines: dict[str, Engine]) -> None:
    engine = engines[which]
    compiled = engine.compiled
    happened = data.draw(facts(compiled))
    arrived = [fact for fact in happened if fact.day in YEAR]
    live = live_score(engine, arrived, happened, {subject.name: subject for subject in SUBJECTS})
    assert live.quarantined == ()
    plain = [one for one in postings(compiled, happened, SUBJECTS) if one.fact in {fact.key for fact in arrived}]
    assert sorted(live.postings, key=str) == sorted(plain, key=str)
    bulk = score(compiled, Inputs(YEAR, SUBJECTS, tuple(happened)), explain=True)
    sums: dict[tuple[str, str], Fraction] = {}
    for posting in live.postings:
        place = (posting.subject, posting.rule)
        sums[place] = sums.get(place, Fraction(0)) + posting.amount
    items = {item.rule.id for item in compiled.items}
    for one in bulk.subjects:
        for line in one.lines:
            if line.rule in items:
                assert (line.points or 0) == sums.pop((one.subject, line.rule), 0)
        for card in one.cards:
            if card.points is not None:
                sums[one.subject, step_rule(card.ladder, card.step)] -= card.points
        own = [card for card in live.cards if card.subject == one.subject]
        assert list(one.cards) == sorted(own, key=lambda card: (card.day, card.fact))
    assert not any(sums.values())


def test_one_new_fact_is_scored_with_those_before_it(engines: dict[str, Engine]) -> None:
    fields: dict[str, Value | None] = {"问题种类": "程序", "严重程度": "一般", "认定": True}
    before = [Fact(f"b{month}", "评查问题", date(2020, month, 2), "甲", fields) for month in (2, 9)]
    new = Fact("new", "评查问题", date(2020, 5, 2), "甲", fields)
    (card,) = live_score(engines["cards"], [new], before).cards
    assert (card.step, card.earlier, card.deadline) == ("red_repeated", ("b2",), Fraction(15))


def test_facts_that_do_not_fit_are_set_aside_with_their_reason(engines: dict[str, Engine]) -> None:
    fields: dict[str, Value | None] = {
        "案件类型": "民事一审", "审理程序": "慢审", "结案方式": "判决", "审理天数": Fraction(1),
    }  # fmt: skip
    bad = Fact("bad", "结案", date(2020, 1, 2), "甲队", fields)
    good = Fact("good", "结案", date(2020, 1, 2), "甲队", fields | {"审理程序": "速裁"})
    scored = live_score(engines["points"], [bad, good])
    assert [one.key for one in scored.quarantined] == ["bad"]
    assert [(posting.fact, posting.rule, posting.amount) for posting in scored.postings] == [
        ("good", "closed", Fraction(1))
    ]
