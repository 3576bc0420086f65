"""A year of persons reads months of teams: shares and results by days, as firm as asked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Figure, User
from rules.problem import ProblemError
from tests.workflow.world import World
from tests.workflow.year.world import YEAR, end, published
from workflow.closing import close
from workflow.facts import record_facts
from workflow.inputs import ground_of, inputs_of
from workflow.sealing import seal
from workflow.standing import standing_of


def month(session: Session, text: str) -> AppraisalPeriod:
    return session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == text)).one()


def test_shares_and_results_follow_who_moved(session: Session, world: World) -> None:
    ending = end(session, world)
    for day in (date(2020, 3, 5), date(2020, 3, 20)):  # 示一 is in 甲队 until 10 March, then in 乙队
        record_facts(session, None, [world.closed(f"结-{day}", day=day)])
    ground = ground_of(session, ending.period)
    found = {(one.figure, one.subject, one.period, one.at): one for one in inputs_of(session, ground).readings}
    first, second = (found["月度", "示一", "2020-03", team] for team in ("甲队", "乙队"))
    assert (first.days, second.days, first.adds, first.state) == (10, 21, True, "open")
    results = {one.subject: one for one in standing_of(session, month(session, "2020-03")).results}
    shares = [share.amount for one in results.values() for share in one.shares if share.member == "示一"]
    year = {one.subject: one for one in standing_of(session, ending.period).results}["示一"].quantities
    assert year["月度"] == sum(shares, Fraction(0)) != 0
    teams = {team: results[team].total or Fraction(0) for team in ("甲队", "乙队")}
    rest = [one for one in inputs_of(session, ground).readings if one.figure == "团队" and one.subject == "示一"]
    assert year["团队"] == sum((one.value * one.days for one in rest), Fraction(0)) / sum(one.days for one in rest)
    assert found["团队", "示一", "2020-03", "乙队"].value == teams["乙队"]
    assert year["在"] == 366
    assert {one.name: one.days for one in ground.subjects}["示四"] == 184  # came on 1 July


QUARTERLY = """\
scheme: quarterly
version: "1.0"
title: 季度办法
basis: {document: 演示}
appraises: person
period: quarter
effective: 2020-01-01
ranking: hidden
total: total
figures:
  季评: {unit: 分}
indicators: [{id: total, title: 季度分, points: 季评, basis: 一}]
"""


def test_quarters_go_into_the_year_as_the_scheme_says(session: Session, world: World) -> None:
    """Who came in July has two of four quarters, and the mean is that of the two."""
    quarters = "  季度均分: {unit: 分, results: {scheme: quarterly, periods: quarter, settled: closed}, take: mean}\n"
    ending = end(session, world, "now", YEAR.replace("  测评: {unit: 分}\n", f"  测评: {{unit: 分}}\n{quarters}"))
    points = {"示一": (80, 90, 70, 60), "示四": (None, None, 75, 80)}
    periods = published(session, world.court_id, QUARTERLY, *(f"2020-Q{number}" for number in range(1, 5)))
    for name, four in points.items():
        for period, mark in zip(periods, four, strict=True):
            if mark is not None:
                session.add(
                    Figure(
                        court_id=world.court_id, subject_kind="person", subject_id=ending.people[name],
                        period=period.text, name="季评", value=Fraction(mark), reason="演示",
                    )
                )  # fmt: skip
    session.flush()
    assert {problem.code for problem in close(session, None, ending.period).refusals} == {"readings-not-settled"}
    for period in periods:
        assert close(session, None, period).closed
    year = {one.subject: one.quantities["季度均分"] for one in standing_of(session, ending.period).results}
    assert (year["示一"], year["示四"]) == (75, Fraction(155, 2))
    assert close(session, None, ending.period).closed


def test_a_year_that_wants_closed_months_waits_for_them(session: Session, world: World) -> None:
    ending = end(session, world, "closed")
    assert inputs_of(session, ground_of(session, ending.period)).readings == ()
    assert {problem.code for problem in close(session, None, ending.period).refusals} == {"readings-not-settled"}
    for text in ("2020-02", "2020-03", "2020-04"):
        assert close(session, None, month(session, text)).closed
    assert close(session, None, ending.period).closed


def test_a_year_that_read_open_months_is_not_sealed(session: Session, world: World) -> None:
    ending = end(session, world, "now")
    done = close(session, None, ending.period)
    assert done.closed
    tree = done.result.subjects[0].quantities
    assert tree["月度"] == 0
    ending.period.state = "settled"
    session.flush()
    leader = ending["chair"]
    assert isinstance(leader, User)
    with pytest.raises(ProblemError) as raised:
        seal(session, leader, ending.period)
    assert {problem.code for problem in raised.value.problems} == {"seal-provisional"}


def test_a_standing_of_the_year_is_new_when_a_month_closes(session: Session, world: World) -> None:
    ending = end(session, world)
    session.commit()
    before = standing_of(session, ending.period)
    assert standing_of(session, ending.period) is before
    close(session, None, month(session, "2020-02"))
    session.commit()
    assert standing_of(session, ending.period) is not before
