"""From the application to the point: three confirm, one changes, one sends back; nobody else can, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Application, AuditEvent, Fact, LeaderInCharge, Notice, Posting
from rules.problem import ProblemError
from tests.workflow.applications.office import PLUS, Office
from workflow.applications import deciding, waiting
from workflow.applications.applying import apply_again, withdraw
from workflow.applications.matter import matter_of
from workflow.applications.reading import may_read, standing_line, waiting_for
from workflow.calendar import today
from workflow.closing import close
from workflow.deputies import end_deputy, name_deputy, put_in_charge
from workflow.sealing import reopen
from workflow.standing import standing_of


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def holders(office: Office, row: Application) -> list[str]:
    return [user.login for place in matter_of(office.session, row).open_steps() for user in place.held.holders]


def acts(session: Session, row: Application) -> list[tuple[str, str]]:
    session.refresh(row, ["acts"])
    return [(act.act, act.title) for act in row.acts]


def total(office: Office) -> Fraction | None:
    return next(one.total for one in standing_of(office.session, office.march).results if one.subject == "甲队")


def test_three_confirm_and_it_stands_on_the_scorecard(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    assert (row.state, row.step, holders(office, row)) == ("waiting", "by_judge", ["judge"])
    deciding.confirm(session, users["judge"], row, row.turn, "属实")
    assert (row.step, holders(office, row)) == ("by_head", ["head"])
    deciding.confirm(session, users["head"], row, row.turn)
    assert holders(office, row) == ["leader", "other_leader"]
    assert total(office) == 0
    deciding.confirm(session, users["leader"], row, row.turn)
    assert (row.state, row.step, total(office)) == ("approved", None, 2)
    fact = session.get_one(Fact, row.fact_id)
    assert (fact.key, fact.subject_kind, fact.subject_id) == (f"申请-{row.id}", "person", row.person_id)
    assert fact.fields == {"方向": "加", "币值": 2, "批准": True, "事由": PLUS["事由"]}
    line = standing_line(session, row)
    assert line is not None
    assert line[1] is not None
    assert (line[1].rule, line[1].amount) == ("applied_plus", 2)
    assert acts(session, row) == [
        ("applied", ""), ("approved", "法官确认"), ("approved", "庭室负责人确认"), ("approved", "分管院领导确认"),
    ]  # fmt: skip
    told = session.scalars(select(AuditEvent.details).where(AuditEvent.target_kind == "application")).all()
    assert [one["act"] for one in told] == ["applied", "approved", "approved", "approved"]
    assert close(session, None, office.march).closed


def test_one_changes_and_one_sends_back(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    deciding.change(session, users["judge"], row, row.turn, PLUS | {"币值": "1.5"}, "按参与程度折算")
    assert row.fields["币值"] == "1.5"
    deciding.send_back(session, users["head"], row, row.turn, "请补材料")
    assert (row.state, row.step, row.due) == ("returned", None, None)
    assert [todo.what.code for todo in waiting(session, users["assistant"])] == ["application-returned"]
    again = office.asked(text="已补材料", fields=PLUS | {"币值": "1.2"})
    apply_again(session, users["assistant"], row, row.turn, again, [], [], office.store)
    assert (row.state, row.step) == ("waiting", "by_judge")
    for login in ("judge", "head", "leader"):
        deciding.confirm(session, users[login], row, row.turn)
    assert total(office) == Fraction(6, 5)
    session.refresh(row, ["acts"])
    changes = [(act.act, act.changes) for act in row.acts if act.changes]
    assert changes == [("changed", {"币值": [2, "1.5"]}), ("applied_again", {"币值": ["1.5", "1.2"]})]


def test_a_refusal_needs_its_reason_and_ends_it(office: Office) -> None:
    row = office.apply()
    judge = office.users["judge"]
    assert codes(lambda: deciding.refuse(office.session, judge, row, row.turn, " ")) == ["application-reason"]
    deciding.refuse(office.session, judge, row, row.turn, "与工作无关")
    assert (row.state, total(office)) == ("refused", 0)
    assert codes(lambda: deciding.confirm(office.session, judge, row, row.turn)) == ["application-state"]


@pytest.mark.parametrize(
    ("texts", "reason", "expected"),
    [
        (PLUS, "理由", ["application-unchanged"]),
        (PLUS | {"币值": "1"}, "", ["application-reason"]),
        (PLUS | {"币值": ""}, "理由", ["application-field-missing"]),
        (PLUS | {"币值": "两个"}, "理由", ["intake.not_a_number"]),
        (PLUS | {"币值": "1.234"}, "理由", ["intake.too_precise"]),
        (PLUS | {"币值": "多", "事由": ""}, "", ["intake.not_a_number", "application-field-missing",
                                                 "application-reason"]),
    ],
)  # fmt: skip
def test_what_cannot_be_changed(office: Office, texts: dict[str, str], reason: str, expected: list[str]) -> None:
    row = office.apply()
    judge = office.users["judge"]
    assert codes(lambda: deciding.change(office.session, judge, row, row.turn, texts, reason)) == expected
    assert row.fields["币值"] == 2


def test_the_wrong_person_the_own_and_the_stale(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    for login, code in (
        ("head", "application-not-here"), ("clerk", "application-not-here"), ("staff", "application-not-here"),
        ("assistant", "application-own"),
    ):  # fmt: skip
        assert codes(lambda login=login: deciding.confirm(session, users[login], row, row.turn)) == [code]  # type: ignore[misc]
    seen = row.turn
    deciding.confirm(session, users["judge"], row, seen)
    assert codes(lambda: deciding.confirm(session, users["judge"], row, seen)) == ["application-stale"]
    assert codes(lambda: deciding.confirm(session, users["judge"], row, row.turn)) == ["application-not-here"]
    assert codes(lambda: withdraw(session, users["judge"], row, row.turn)) == ["application-not-yours"]
    withdraw(session, users["assistant"], row, row.turn, "不申请了")
    assert row.state == "withdrawn"
    assert codes(lambda: deciding.confirm(session, users["head"], row, row.turn)) == ["application-state"]
    assert session.scalars(select(Posting)).all() == []


def test_nobody_confirms_the_own_and_the_level_is_passed_over(office: Office) -> None:
    row = office.apply("judge")  # 岗位 员额法官: the first step is not for judges
    assert (row.step, acts(office.session, row)) == ("by_head", [("applied", ""), ("skipped", "法官确认")])
    head = office.users["head"]
    head.person_id = office.world.people["示三"]  # the head is herself a member of the division
    office.users["clerk"].person_id = None
    office.users["clerk"].role = "staff"
    office.session.flush()
    from workflow.applications.applying import apply  # noqa: PLC0415 - for this test alone

    own = apply(office.session, head, office.march, office.asked("示三"), [], office.store)
    assert own.step == "by_leader"
    office.session.refresh(own, ["acts"])
    assert [(act.act, act.step) for act in own.acts] == [
        ("applied", ""), ("skipped", "by_judge"), ("skipped", "by_head"),
    ]  # fmt: skip
    assert "庭室负责人确认" in own.acts[1].reason


def test_an_empty_office_is_held_by_staff_and_a_division_by_its_leader(office: Office) -> None:
    office.users["judge"].active = False
    office.session.flush()
    row = office.apply()
    assert holders(office, row) == ["staff"]
    division = office.users["head"].division
    assert division is not None
    put_in_charge(office.session, office.users["staff"], division, office.users["other_leader"])
    put_in_charge(office.session, office.users["staff"], division, office.users["other_leader"])
    assert len(office.session.scalars(select(LeaderInCharge)).all()) == 1
    for login in ("staff", "head"):
        deciding.confirm(office.session, office.users[login], row, row.turn)
    assert holders(office, row) == ["other_leader"]
    assert codes(lambda: put_in_charge(office.session, office.users["staff"], division, office.users["head"])) == [
        "charge-leader"
    ]
    put_in_charge(office.session, office.users["staff"], division, None)
    assert holders(office, row) == ["leader", "other_leader"]


def test_a_late_step_shows_and_is_passed_on(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    assert row.due is not None
    assert row.due > row.since
    assert waiting_for(session, users["head"]) == []
    row.due = date(2020, 3, 12)
    (todo,) = waiting(session, users["judge"])
    assert (todo.due, todo.late(date(2020, 3, 13)), todo.what.values["step"]) == (row.due, True, "法官确认")
    assert [matter.row.id for matter in waiting_for(session, users["head"])] == [row.id]
    deciding.confirm(session, users["head"], row, row.turn)
    assert row.step == "by_leader"
    assert acts(session, row) == [("applied", ""), ("passed_on", "法官确认"), ("approved", "庭室负责人确认")]
    row.due = date(2020, 3, 12)  # this step only reminds
    assert holders(office, row) == ["leader", "other_leader"]


def test_a_deputy_acts_in_the_place_and_it_says_so(office: Office) -> None:
    session, users = office.session, office.users
    row, now = office.apply(), today()
    named = name_deputy(session, users["judge"], users["clerk"], now, now + timedelta(days=3), "出差")
    assert may_read(matter_of(session, row), users["clerk"])
    deciding.confirm(session, users["clerk"], row, row.turn)
    session.refresh(row, ["acts"])
    assert (row.acts[-1].user_id, row.acts[-1].for_user_id) == (users["clerk"].id, users["judge"].id)
    other = office.apply(fields=PLUS | {"币值": "3"})
    assert codes(lambda: end_deputy(session, users["head"], named)) == ["deputy-not-yours"]
    end_deputy(session, users["judge"], named)
    assert codes(lambda: end_deputy(session, users["judge"], named)) == ["deputy-over"]
    assert codes(lambda: deciding.confirm(session, users["clerk"], other, other.turn)) == ["application-not-here"]
    name_deputy(session, users["judge"], users["assistant"], now, now)  # whose own application it is
    assert codes(lambda: deciding.confirm(session, users["assistant"], other, other.turn)) == ["application-own"]


def test_whom_nobody_can_name(office: Office) -> None:
    session, users, now = office.session, office.users, today()
    judge = users["judge"]
    table = (
        (None, now, now, "deputy-unknown"),
        (judge, now, now, "deputy-self"),
        (users["clerk"], now, now - timedelta(days=1), "deputy-order"),
        (users["clerk"], now - timedelta(days=9), now - timedelta(days=1), "deputy-past"),
        (users["clerk"], now, now + timedelta(days=400), "deputy-too-long"),
    )
    for deputy, since, until, code in table:
        assert codes(lambda d=deputy, s=since, u=until: name_deputy(session, judge, d, s, u)) == [code]  # type: ignore[misc]
    name_deputy(session, judge, users["clerk"], now, now + timedelta(days=3))
    again = lambda: name_deputy(session, judge, users["head"], now + timedelta(days=3), now + timedelta(days=5))  # noqa: E731
    assert codes(again) == ["deputy-overlap"]


def test_a_closed_period_takes_nothing_and_closing_waits(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    refusals = close(session, users["staff"], office.march).refusals
    assert [problem.code for problem in refusals] == ["close-applications"]
    deciding.send_back(session, users["staff"], row, row.turn, "关账在即，下月再报")
    assert close(session, users["staff"], office.march).closed
    again = office.asked()

    def act() -> None:
        apply_again(session, users["assistant"], row, row.turn, again, [], [], office.store)

    assert codes(act) == ["application-closed"]
    assert codes(office.apply) == ["application-closed"]
    reopen(session, users["staff"], office.march, "补报")
    act()
    office.march.state = "closed"  # as if it had been closed beside it
    session.flush()
    assert codes(lambda: deciding.confirm(session, users["judge"], row, row.turn)) == ["application-period"]
    deciding.refuse(session, users["judge"], row, row.turn, "逾期")
    assert row.state == "refused"


def test_everyone_concerned_is_told_and_never_a_score(office: Office) -> None:
    session, users = office.session, office.users
    row = office.apply()
    for login in ("judge", "head", "leader"):
        deciding.confirm(session, users[login], row, row.turn)
    names = {user.id: login for login, user in users.items()}
    told = [(names[one.user_id], one.code) for one in session.scalars(select(Notice).order_by(Notice.id))]
    assert told == [
        ("judge", "application-waits"),
        ("head", "application-waits"), ("assistant", "application-passed"),
        ("leader", "application-waits"), ("other_leader", "application-waits"), ("assistant", "application-passed"),
        ("assistant", "application-approved"),
    ]  # fmt: skip
    for one in session.scalars(select(Notice)):
        assert one.address == f"/applications/{row.id}"
        assert set(one.values) <= {"person", "rule", "step"}


def test_who_may_read_it(office: Office) -> None:
    row = office.apply()
    matter = matter_of(office.session, row)
    seen = {login for login, user in office.users.items() if may_read(matter, user)}
    assert seen == {"assistant", "judge", "head", "leader", "other_leader", "staff"}
