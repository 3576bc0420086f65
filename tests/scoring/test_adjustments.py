"""调整: adds its points to an item, or stands in the place of what one fact earns; nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled
from scoring.engine import postings, score
from scoring.inputs import Adjustment, Inputs
from tests.scoring.strategies import inputs, schemes

POINTS = st.fractions(min_value=-5, max_value=5, max_denominator=4)


def lines(compiled: Compiled, given_inputs: Inputs) -> dict[tuple[str, str], Fraction | None]:
    result = score(compiled, given_inputs)
    return {(one.subject, line.rule): line.points for one in result.subjects for line in one.lines}


@settings(max_examples=40, deadline=None)
@given(compiled=schemes(), given_inputs=inputs(), points=POINTS, data=st.data())
def test_instead_of_a_posting(compiled: Compiled, given_inputs: Inputs, points: Fraction, data: st.DataObject) -> None:
    items = {item.rule.id for item in compiled.items}
    booked = [
        one
        for one in postings(compiled, given_inputs.facts, given_inputs.subjects)
        if one.rule in items and next(f for f in given_inputs.facts if f.key == one.fact).day in given_inputs.period
    ]
    assume(booked)
    one = data.draw(st.sampled_from(booked))
    made = Adjustment("调整-1", one.subject, one.rule, points, "理由", one.fact)
    before, after = lines(compiled, given_inputs), lines(compiled, replace(given_inputs, adjustments=(made,)))
    place = (one.subject, one.rule)
    old = before[place]
    assert old is not None
    assert after[place] == old - one.amount + points
    assert {key: value for key, value in after.items() if key != place and key[1] in items} == {
        key: value for key, value in before.items() if key != place and key[1] in items
    }


@settings(max_examples=20, deadline=None)
@given(compiled=schemes(), given_inputs=inputs(), points=POINTS)
def test_added_to_an_item(compiled: Compiled, given_inputs: Inputs, points: Fraction) -> None:
    before = lines(compiled, given_inputs)
    places = [
        place
        for place, value in before.items()
        if place[1] in {i.rule.id for i in compiled.items} and value is not None
    ]
    assume(places)
    subject, rule = places[0]
    made = Adjustment("调整-1", subject, rule, points, "理由")
    after = lines(compiled, replace(given_inputs, adjustments=(made,)))
    assert after[subject, rule] == (before[subject, rule] or 0) + points
