"""The close: bulk against ledger, to the last digit; what was stored can be computed again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from records.models import Card, Membership, Posting, Scorecard, User
from records.types import now
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.closing import close, recompute
from workflow.facts import correct_fact, record_fact, record_facts, rescore
from workflow.standing import history, standing_of
from workflow.stored import result_from_json, result_to_json


@pytest.fixture
def month(session: Session, world: World) -> World:
    """Some facts of March, and one of April."""
    record_facts(session, None, [
        world.closed("1"), world.closed("2", 审理程序="简易", 审理天数=Fraction(30), 结案方式="调解"),
        world.closed("3", who="示三", 案件类型="刑事一审"), world.closed("4", day=date(2020, 3, 31)),
        world.closed("5", day=date(2020, 4, 1)),
        world.draft("6", "申请事项", "示二", date(2020, 3, 9), {
            "方向": "减", "币值": Fraction(3, 4), "批准": True, "事由": "值班缺岗",
        }),
    ])  # fmt: skip
    return world


def test_the_close_stores_what_the_ledger_says(session: Session, month: World) -> None:
    march = period(session, "2020-03")
    before = standing_of(session, march)
    closing = close(session, session.get_one(User, month.staff_id), march)
    assert (closing.closed, closing.refusals, march.state, march.edition) == (True, (), "closed", 1)
    totals = {result.subject: result.total for result in closing.result.subjects}
    assert totals == {"甲队": Fraction("4.05"), "乙队": Fraction(7)}  # 3 + 1.5 + 0.1 + 0.2 − 0.75; 4 + 3
    kept = session.scalars(select(Scorecard)).all()
    assert {card.subject_id: card.total for card in kept} == {month.teams[name]: totals[name] for name in totals}
    after = standing_of(session, march)
    assert after.stored
    assert not before.stored
    assert {one.subject: one for one in after.results} == {one.subject: one for one in before.results}
    assert history(session, march, "甲队") == [("3 月", Fraction("4.05"))]


@pytest.mark.usefixtures("month")
def test_results_survive_being_stored(session: Session) -> None:
    for one in standing_of(session, period(session, "2020-03")).results:
        assert result_from_json(result_to_json(one)) == one


@pytest.mark.usefixtures("month")
def test_a_closed_period_computes_the_same_again(session: Session) -> None:
    march = period(session, "2020-03")
    close(session, None, march)
    session.commit()
    assert recompute(session, march)[1] == []
    session.scalars(select(Membership).where(Membership.post == "书记员")).one().post = "法官助理"
    session.flush()
    assert [problem.code for problem in recompute(session, march)[1]] == ["recompute-inputs", "recompute-result"]


@pytest.mark.usefixtures("month")
def test_a_difference_is_named_and_nothing_is_closed(session: Session) -> None:
    march = period(session, "2020-03")
    one = session.scalars(select(Posting).where(Posting.rule == "closed").order_by(Posting.id)).first()
    assert one is not None
    copied = ("court_id", "fact_id", "version_id", "period_id", "subject_kind", "subject_id", "day")
    row = {name: getattr(one, name) for name in copied}
    stray = {"rule": "quick", "turn": 1, "amount": Fraction(1, 100), "posted_at": now()}
    session.execute(insert(Posting), [row | stray])
    closing = close(session, None, march)
    assert not closing.closed
    assert [problem.text() for problem in closing.refusals] == [
        "「甲队」的「快审快结」对账不符：台账 0.11，重算 0.1；请对本周期「重新计分」后再关账"
    ]
    assert (march.state, session.scalars(select(Scorecard)).all()) == ("open", [])
    rescore(session, None, march)
    assert close(session, None, march).closed


def test_a_card_that_differs_is_named(session: Session, world: World) -> None:
    record_fact(session, None, world.finding("a", date(2020, 3, 2)))
    session.scalars(select(Card)).one().step = "red_major"
    closing = close(session, None, period(session, "2020"))
    assert [(problem.code, problem.values["fact"]) for problem in closing.refusals] == [("reconcile-card", "a")]


@pytest.mark.usefixtures("month")
def test_a_move_entered_late_shows_at_the_close(session: Session) -> None:
    session.scalars(select(Membership).where(Membership.until.is_not(None))).one().until = date(2020, 3, 4)
    session.scalars(select(Membership).where(Membership.since == date(2020, 3, 11))).one().since = date(2020, 3, 5)
    march = period(session, "2020-03")
    codes = {problem.code for problem in close(session, None, march).refusals}
    assert codes == {"reconcile-difference"}
    rescore(session, None, march)
    assert close(session, None, march).closed


def test_after_the_close_facts_of_the_period_are_refused(session: Session, month: World) -> None:
    march = period(session, "2020-03")
    row = record_fact(session, None, month.closed("late")).rows[0]
    close(session, None, march)
    for act in (
        lambda: record_fact(session, None, month.closed("later")),
        lambda: correct_fact(session, None, row, month.closed("late", day=date(2020, 4, 3)), "日期有误"),
        lambda: close(session, None, march),
    ):
        with pytest.raises(ProblemError) as caught:
            act()
        assert {problem.code for problem in caught.value.problems} <= {"fact-period-closed", "close-not-open"}
    record_fact(session, None, month.closed("april", day=date(2020, 4, 30)))


def test_cards_close_with_the_year(session: Session, world: World) -> None:
    record_facts(session, None, [
        world.finding("a", date(2020, 3, 2)), world.finding("b", date(2020, 6, 1)),
        world.finding("c", date(2020, 7, 1), who="示二", 严重程度="重大"),
    ])  # fmt: skip
    closing = close(session, None, period(session, "2020"))
    assert closing.closed
    dealt = {one.subject: [card.step for card in one.cards] for one in closing.result.subjects}
    assert dealt == {"示一": ["yellow", "red_repeated"], "示二": ["red_major"], "示三": []}
    assert standing_of(session, period(session, "2020")).subjects["示一"].person_ids == {world.people["示一"]}
