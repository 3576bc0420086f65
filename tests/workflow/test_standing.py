"""A standing is kept while the records stand still, and made anew when anything it rests on changes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Fact, Figure, Membership, OverrideDecision, Team, User
from records.queries.directory import SubjectKey
from tests.workflow.world import World, period
from workflow.adjusting import Proposal, approve, propose
from workflow.closing import close
from workflow.facts import correct_fact, record_fact, withdraw_fact
from workflow.inputs import ground_of, inputs_hash, inputs_of
from workflow.standing import standing_of

Act = Callable[[Session, World], object]


@pytest.fixture
def march(session: Session, world: World) -> AppraisalPeriod:
    record_fact(session, None, world.closed("1"))
    session.commit()
    return period(session, "2020-03")


def _figure(session: Session, world: World) -> None:
    session.add(
        Figure(
            court_id=world.court_id, subject_kind="team", subject_id=world.teams["甲队"], period="2020-03",
            name="二级考核得分", value=Fraction(9),
        )
    )  # fmt: skip


def _override(session: Session, world: World) -> None:
    session.add(
        OverrideDecision(
            court_id=world.court_id, subject_kind="team", subject_id=world.teams["甲队"], rule="office_done",
            period_id=period(session, "2020-03").id, points=Fraction(1), reason="数据异常",
            applied_by_id=world.staff_id,
        )
    )  # fmt: skip


def _adjust(session: Session, world: World) -> None:
    march, team = period(session, "2020-03"), SubjectKey("team", world.teams["甲队"])
    row = propose(session, None, march, Proposal(team, "quick", Fraction("0.5"), "补记", "台账"))
    approve(session, session.get_one(User, world.staff_id), row)


def _class(session: Session, world: World) -> None:
    session.get_one(Team, world.teams["甲队"]).classes = {"类别": "综合部门", "二级办法": "统一办法"}


def _move(session: Session, _world: World) -> None:
    session.scalars(select(Membership).where(Membership.post == "书记员")).one().post = "法官助理"


ACTS: dict[str, Act] = {
    "a fact": lambda session, world: record_fact(session, None, world.closed("2")),
    "a correction": lambda session, world: correct_fact(
        session, None, session.scalars(select(Fact)).one(), world.closed("1", 审理程序="简易"), "录错"
    ),
    "a withdrawal": lambda session, _: withdraw_fact(session, None, session.scalars(select(Fact)).one(), "录错"),
    "a figure": _figure,
    "a decision": _override,
    "an adjustment": _adjust,
    "a class": _class,
    "a post": _move,
    "the close": lambda session, _: close(session, None, period(session, "2020-03")),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_is_kept_until_something_changes(session: Session, world: World, march: AppraisalPeriod, act: Act) -> None:
    before = standing_of(session, march)
    assert standing_of(session, march) is before
    act(session, world)
    session.commit()
    after = standing_of(session, period(session, "2020-03"))
    assert after is not before
    ground = ground_of(session, march)
    fresh = inputs_of(session, ground)
    assert inputs_hash(ground.compiled, after.inputs) == inputs_hash(ground.compiled, fresh)


def test_what_only_one_session_sees_is_not_kept(session: Session, world: World, march: AppraisalPeriod) -> None:
    """A preview is written, looked at, and taken back."""
    before = standing_of(session, march)
    record_fact(session, None, world.closed("2"))
    seen = standing_of(session, march)
    assert [one.total for one in seen.results] == [6, 0]
    session.rollback()
    assert standing_of(session, period(session, "2020-03")) is before
    record_fact(session, None, world.closed("3", 审理程序="简易"))
    session.commit()
    assert [one.total for one in standing_of(session, period(session, "2020-03")).results] == [Fraction("4.5"), 0]
