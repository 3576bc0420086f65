"""Working days: the official calendar with its make-up days, years that nobody knows, and what a court enters."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Card, Court, User
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.calendar import (
    Calendar,
    due_day,
    enter_year,
    load_calendar,
    parse_days,
    publicity_days,
    set_publicity_days,
)
from workflow.facts import record_fact, rescore

LIBRARY = Calendar()


WORKED = (
    date(2025, 1, 26),  # a Sunday worked for the Spring Festival (国办发明电〔2024〕12号)
    date(2025, 2, 5),
    date(2025, 9, 28),  # a Sunday worked for the National Day
    date(2025, 11, 17),
)
FREE = (
    date(2025, 1, 28),  # a Tuesday of the festival
    date(2025, 10, 8),
    date(2025, 11, 15),  # a plain Saturday
)


def test_the_library_knows_make_up_days() -> None:
    assert [day for day in (*WORKED, *FREE) if LIBRARY.is_working_day(day)] == list(WORKED)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2025, 11, 17), 5, date(2025, 11, 24)),  # Monday: the day itself is not counted
        (date(2025, 9, 26), 3, date(2025, 9, 30)),  # Friday; Sunday the 28th is worked
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # over the holidays; Saturday the 11th is worked
        (date(2025, 10, 10), 1, date(2025, 10, 11)),
    ],
)
def test_adding_working_days(first: date, count: int, last: date) -> None:
    assert LIBRARY.add_working_days(first, count) == last
    assert LIBRARY.working_days_between(first, last) == count


@settings(max_examples=40, deadline=None)
@given(first=st.dates(date(2019, 1, 1), date(2025, 9, 1)), count=st.integers(1, 60))
def test_counting_undoes_adding(first: date, count: int) -> None:
    last = LIBRARY.add_working_days(first, count)
    assert LIBRARY.is_working_day(last)
    assert LIBRARY.working_days_between(first, last) == count


def test_a_year_nobody_knows_is_said_and_warned_of() -> None:
    with pytest.raises(ProblemError, match="2199 年的放假安排"):
        LIBRARY.add_working_days(date(2199, 3, 1), 5)
    assert LIBRARY.add_working_days(date(2199, 3, 1), 5, guess=True) == date(2199, 3, 8)
    assert [one.values["year"] for one in LIBRARY.warnings(date(2198, 12, 1))] == ["2198", "2199"]
    assert LIBRARY.warnings(date(2025, 6, 1)) == []


def test_a_court_enters_a_year(session: Session, world: World) -> None:
    staff = session.get_one(User, world.staff_id)
    off, problems = parse_days("2199-01-01\n2199-02-04 至 2199-02-10", 2199)
    assert (len(off), problems) == (8, [])
    enter_year(session, staff, world.court_id, 2199, off, [date(2199, 2, 2)], "示办发〔2198〕1号")
    calendar = load_calendar(session, world.court_id)
    assert calendar.knows(2199)
    assert calendar.is_working_day(date(2199, 2, 2))  # a Saturday
    assert calendar.add_working_days(date(2199, 2, 1), 2) == date(2199, 2, 11)
    enter_year(session, staff, world.court_id, 2199, [], [], "更正")
    assert load_calendar(session, world.court_id).is_working_day(date(2199, 2, 4))


@pytest.mark.parametrize(
    ("text", "code"),
    [("二月四日", "calendar-day"), ("2198-02-04", "calendar-other-year"), ("2199-02-10 至 2199-02-04", "calendar-day")],
)
def test_days_that_cannot_be_read(text: str, code: str) -> None:
    assert [problem.code for problem in parse_days(text, 2199)[1]] == [code]


def test_what_cannot_be_entered(session: Session, world: World) -> None:
    with pytest.raises(ProblemError) as caught:
        enter_year(session, None, world.court_id, 2199, [date(2198, 1, 1)], [date(2199, 1, 1)], " ")
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["calendar-other-year", "calendar-not-weekend", "calendar-source"]
    with pytest.raises(ProblemError, match="无权"):
        enter_year(session, session.get_one(User, world.person_user_id), world.court_id, 2199, [], [], "x")


def test_the_court_may_ask_for_longer_publicity_never_shorter(session: Session, world: World) -> None:
    court = session.get_one(Court, world.court_id)
    assert publicity_days(court) == 5
    with pytest.raises(ProblemError, match="不得少于 5 个工作日"):
        set_publicity_days(session, None, court, 4)
    set_publicity_days(session, None, court, 7)
    assert publicity_days(court) == 7


@pytest.mark.parametrize(
    ("day", "deadline", "unit", "due"),
    [
        (date(2020, 3, 2), Fraction(10), "working_days", date(2020, 3, 16)),
        (date(2020, 4, 30), Fraction(3), "working_days", date(2020, 5, 8)),  # 1–5 May off
        (date(2020, 3, 2), Fraction(36), "hours", date(2020, 3, 4)),
        (date(2020, 3, 2), Fraction(15), "days", date(2020, 3, 17)),
        (date(2020, 3, 2), None, "", None),
    ],
)
def test_deadlines(day: date, deadline: Fraction | None, unit: str, due: date | None) -> None:
    assert due_day(LIBRARY, day, deadline, unit) == due


def test_cards_fall_due_by_the_calendar_of_the_court(session: Session, world: World) -> None:
    record_fact(session, None, world.finding("a", date(2020, 4, 30), 严重程度="重大"))
    card = session.scalars(select(Card)).one()
    assert card.deadline_unit == "working_days"
    assert card.due == LIBRARY.add_working_days(card.day, int(card.deadline or 0))
    enter_year(session, None, world.court_id, 2020, [], [], "没有假期的一年")
    rescore(session, None, period(session, "2020"))
    assert card.due == load_calendar(session, world.court_id).add_working_days(card.day, int(card.deadline or 0))
    assert card.due < LIBRARY.add_working_days(card.day, int(card.deadline or 0))
