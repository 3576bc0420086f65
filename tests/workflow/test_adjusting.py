"""调整: proposed by one, approved by another; live and bulk agree on it, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.models import Adjustment, AppraisalPeriod, Fact, Posting, User
from records.queries.directory import SubjectKey
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.adjusting import Proposal, approve, propose, refuse, withdraw
from workflow.closing import close, recompute
from workflow.facts import correct_fact, record_fact, record_facts, rescore, withdraw_fact
from workflow.sealing import reopen
from workflow.standing import standing_of


@pytest.fixture
def march(session: Session, world: World) -> AppraisalPeriod:
    record_facts(session, None, [world.closed("1"), world.closed("2"), world.closed("3", who="示三")])
    return period(session, "2020-03")


@pytest.fixture
def approver(session: Session, world: World) -> User:
    found = User(court_id=world.court_id, password_hash="-", login="second", name="示副院长", role="leader")
    session.add(found)
    session.flush()
    return found


def proposal(world: World, points: Fraction, replaces: Fact | None = None, **changes: str) -> Proposal:
    told = {"rule": "closed", "reason": "系列案折算", "evidence": "审委会纪要〔2020〕3号"} | changes
    subject = SubjectKey("team", world.teams["甲队"])
    return Proposal(subject, told["rule"], points, told["reason"], told["evidence"], replaces)


def totals(session: Session, march: AppraisalPeriod) -> dict[str, Fraction | None]:
    return {one.subject: one.total for one in standing_of(session, march).results}


def fact(session: Session, key: str) -> Fact:
    return session.scalars(select(Fact).where(Fact.key == key)).one()


def test_an_approved_adjustment_counts_everywhere(
    session: Session, world: World, march: AppraisalPeriod, approver: User
) -> None:
    staff = session.get_one(User, world.staff_id)
    row = propose(session, staff, march, proposal(world, Fraction(-1, 2)))
    assert totals(session, march)["甲队"] == 6
    assert [problem.code for problem in close(session, staff, march).refusals] == ["close-adjustments"]
    booked = approve(session, approver, row)
    assert (booked.posted, booked.reversed) == (1, 0)
    standing = standing_of(session, march)
    (result,) = (one for one in standing.results if one.subject == "甲队")
    assert result.total == Fraction(11, 2)
    (node,) = {node for line in result.lines for node in line.explanation.walk() if node.kind == "adjustment"}
    assert node.value == Fraction(-1, 2)
    assert node.numbers == "人工调整 −0.5；理由：系列案折算（提出 示考核，批准 示副院长）"
    rescore(session, staff, march)
    assert close(session, staff, march).closed
    assert recompute(session, march)[1] == []


def test_an_adjustment_stands_in_for_a_posting_which_is_reversed(
    session: Session, world: World, march: AppraisalPeriod, approver: User
) -> None:
    one = fact(session, "1")
    row = propose(session, None, march, proposal(world, Fraction(1), one))
    booked = approve(session, approver, row)
    assert (booked.posted, booked.reversed) == (1, 1)
    lines = session.execute(
        select(Posting.amount, Posting.reason).where(Posting.fact_id == one.id, Posting.rule == "closed")
    ).all()
    assert [amount for amount, _ in lines] == [3, -3]
    assert totals(session, march)["甲队"] == 4
    for _ in range(2):
        rescore(session, None, march)
    assert close(session, None, march).closed  # bulk leaves the fact out as well
    reopen(session, None, march, "撤回调整")
    assert withdraw(session, approver, row, "认定有误").posted == 1
    assert totals(session, march)["甲队"] == 6
    assert [line.amount for line in ledger.standing(session, [one.id])] == [3]
    assert ledger.standing(session, [row.fact_id or 0]) == []
    assert close(session, None, march).closed


def test_a_fact_that_was_adjusted_stays_until_the_adjustment_goes(
    session: Session, world: World, march: AppraisalPeriod, approver: User
) -> None:
    one = fact(session, "1")
    row = propose(session, None, march, proposal(world, Fraction(1), one))
    approve(session, approver, row)
    carrier = session.get_one(Fact, row.fact_id)
    acts: tuple[Callable[[], object], ...] = (
        lambda: withdraw_fact(session, None, one, "重复"),
        lambda: correct_fact(session, None, one, world.closed("1", 审理程序="简易"), "程序有误"),
        lambda: withdraw_fact(session, None, carrier, "绕过"),
    )
    for act in acts:
        with pytest.raises(ProblemError) as caught:
            act()
        assert {problem.code for problem in caught.value.problems} <= {"fact-adjusted", "fact-is-adjustment"}


@pytest.mark.parametrize(
    ("points", "changes", "code"),
    [
        (Fraction(1), {"rule": "no-such"}, "adjust-rule"),
        (Fraction(1, 3), {}, "records.number_too_fine"),
        (Fraction(1, 1000), {}, "adjust-rounding"),
        (Fraction(0), {}, "adjust-nothing"),
        (Fraction(-(10**8)), {}, "adjust-too-large"),
        (Fraction(1), {"reason": " "}, "adjust-reason"),
        (Fraction(1), {"evidence": ""}, "adjust-evidence"),
    ],
)
def test_what_cannot_be_proposed(
    session: Session, world: World, march: AppraisalPeriod, points: Fraction, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        propose(session, None, march, proposal(world, points, None, **changes))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert session.scalars(select(Adjustment)).all() == []


def test_one_fact_has_one_adjustment_under_a_rule(session: Session, world: World, march: AppraisalPeriod) -> None:
    propose(session, None, march, proposal(world, Fraction(1), fact(session, "1")))
    for replaced, code in (("1", "adjust-twice"), ("3", "adjust-no-posting")):
        with pytest.raises(ProblemError) as caught:
            propose(session, None, march, proposal(world, Fraction(1), fact(session, replaced)))
        assert [problem.code for problem in caught.value.problems] == [code]


def test_it_takes_two_and_each_act_once(session: Session, world: World, march: AppraisalPeriod, approver: User) -> None:
    staff, judge = session.get_one(User, world.staff_id), session.get_one(User, world.person_user_id)
    row = propose(session, staff, march, proposal(world, Fraction(2)))
    for user, word in ((staff, "须由另一个人"), (judge, "无权")):
        with pytest.raises(ProblemError, match=word):
            approve(session, user, row)
    with pytest.raises(ProblemError, match="写明调整的理由"):
        refuse(session, approver, row, "")
    approve(session, approver, row)
    again: tuple[Callable[[], object], ...] = (
        lambda: approve(session, approver, row),
        lambda: refuse(session, approver, row, "不"),
    )
    for act in again:
        with pytest.raises(ProblemError, match="已经办理过"):
            act()
    assert session.scalars(select(Posting.amount).where(Posting.fact_id == row.fact_id)).all() == [2]


def test_a_closed_period_takes_none(session: Session, world: World, march: AppraisalPeriod, approver: User) -> None:
    record_fact(session, None, world.closed("9"))
    row = propose(session, None, march, proposal(world, Fraction(2)))
    refuse(session, approver, row, "依据不足")
    assert close(session, None, march).closed
    with pytest.raises(ProblemError, match="请先「重新开放」"):
        propose(session, None, march, proposal(world, Fraction(2)))
