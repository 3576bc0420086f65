"""What stands only because of something else goes when that goes: by an undo of the import, or by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.models import Card, CommitteeVote, Fact, Import
from records.queries.facts import current_facts
from rules.problem import ProblemError
from tests.workflow.committee.world import Committee, sit
from tests.workflow.test_importing import take
from tests.workflow.world import SCHEMES, World
from workflow.calendar import today
from workflow.cards import escalate
from workflow.closing import close, rehearse
from workflow.committee.putting import open_on_fact
from workflow.committee.voting import cast, close_vote
from workflow.facts import record_facts, withdraw_fact
from workflow.opening import open_period
from workflow.schemes import publish, submit
from workflow.undoing import undo_import

FOUND = (
    "事实,日期,干警,案号,编号,问题种类,严重程度,认定,立案日期\n"
    "评查问题,2020-03-02,示一,（2020）鲁1329民初91号,F1,程序,一般,是,2020-01-05\n"
    "评查问题,2020-06-01,示一,（2020）鲁1329民初92号,F2,程序,一般,是,2020-01-05\n"
)


@pytest.fixture
def sitting(session: Session, world: World) -> Committee:
    return sit(session, world)


def standing(session: Session) -> list[str]:
    return sorted(session.scalars(select(Fact.kind).where(Fact.id.in_(current_facts().with_only_columns(Fact.id)))))


def test_an_undone_import_takes_the_late_fact_and_its_card_along(
    session: Session, sitting: Committee, tmp_path: Path
) -> None:
    """Two findings → a yellow and a red card; the red one comes too late → 逾期未整改, and that is urged by a card."""
    year = open_period(session, None, sitting.cards.version, sitting.world.court_id, str(today().year))
    (row,) = take(session, sitting.world, tmp_path, "found.csv", FOUND, "yinzhou-cards-2020").imports
    escalate(session, sitting.staff, session.scalars(select(Card).where(Card.step == "red_repeated")).one())
    assert standing(session) == ["评查问题", "评查问题", "逾期未整改"]
    _, booked = undo_import(session, None, row, "拿错了文件")
    assert (standing(session), booked.withdrawn) == ([], 3)
    assert set(session.scalars(select(Card.state))) == {"withdrawn"}
    assert ledger.standing(session, session.scalars(select(Fact.id)).all()) == []
    for period in (sitting.cards, year):
        assert rehearse(session, period).refusals == ()


def test_a_late_fact_in_a_closed_period_forbids_the_undo(session: Session, sitting: Committee, tmp_path: Path) -> None:
    year = open_period(session, None, sitting.cards.version, sitting.world.court_id, str(today().year))
    (row,) = take(session, sitting.world, tmp_path, "found.csv", FOUND, "yinzhou-cards-2020").imports
    escalate(session, sitting.staff, session.scalars(select(Card).where(Card.step == "red_repeated")).one())
    assert close(session, None, year).closed
    session.commit()
    with pytest.raises(ProblemError) as raised:
        undo_import(session, None, row, "拿错了文件")
    assert [problem.code for problem in raised.value.problems] == ["fact-period-closed"]
    session.rollback()
    assert session.scalars(select(Import.state)).all() == ["done"]


@pytest.mark.parametrize("decided", [True, False])
def test_what_was_decided_about_a_fact_goes_with_it(session: Session, sitting: Committee, decided: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """上饶: 重点案件 is put to the vote; decided, it became 重点案件评价 with a card; not yet, the vote ends."""
    version = submit(
        session, None, sitting.world.court_id, (SCHEMES / "shangrao-evaluation-2019.yaml").read_text(encoding="utf-8")
    )
    publish(session, None, version)
    year = open_period(session, None, version, sitting.world.court_id, "2020")
    spring = date(2020, 3, 2)
    (fact,) = record_facts(
        session, None, [sitting.world.draft("重点/1", "重点案件", "示一", spring, {"事由": "改判"})]
    ).rows
    vote = open_on_fact(session, sitting.staff, year, fact)
    for member in sitting.members[2:] if decided else ():
        cast(session, member, vote, "有过错")
    if decided:
        close_vote(session, sitting.staff, vote, spring)
    assert session.scalar(select(func.count(Card.id))) == int(decided)
    withdraw_fact(session, None, fact, "登记错了")
    assert standing(session) == []
    assert set(session.scalars(select(Card.state))) <= {"withdrawn"}
    assert session.scalars(select(CommitteeVote.state)).all() == ["decided" if decided else "undecided"]
    assert rehearse(session, year).refusals == ()
