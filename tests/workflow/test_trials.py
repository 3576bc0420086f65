"""Trials in the records: named once in court and scheme, seen by their court alone, written in the trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import AuditEvent, Court, Trial, User
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow import trials

SETTINGS = {"案件权重（民事一审，普通）": "2.5"}


def codes(session: Session, user: User | None, name: str, settings: dict[str, str]) -> list[str]:
    """What is wrong with saving that."""
    try:
        trials.save(session, user, period(session, "2020-03"), name, settings)
    except ProblemError as error:
        return [problem.code for problem in error.problems]
    return []


def test_a_name_is_given_once(session: Session, world: World) -> None:
    staff = session.get_one(User, world.staff_id)
    assert codes(session, staff, "一", SETTINGS) == []
    assert codes(session, staff, " 一 ", SETTINGS) == ["trial.taken"]
    assert codes(session, staff, "二", SETTINGS) == []
    (first,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "tuning:trial:save").limit(1))
    assert (first.details["name"], first.details["settings"]) == ("一", SETTINGS)


@pytest.mark.parametrize(
    ("name", "settings", "code"),
    [(" ", SETTINGS, "trial.unnamed"), ("长" * 41, SETTINGS, "trial.unnamed"), ("空", {}, "trial.empty")],
)
def test_what_is_no_trial(session: Session, world: World, name: str, settings: dict[str, str], code: str) -> None:
    assert codes(session, None, name, settings) == [code]


def test_one_who_may_not(session: Session, world: World) -> None:
    assert codes(session, session.get_one(User, world.person_user_id), "一", SETTINGS) == ["act-not-allowed"]


def test_other_courts_do_not_see_it(session: Session, world: World) -> None:
    trials.save(session, None, period(session, "2020-03"), "一", SETTINGS, [("优秀", "20%")])
    session.commit()
    with tenancy.everything(session):
        second = Court(name="示二院", full_name="演示第二法院", code="示0102", level="基层", parent_id=world.court_id)
        session.add(second)
    session.commit()
    assert [one.name for one in trials.trials(session)] == ["一"]
    with tenancy.everything(session):
        below = session.scalars(select(Court.id).where(Court.name == "示二院")).one()
        month = period(session, "2020-03").id
    tenancy.enter(session, below)
    assert (trials.trials(session), trials.periods_to_try(session)) == ([], [])
    assert trials.period_to_try(session, month) is None  # it may read the period of the court above, not its facts


def test_let_go(session: Session, world: World) -> None:
    trial = trials.save(session, None, period(session, "2020-03"), "一", SETTINGS)
    trials.remove(session, None, trial)
    assert session.scalars(select(Trial)).all() == []


@pytest.mark.parametrize(
    ("written", "lines", "code"),
    [
        ([("优秀", "20%"), ("称职", "60"), ("", "")], 2, []),
        ([("优秀", "２０％")], 1, []),
        ([("优秀", "101%"), ("称职", "高"), ("", "5")], 0, ["trial.line_share", "trial.line", "trial.line_title"]),
    ],
)
def test_lines_as_people_write_them(written: list[tuple[str, str]], lines: int, code: list[str]) -> None:
    found, problems = trials.grade_lines(written)
    assert (len(found), [problem.code for problem in problems]) == (lines, code)
