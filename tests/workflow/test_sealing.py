"""From closed to sealed, step by step, and back again where that is still allowed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, AuditEvent, Membership, Scorecard, User
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.calendar import enter_year, load_calendar, set_publicity_days, today
from workflow.closing import close, recompute
from workflow.facts import record_fact
from workflow.sealing import earliest_end, publicise, reopen, seal, seal_problems, settle


def codes(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture(autouse=True)
def calendar(session: Session, world: World) -> None:
    """Next year is known, whenever the tests run."""
    for year in (today().year, today().year + 1):
        enter_year(session, None, world.court_id, year, [], [], "示例")
    session.commit()


@pytest.fixture
def leader(session: Session, world: World) -> User:
    found = User(court_id=world.court_id, password_hash="-", login="leader", name="示院长", role="leader")
    session.add(found)
    session.flush()
    return found


def publicity_over(march: AppraisalPeriod) -> None:
    march.publicised_from, march.publicised_until = today() - timedelta(days=9), today() - timedelta(days=1)


def test_a_period_goes_through_its_states_and_is_sealed_by_another(
    session: Session, world: World, leader: User
) -> None:
    record_fact(session, None, world.closed("1"))
    staff, march = session.get_one(User, world.staff_id), period(session, "2020-03")
    with pytest.raises(ProblemError) as early:
        publicise(session, staff, march)
    close(session, staff, march)
    publicise(session, staff, march)
    with pytest.raises(ProblemError) as public:
        settle(session, staff, march)
    publicity_over(march)
    session.flush()
    settle(session, staff, march)
    with pytest.raises(ProblemError) as own:
        seal(session, staff, march)
    assert (codes(early), codes(public)) == (["period-order"], ["period-publicity-runs"])
    assert codes(own) == ["period-two-pairs"]
    seal(session, leader, march)
    session.commit()
    assert (march.state, march.sealed_by_id) == ("sealed", leader.id)
    assert recompute(session, march)[1] == []
    assert len(march.seal_sha256 or "") == 64
    assert seal_problems(session, march) == []
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    assert [action for action in actions if "calendar" not in action] == [
        "records:facts:record", "periods:period:close", "periods:period:close", "periods:period:close",
        "periods:period:seal",
    ]  # fmt: skip


def test_publicity_lasts_its_working_days(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    calendar, now = load_calendar(session, world.court_id), today()
    least = calendar.add_working_days(now, 5)
    for first, last, code in (
        (now - timedelta(days=1), least, "period-publicity-past"),
        (now, least - timedelta(days=1), "period-publicity-short"),
    ):
        with pytest.raises(ProblemError) as caught:
            publicise(session, None, march, first, last)
        assert codes(caught) == [code]
    set_publicity_days(session, None, march.court, 7)
    assert earliest_end(session, march, now) == calendar.add_working_days(now, 7)
    publicise(session, None, march)
    assert (march.publicised_from, march.publicised_until) == (now, calendar.add_working_days(now, 7))


def test_publicity_needs_a_known_calendar(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    with pytest.raises(ProblemError) as caught:
        publicise(session, None, march, date(2198, 12, 30))
    assert codes(caught) == ["calendar-unknown-year"]
    assert march.state == "closed"


def test_what_no_longer_computes_the_same_is_not_sealed(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    publicise(session, None, march)
    publicity_over(march)
    session.flush()
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


def test_a_sealed_period_is_opened_by_leaders_alone_and_for_ever_remembered(
    session: Session, world: World, leader: User
) -> None:
    record_fact(session, None, world.closed("1"))
    staff, march = session.get_one(User, world.staff_id), period(session, "2020-03")
    close(session, staff, march)
    publicise(session, staff, march)
    publicity_over(march)
    session.flush()
    settle(session, staff, march)
    seal(session, leader, march)
    sealed = march.seal_sha256
    with pytest.raises(ProblemError, match="无权"):
        reopen(session, staff, march, "有误")
    reopen(session, leader, march, "复核发现漏登")
    assert (march.state, march.seal_sha256, march.publicised_until) == ("open", None, None)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "periods:period:unseal")).one()
    assert (event.actor, event.details["reason"], event.details["seal"]) == ("示院长", "复核发现漏登", sealed)
    record_fact(session, None, world.closed("2"))
    assert close(session, staff, march).closed
    assert (march.edition, march.state) == (2, "closed")


def test_a_seal_shows_what_was_changed_behind_it(session: Session, world: World, leader: User) -> None:
    record_fact(session, None, world.closed("1"))
    march = period(session, "2020-03")
    close(session, None, march)
    publicise(session, None, march)
    publicity_over(march)
    session.flush()
    settle(session, None, march)
    seal(session, leader, march)
    session.execute(update(AppraisalPeriod).where(AppraisalPeriod.id == march.id).values(inputs_sha256="0" * 64))
    session.refresh(march)
    assert [problem.code for problem in seal_problems(session, march)] == ["period-sealed-hash"]
