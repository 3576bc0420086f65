"""The bench's own parts: Hengji agrees with the plain count, and a wrong answer of any method ends the bench."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench import ours, slider, tuning
from bench.job import Job, Totals, make_job
from bench.measure import DisagreementError, Method, measure, ratios

JOB = make_job(2_000)


@pytest.mark.parametrize("prepare", [ours.bulk, ours.pricing, ours.from_facts, ours.live, tuning.trial, tuning.anew])
def test_every_way_of_hengji_arrives_at_the_plain_totals(prepare: Callable[[Job], Callable[[], Totals]]) -> None:
    assert dict(prepare(JOB)()) == dict(JOB.totals())


def test_a_method_with_other_totals_fails_the_bench() -> None:
    honest = Method("honest", lambda job: job.totals)
    wrong = Method("wrong by a hundredth", lambda job: lambda: {**job.totals(), "法官000": job.totals()["法官000"] + 1})
    with pytest.raises(DisagreementError, match="wrong by a hundredth"):
        measure([honest, wrong], JOB, 1, lambda _: None)


def test_ratios_compare_the_time_of_one_fact_round_by_round() -> None:
    first = Method("first", lambda job: job.totals, seconds=[1.0, 2.0, 4.0])
    second = Method("second", lambda job: job.totals, seconds=[3.0, 4.0, 8.0])
    assert [numbers for _, *numbers in ratios([first, second])] == [[1.0, 1.0, 1.0], [2.0, 2.0, 3.0]]


def test_a_sample_is_judged_by_its_own_totals() -> None:
    sizes: list[int] = []

    def prepare(job: Job) -> Callable[[], Totals]:
        sizes.append(len(job.facts))
        return job.totals

    measure([Method("all", prepare), Method("some", prepare, sample=50)], JOB, 2, lambda _: None)
    assert sizes == [2_000, 50]


def test_a_slider_s_move_is_asked_of_the_whole_program() -> None:
    """Every answer is looked at; how long it takes is the bench's to say, on a machine that has nothing else to do."""
    asked = slider.moves(judges=5, facts=200, count=3)
    assert len(asked.seconds) == 3
    assert 0 < asked.middle <= asked.p95
    assert asked.anew > 0
