"""Bulk, oracle, postings and live agree to the last digit on random schemes and facts; and what follows from that."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled
from scoring.constants import Book
from scoring.engine import Prepared, postings, score
from scoring.inputs import Inputs, Overlay
from scoring.ladders import EARLIER, climb, event_fields
from scoring.live.engine import Engine
from scoring.live.score import live_score
from scoring.result import Result
from tests.scoring import oracle, strategies

modest = settings(max_examples=60, deadline=None)


def points(result: Result) -> dict[tuple[str, str], Fraction | str]:
    """As posted; what is not for a subject counts nothing. The total is the exact one."""
    found: dict[tuple[str, str], Fraction | str] = {}
    for one in result.subjects:
        found |= {(one.subject, line.rule): line.points or Fraction(0) for line in one.lines if line.rule != "total"}
        found[one.subject, "total"] = one.quantities["总分"] or Fraction(0)
    return found


@modest
@given(strategies.schemes(), strategies.inputs())
def test_bulk_is_the_oracle(compiled: Compiled, inputs: Inputs) -> None:
    result = score(compiled, inputs)
    assert points(result) == oracle.score(compiled, inputs)
    assert [problem for problem in result.problems if problem.severity == "error"] == []


@modest
@given(strategies.schemes(), strategies.inputs())
def test_cards_and_figures_are_the_oracles(compiled: Compiled, inputs: Inputs) -> None:
    result = score(compiled, inputs)
    cards = sorted((card for one in result.subjects for card in one.cards), key=lambda card: (card.day, card.fact))
    assert [(card.fact, card.step, list(card.earlier)) for card in cards] == oracle.cards(compiled, inputs)
    found = {(one.subject, name): value for one in result.subjects for name, value in one.quantities.items()}
    for place, value in oracle.figures(compiled, inputs).items():
        assert found[place] == value


@modest
@given(strategies.schemes(), strategies.inputs())
def test_postings_add_up_to_the_lines(compiled: Compiled, inputs: Inputs) -> None:
    result = score(compiled, inputs, explain=False)
    days = {fact.key: fact.day for fact in inputs.facts}
    sums: dict[tuple[str, str], Fraction] = {}
    for posting in postings(compiled, inputs.facts, inputs.subjects):
        if days[posting.fact] in inputs.period:
            place = (posting.subject, posting.rule.partition("/")[0])
            sums[place] = sums.get(place, Fraction(0)) + posting.amount
    for place, amount in points(result).items():
        if place[1] != "total":
            assert sums.get(place, Fraction(0)) == amount


@settings(max_examples=12, deadline=None)
@given(strategies.schemes(), strategies.inputs())
def test_live_posts_what_bulk_counts(compiled: Compiled, inputs: Inputs) -> None:
    with Engine(compiled) as engine:
        live = live_score(engine, inputs.facts, (), {subject.name: subject for subject in inputs.subjects})
    assert live.quarantined == ()
    booked = sorted((posting.fact, posting.rule, posting.amount) for posting in live.postings)
    counted = sorted(
        (posting.fact, posting.rule, posting.amount) for posting in postings(compiled, inputs.facts, inputs.subjects)
    )
    assert booked == counted


@modest
@given(strategies.schemes(), strategies.inputs(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(compiled: Compiled, inputs: Inputs, chance: random.Random) -> None:
    shuffled = list(inputs.facts)
    chance.shuffle(shuffled)
    assert score(compiled, replace(inputs, facts=tuple(shuffled))) == score(compiled, inputs)


@modest
@given(strategies.schemes(), strategies.inputs())
def test_one_fact_counts_the_same_as_many(compiled: Compiled, inputs: Inputs) -> None:
    subjects = {subject.name: subject for subject in inputs.subjects}
    for ladder in compiled.ladders:
        for taken in climb(compiled, ladder, inputs.facts, subjects, Book(compiled)):
            assert event_fields(compiled, ladder, taken.fact, inputs.facts) == taken.fields
            assert taken.fields[EARLIER] == len(taken.earlier)


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    parameters: dict[str, Fraction | str] = {}
    if draw(st.booleans()):
        parameters["单价"] = draw(st.sampled_from([Fraction(3), Fraction(1, 3), Fraction(0)]))
    if draw(st.booleans()):
        parameters["天数线"] = draw(st.sampled_from([Fraction(4), Fraction(9, 2), Fraction(11)]))
    if draw(st.booleans()):
        parameters |= {"方式": draw(st.sampled_from(["每满", "按比例"])), "次数线": Fraction(2)}
    cells: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    cells |= {("权重", ("民事", "速裁")): Fraction(19, 4)} if draw(st.booleans()) else {}
    return Overlay(parameters, cells)


def changed(compiled: Compiled, overlay: Overlay) -> Compiled:
    """The scheme with the overlay written into it: the values of every day are the overlay's."""
    parameters = {
        name: parameter.model_copy(update={"value": overlay.parameters[name], "values": {}})
        if name in overlay.parameters
        else parameter
        for name, parameter in compiled.parameters.items()
    }
    tables = dict(compiled.tables)
    for (name, keys), value in overlay.cells.items():
        table = tables[name]
        rows = [[*row[:-1], value] if tuple(row[:-1]) == keys else row for row in table.rows]
        tables[name] = table.model_copy(update={"rows": rows, "changes": []})
    return replace(compiled, scheme=compiled.scheme.model_copy(update={"parameters": parameters, "tables": tables}))


@modest
@given(strategies.schemes(), strategies.inputs(), overlays())
def test_repricing_is_scoring_anew_with_the_changed_scheme(
    compiled: Compiled, inputs: Inputs, overlay: Overlay
) -> None:
    prepared = Prepared(compiled, inputs)
    before = prepared.score()
    anew = score(changed(compiled, overlay), inputs)
    assert points(prepared.score(overlay)) == points(anew) == oracle.score(changed(compiled, overlay), inputs)
    assert prepared.score() == before


@modest
@given(strategies.schemes(), strategies.inputs())
def test_every_total_is_explained_down_to_its_facts(compiled: Compiled, inputs: Inputs) -> None:
    for one in score(compiled, inputs).subjects:
        for line in one.lines[:-2]:  # the section's line is printed, the ladder's is below
            node = line.explanation
            assert node.value == line.points
            if line.category in ("base", "fixed", "applied"):
                assert sum(
                    (child.value for child in node.children if isinstance(child.value, Fraction)), Fraction(0)
                ) == (line.points or 0)
                assert len(node.facts) == len(set(node.facts)) == line.count
        ladder = one.lines[-1]
        assert (
            sum((card.points or Fraction(0) for card in one.cards), Fraction(0))
            == ladder.points
            == ladder.explanation.value
        )
        assert ladder.explanation.facts == tuple(card.fact for card in one.cards)
        assert one.explanation is not None
        assert one.explanation.value == one.quantities["总分"]
