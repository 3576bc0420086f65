"""The life of a card: signed for, answered, checked, closed; late or not mended: the next step; overturned: gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Card, Fact, Finding, Notice, Posting
from records.queries.directory import load_directory
from records.queries.facts import current_facts
from rules.problem import ProblemError
from tests.workflow.committee.world import Committee, decided, drawn, found, sit
from tests.workflow.world import World
from workflow import card_log
from workflow.calendar import today
from workflow.cards import can, check, deliver, escalate, overturn, receive, reply
from workflow.closing import rehearse
from workflow.committee.waiting import waiting
from workflow.opening import open_period
from workflow.schemes import publish, submit


@pytest.fixture
def sitting(session: Session, world: World) -> Committee:
    return sit(session, world)


@pytest.fixture
def year(session: Session, sitting: Committee) -> AppraisalPeriod:
    """The cards' scheme in this very year, so that what comes late today falls into an open period."""
    if today().year == 2020:
        return sitting.cards
    return open_period(session, None, sitting.cards.version, sitting.world.court_id, str(today().year))


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemError) as raised:
        act()
    return [problem.code for problem in raised.value.problems]


def acts(session: Session, card: Card) -> list[str]:
    return [event.act for event in card_log.events(session, card)]


def cards(session: Session) -> dict[str, Card]:
    session.expire_all()
    return {
        f"{card.step}": card for card in session.scalars(select(Card).order_by(Card.id)) if card.state != "withdrawn"
    }


def two(session: Session, sitting: Committee) -> list[Finding]:
    """Two general problems of 示一: a yellow card, then a red one."""
    row = drawn(session, sitting, each=3)
    mine = [review for review in row.reviews if review.judge.name == "示一"]
    findings = []
    for review, day in zip(mine, (date(2020, 3, 2), date(2020, 6, 1)), strict=False):
        findings.append(found(session, review, day))
        decided(session, sitting, findings[-1], "是", day)
    return findings


def test_yellow_then_red_and_each_is_told(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    held = cards(session)
    assert {step: (card.colour, card.state, card.letter, card.notice) for step, card in held.items()} == {
        "yellow": ("yellow", "issued", True, "none"), "red_repeated": ("red", "issued", False, "court"),
    }  # fmt: skip
    assert [notice.user_id for notice in session.scalars(select(Notice).where(Notice.code == "card-issued"))] == [
        sitting.judge.id
    ] * 2
    assert [todo.what.code for todo in waiting(session, sitting.judge)] == ["card-receive-todo"] * 2


def test_a_card_without_a_deadline_ends_with_its_receipt(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    yellow = cards(session)["yellow"]
    receive(session, sitting.judge, yellow)
    assert (yellow.state, acts(session, yellow)) == ("closed", ["issued", "received"])
    assert codes(lambda: receive(session, sitting.judge, yellow)) == ["card-state"]
    assert codes(lambda: reply(session, sitting.judge, yellow, "已改")) == ["card-state"]


def test_answered_checked_closed(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    red = cards(session)["red_repeated"]
    receive(session, sitting.judge, red)
    assert codes(lambda: reply(session, sitting.judge, red, " \n")) == ["card-text"]
    assert codes(lambda: reply(session, sitting.judge, red, "改" * 4001)) == ["card-text-long"]
    reply(session, sitting.judge, red, "已补正送达回证")
    assert codes(lambda: reply(session, sitting.judge, red, "再来")) == ["card-state"]
    assert "card-check-todo" in [todo.what.code for todo in waiting(session, sitting.members[2])]
    check(session, sitting.members[2], red, "属实", mended=True)
    assert (red.state, acts(session, red)) == ("closed", ["issued", "received", "replied", "accepted"])
    assert codes(lambda: check(session, sitting.members[2], red, "属实", mended=True)) == ["card-state"]
    assert [todo.what.code for todo in waiting(session, sitting.judge)] == ["card-receive-todo"]  # the yellow one


def test_who_may_do_what(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    red, directory = cards(session)["red_repeated"], load_directory(session)
    mate, member, staff, judge = sitting.members[0], sitting.members[2], sitting.staff, sitting.judge
    said = {
        user.login: [name for name in can(user, red, directory).__slots__ if getattr(can(user, red, directory), name)]
        for user in (mate, member, staff, judge, sitting.leader)
    }
    assert said == {
        "wei1": [], "wei3": [], "staff": ["deliver", "escalate", "overturn"], "one": ["receive", "reply"], "boss": [],
    }  # fmt: skip
    assert codes(lambda: receive(session, member, red)) == ["card-not-yours"]
    assert codes(lambda: reply(session, staff, red, "已改")) == ["card-not-yours"]
    assert codes(lambda: deliver(session, judge, red, "张贴")) == ["act-not-allowed"]
    assert codes(lambda: check(session, member, red, "好", mended=True)) == ["card-state"]
    reply(session, judge, red, "已改")  # received with it
    assert codes(lambda: check(session, staff, red, "好", mended=True)) == ["act-not-allowed"]
    assert codes(lambda: overturn(session, member, red, "错了")) == ["act-not-allowed"]


def test_nobody_acts_on_a_card_of_one_s_own_or_of_the_team(session: Session, sitting: Committee) -> None:
    """示一 is of 乙队 since March, as 示三 (wei2) is. Her account moves to the committee, then to the office."""
    two(session, sitting)
    red = cards(session)["red_repeated"]
    reply(session, sitting.judge, red, "已改")
    assert codes(lambda: check(session, sitting.members[1], red, "好", mended=True)) == ["committee-own-team"]
    sitting.judge.role = "committee"
    assert codes(lambda: check(session, sitting.judge, red, "好", mended=True)) == ["committee-own"]
    sitting.judge.role = "staff"
    assert codes(lambda: overturn(session, sitting.judge, red, "错了")) == ["card-own"]
    yellow = cards(session)["yellow"]
    assert codes(lambda: deliver(session, sitting.judge, yellow, "自送")) == ["card-own"]


def test_delivered_on_paper(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    red = cards(session)["red_repeated"]
    deliver(session, sitting.staff, red, "留置送达，见证人在场")
    assert (red.state, acts(session, red)) == ("received", ["issued", "delivered"])
    assert codes(lambda: deliver(session, sitting.staff, red, "再送")) == ["card-state"]


def test_too_late_and_too_late_again(session: Session, sitting: Committee, year: AppraisalPeriod) -> None:
    two(session, sitting)
    red = cards(session)["red_repeated"]
    assert [todo.what.code for todo in waiting(session, sitting.staff)] == ["card-overdue-todo"]
    escalate(session, sitting.staff, red)
    assert (red.state, acts(session, red)) == ("escalated", ["issued", "escalated"])
    fact = session.scalars(current_facts().where(Fact.kind == "逾期未整改")).one()
    assert (fact.kind, fact.day, fact.fields["事由"], fact.fields["原卡"]) == (
        "逾期未整改", today(), "逾期未整改", "红卡（一般问题多次发生）",
    )  # fmt: skip
    urge = cards(session)["urge"]
    assert (urge.state, urge.day, urge.deadline) == ("issued", today(), Fraction(5))
    assert codes(lambda: escalate(session, sitting.staff, urge)) == ["card-not-due"]
    assert codes(lambda: escalate(session, sitting.staff, red)) == ["card-state"]
    reply(session, sitting.judge, urge, "马上改")
    check(session, sitting.members[2], urge, "没有改", mended=False)
    assert (urge.state, acts(session, urge)) == ("escalated", ["issued", "received", "replied", "failed", "escalated"])
    assert cards(session)["publish"].notice == "court"
    assert year.state == "open"


def test_a_finding_overturned_takes_all_that_followed_with_it(
    session: Session, sitting: Committee, year: AppraisalPeriod
) -> None:
    """Without the first problem the second is the first: the red card turns yellow, and its late fact goes."""
    first, second = two(session, sitting)
    held = cards(session)
    escalate(session, sitting.staff, held["red_repeated"])
    assert set(cards(session)) == {"yellow", "red_repeated", "urge"}
    overturn(session, sitting.staff, held["yellow"], "复核认为不是问题")
    left = list(session.scalars(select(Card).where(Card.state != "withdrawn")))
    assert [(card.step, card.state, card.fact_id) for card in left] == [("yellow", "issued", second.fact_id)]
    assert (first.state, second.state) == ("overturned", "confirmed")
    assert acts(session, held["yellow"]) == ["issued", "withdrawn"]
    assert [fact.kind for fact in session.scalars(current_facts())] == ["评查问题"]
    for period in (sitting.cards, year):
        assert rehearse(session, period).refusals == ()


def test_points_go_with_the_card(session: Session, sitting: Committee) -> None:
    """A court whose yellow card costs 1 and whose red one costs 3: both booked, both reversed, the yellow one anew."""
    text_of = sitting.cards.version.text
    costs = text_of.replace("scheme: yinzhou-cards-2020", "scheme: cards-with-points")
    costs = costs.replace("        card: yellow\n", "        card: yellow\n        points: -1\n")
    costs = costs.replace("        card: red\n", "        card: red\n        points: -3\n")
    version = submit(session, None, sitting.world.court_id, costs)
    publish(session, None, version)
    costly = replace(sitting, cards=open_period(session, None, version, sitting.world.court_id, "2020"))
    two(session, costly)
    assert _booked(session) == [("quality_cards/yellow", -1), ("quality_cards/red_repeated", -3)]
    overturn(session, sitting.staff, _card(session, version.id, "yellow"), "复核认为不是问题")
    assert sum(amount for _rule, amount in _booked(session)) == -1
    assert sorted(_booked(session)) == [
        ("quality_cards/red_repeated", -3), ("quality_cards/red_repeated", 3), ("quality_cards/yellow", -1),
        ("quality_cards/yellow", -1), ("quality_cards/yellow", 1),
    ]  # fmt: skip
    assert rehearse(session, costly.cards).refusals == ()


def _booked(session: Session) -> list[tuple[str, Fraction]]:
    return [(one.rule, one.amount) for one in session.scalars(select(Posting).order_by(Posting.id))]


def _card(session: Session, version: int, step: str) -> Card:
    return session.scalars(select(Card).where(Card.version_id == version, Card.step == step)).one()


def test_events_are_kept_by_the_database(session: Session, sitting: Committee) -> None:
    two(session, sitting)
    session.commit()
    for statement in ("UPDATE card_event SET text = 'x'", "DELETE FROM card_event", "DELETE FROM card"):
        with pytest.raises(DBAPIError, match="is kept"):
            session.execute(text(statement))
        session.rollback()
