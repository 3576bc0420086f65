"""From closed to sealed, step by step, and back again where that is still allowed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AuditEvent, Membership, Scorecard, User
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.closing import close, recompute
from workflow.facts import record_fact
from workflow.sealing import publicise, reopen, seal, settle


def codes(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_period_goes_through_its_states_and_is_sealed_by_another(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    staff, march = session.get_one(User, world.staff_id), period(session, "2020-03")
    with pytest.raises(ProblemError) as early:
        publicise(session, staff, march)
    close(session, staff, march)
    publicise(session, staff, march)
    settle(session, staff, march)
    with pytest.raises(ProblemError) as own:
        seal(session, staff, march)
    assert (codes(early), codes(own)) == (["period-order"], ["period-two-pairs"])
    no = {"court_id": world.court_id, "password_hash": "-"}
    leader = User(**no, login="leader", name="示院长", role="leader")
    session.add(leader)
    session.flush()
    seal(session, leader, march)
    session.commit()
    assert (march.state, march.sealed_by_id) == ("sealed", leader.id)
    assert recompute(session, march)[1] == []
    with pytest.raises(ProblemError) as late:
        reopen(session, staff, march, "有误")
    assert codes(late) == ["period-order"]
    assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all() == [
        "records:facts:record", "periods:period:close", "periods:period:close", "periods:period:close",
        "periods:period:seal",
    ]  # fmt: skip


def test_what_no_longer_computes_the_same_is_not_sealed(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    publicise(session, None, march)
    settle(session, None, march)
    session.scalars(select(Membership).where(Membership.post == "书记员")).one().post = "法官助理"
    session.flush()
    with pytest.raises(ProblemError) as caught:
        seal(session, None, march)
    assert codes(caught) == ["recompute-inputs", "recompute-result"]
    assert march.state == "settled"


def test_a_reopened_period_closes_into_a_new_edition(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    with pytest.raises(ProblemError) as silent:
        reopen(session, None, march, " ")
    assert codes(silent) == ["period-reason"]
    reopen(session, None, march, "补登事实")
    record_fact(session, None, world.closed("2"))
    assert close(session, None, march).closed
    kept = session.execute(select(Scorecard.edition, Scorecard.total).order_by(Scorecard.id)).all()
    assert kept == [(1, 3), (1, 0), (2, 6), (2, 0)]
