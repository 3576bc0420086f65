"""The daily look at deadlines: once a day and court, in one transaction; cards go on, people are told once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.models import AppraisalPeriod, AuditEvent, Card, Fact, Notice, Objection, Patrol, User
from records.queries.facts import current_facts
from records.tenancy import enter
from records.types import now
from tests.workflow.applications.office import open_office
from tests.workflow.committee.world import Committee, decided, drawn, found, sit
from tests.workflow.world import World, period
from workflow import card_log
from workflow.calendar import today
from workflow.opening import open_period
from workflow.patrol import patrol, walk

DAY = today()


@pytest.fixture
def sitting(session: Session, world: World) -> Committee:
    return sit(session, world)


@pytest.fixture
def red(session: Session, sitting: Committee) -> Card:
    """Two general problems of 示一 in 2020; the red card's deadline has long passed."""
    row = drawn(session, sitting, each=3)
    mine = [review for review in row.reviews if review.judge.name == "示一"]
    for review, day in zip(mine, (date(2020, 3, 2), date(2020, 6, 1)), strict=False):
        decided(session, sitting, found(session, review, day), "是", day)
    session.commit()
    return session.scalars(select(Card).where(Card.step == "red_repeated")).one()


def this_year(session: Session, sitting: Committee) -> AppraisalPeriod:
    """What comes late today falls into an open period."""
    opened = open_period(session, None, sitting.cards.version, sitting.world.court_id, str(DAY.year))
    session.commit()
    return opened


def walked(database: Database, session: Session, day: date = DAY) -> Counter[str] | None:
    """By a session of its own, as the program does it."""
    court_id = session.scalars(select(User.court_id)).first() or 0
    session.commit()
    with database.session() as own:
        found = walk(own, court_id, day)
    session.expire_all()
    return found


def told(session: Session, start: str = "") -> list[tuple[str, str]]:
    query = select(Notice.code, User.login).join(User, User.id == Notice.user_id)
    return sorted((code, login) for code, login in session.execute(query) if code.startswith(start))


def test_an_overdue_card_goes_on_as_the_program_s_act(
    database: Database, session: Session, sitting: Committee, red: Card
) -> None:
    this_year(session, sitting)
    court = sitting.world.court_id
    assert walked(database, session) == Counter(cards_escalated=1)
    (last,) = [event for event in card_log.events(session, red) if event.act == "escalated"]
    assert (red.state, last.by_id) == ("escalated", None)
    late = session.scalars(current_facts().where(Fact.kind == "逾期未整改")).one()
    assert (late.day, late.recorded_by_id) == (DAY, None)
    trail = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(2)).all()
    assert [(event.actor, event.user_id, event.court_id, event.action) for event in trail] == [
        ("系统", None, court, "patrol:day:walk"), ("系统", None, court, "cards:card:deliver"),
    ]  # fmt: skip
    assert told(session, "card-late") == [("card-late", "boss"), ("card-late", "one")]
    assert walked(database, session) is None  # once a day
    assert walked(database, session, DAY + timedelta(days=1)) == Counter()


def test_a_card_that_cannot_go_on_is_told_once_and_tried_every_day(
    database: Database, session: Session, sitting: Committee, red: Card
) -> None:
    """No period of this year is open yet, so the late fact would count nowhere."""
    assert walked(database, session) == Counter(cards_stuck=1)
    assert told(session, "patrol") == [("patrol-card-stuck", "boss"), ("patrol-card-stuck", "staff")]
    assert session.get_one(Card, red.id).state == "issued"
    assert session.scalars(current_facts().where(Fact.kind == "逾期未整改")).all() == []
    assert walked(database, session, DAY + timedelta(days=1)) == Counter()
    assert len(told(session, "patrol")) == 2
    this_year(session, sitting)
    assert walked(database, session, DAY + timedelta(days=2)) == Counter(cards_escalated=1)


def test_no_card_goes_on_by_a_guessed_day(database: Database, session: Session, sitting: Committee, red: Card) -> None:
    """Nobody knows the holidays of 2190."""
    red.due, red.deadline_unit = date(2190, 3, 1), "working_days"
    session.commit()
    assert walked(database, session, date(2190, 3, 2)) == Counter(cards_guessed=1)
    assert session.get_one(Card, red.id).state == "issued"
    assert told(session, "patrol") == [("patrol-card-guessed", "boss"), ("patrol-card-guessed", "staff")]


@pytest.mark.parametrize(
    ("state", "code", "who"),
    [
        ("filed", "patrol-objection-late", ["boss", "staff"]),
        ("reviewing", "patrol-review-late", ["boss", "wei1", "wei2", "wei3", "wei4", "wei5"]),
    ],
)
def test_a_late_objection(
    database: Database, session: Session, sitting: Committee, state: str, code: str, who: list[str]
) -> None:
    court = sitting.world.court_id
    yesterday = DAY - timedelta(days=1)
    session.add(
        Objection(
            court_id=court, subject_kind="team", subject_id=sitting.world.teams["甲队"], edition=1, line="item:closed",
            period_id=period(session, "2020-03").id,
            about="item", rule="closed", title="结案", expects="3", reason="演示",
            state=state, filed_by_id=sitting.judge.id, due=yesterday, review_due=yesterday,
            answered_at=now(),
        )
    )  # fmt: skip
    session.commit()
    assert walked(database, session, yesterday) == Counter()  # its last day
    assert walked(database, session) == Counter(objections_late=1)
    assert told(session, "patrol") == [(code, login) for login in who]
    assert walked(database, session, DAY + timedelta(days=1)) == Counter()


def test_a_late_step_is_told_to_its_holder_and_to_the_next(
    database: Database, session: Session, world: World, tmp_path: Path
) -> None:
    office = open_office(session, world, tmp_path)
    row = office.apply()
    row.due = DAY - timedelta(days=1)
    session.commit()
    assert walked(database, session) == Counter(steps_late=1)
    assert told(session, "patrol") == [
        ("patrol-step-late", "judge"), ("patrol-step-late", "staff"), ("patrol-step-passed", "head"),
    ]  # fmt: skip
    assert walked(database, session, DAY + timedelta(days=1)) == Counter()


def test_two_programs_at_once_do_it_once(database: Database, session: Session, sitting: Committee, red: Card) -> None:
    this_year(session, sitting)
    card_id, court_id = red.id, sitting.world.court_id
    session.rollback()
    start, results = Barrier(2), []

    def program() -> None:
        start.wait()
        results.append(patrol(database.session, DAY))

    threads = [Thread(target=program) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=len) == [{}, {"示一院": Counter(cards_escalated=1)}]
    enter(session, court_id)
    assert session.scalars(select(Patrol.day)).all() == [DAY]
    assert [event.act for event in card_log.events(session, session.get_one(Card, card_id))] == ["issued", "escalated"]


def test_each_court_by_itself(database: Database, session: Session, world: World) -> None:
    assert patrol(database.session, DAY) == {"示一院": Counter()}
    assert patrol(database.session, DAY) == {}
    assert [(row.court_id, row.day) for row in session.scalars(select(Patrol))] == [(world.court_id, DAY)]
