"""What leaders, heads and a higher court see: the means of units, cards by whom and when, what is late, who waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import Card, User
from rules.problem import ProblemError
from tests.site import Site
from workflow.overviews.courts import courts
from workflow.overviews.dealt import dealt, late_cards
from workflow.overviews.reach import courses
from workflow.overviews.units import units_over_time
from workflow.overviews.waits import periods_waiting, waits
from workflow.permissions import SEES_COURTS_BELOW


@pytest.fixture
def as_role(site: Site) -> Callable[[Session, str], User]:
    """The session of one who logged in."""

    def enter(session: Session, login: str) -> User:
        with tenancy.everything(session):
            found = session.scalars(select(User).where(User.login == login)).one()
            user_id, court, role = found.id, found.court_id, found.role
        tenancy.enter(session, court, below=role in SEES_COURTS_BELOW)
        return session.get_one(User, user_id)

    return enter


Enter = Callable[[Session, str], User]


@pytest.mark.parametrize(
    ("login", "found"),
    [
        ("leader", [("示一院", "沭法币积分办法"), ("示一院", "案件质量红黄卡")]),
        ("head", [("示一院", "沭法币积分办法"), ("示一院", "案件质量红黄卡")]),
        ("alone", []),
    ],
)
def test_the_schemes_in_view(site: Site, as_role: Enter, login: str, found: list[tuple[str, str]]) -> None:
    with site.session() as session:
        assert [(one.court, one.title) for one in courses(session, as_role(session, login))] == found


def test_a_higher_court_sees_each_of_its_courts_under_its_own_schemes(site: Site, as_role: Enter) -> None:
    with site.session() as session:
        rows = courts(session, as_role(session, "supervisor"))
        assert {row.court: [one.course.title for one in row.courses] for row in rows} == {
            "示中院": [],
            "示一院": ["沭法币积分办法", "案件质量红黄卡"],
            "示二院": ["沭法币积分办法", "案件质量红黄卡"],
        }
        means = {row.court: row.courses[0].before for row in rows if row.courses}
        assert means == {"示一院": Fraction(9, 2), "示二院": 3}  # (6 + 3) ÷ 2 in March


@pytest.mark.parametrize("login", ["leader", "head"])
def test_units_over_time_are_means_of_the_scorecards(site: Site, as_role: Enter, login: str) -> None:
    with site.session() as session:
        user = as_role(session, login)
        course = courses(session, user)[0]
        teams = units_over_time(session, user, course, "team")
        assert {unit.name: unit.means for unit in teams.units} == {"甲队": (6, 6), "乙队": (3, 3)}
        found = units_over_time(session, user, course, "division")
        assert {unit.name: unit.means for unit in found.units} == {"民一庭": (Fraction(9, 2), Fraction(9, 2))}
        assert [one.when.short for one in found.periods] == ["3 月", "4 月"]


def test_a_head_sees_nothing_of_another_division(site: Site, as_role: Enter) -> None:
    with site.session() as session:
        user = as_role(session, "head")
        course = courses(session, user)[0]
        user.division_id = 0  # a division that nobody is in
        with session.no_autoflush:
            found = units_over_time(session, user, course, "team")
            assert (found.units, [len(seen) for seen in found.seen]) == ((), [0, 0])
            assert [len(totals) for totals in found.everyone] == [2, 2]
            assert dealt(session, user, "judge") == []
        session.rollback()


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("judge", [("示一", (1, 1, 0, 0))]),
        ("division", [("民一庭", (1, 1, 0, 0))]),
        ("period", [("2020-03", (1, 0, 0, 0)), ("2020-04", (0, 1, 0, 0))]),
    ],
)
def test_cards_by_whom_and_when(site: Site, as_role: Enter, by: str, rows: list[tuple[str, tuple[int, ...]]]) -> None:
    with site.session() as session:
        found = dealt(session, as_role(session, "leader"), by)  # type: ignore[arg-type]  # one of three words
        assert [(row.under, row.colours) for row in found] == rows


def test_a_deadline_missed_is_seen_with_whose_it_is(site: Site, as_role: Enter) -> None:
    with site.session() as session:
        user = as_role(session, "leader")
        red = session.scalars(select(Card).where(Card.colour == "red")).one()
        late = late_cards(session, user)
        assert [(one.who, one.division, one.title, one.due) for one in late] == [("示一", "民一庭", red.title, red.due)]
        assert red.due is not None
        assert red.due > date(2020, 4, 9)
        found = [wait for wait in waits(session, user) if wait.days]
        assert any(name == "示person" for wait in found for name, _ in wait.who)  # 示一's own account


def test_what_waits_is_asked_through_each_one_s_own_eyes(site: Site, as_role: Enter) -> None:
    """A higher court's reader sees the same as the courts' own, court by court."""
    with site.session() as session:
        above = {(wait.court, wait.what.text()) for wait in waits(session, as_role(session, "supervisor"))}
    with site.session() as session:
        own = {(wait.court, wait.what.text()) for wait in waits(session, as_role(session, "leader"))}
    assert own
    assert {pair for pair in above if pair[0] == "示一院"} == own


def test_periods_wait_for_the_court_not_for_a_head(site: Site, as_role: Enter) -> None:
    with site.session() as session:
        assert periods_waiting(session, as_role(session, "head")) == []
    with site.session() as session:
        assert len(periods_waiting(session, as_role(session, "leader"))) == 3


def test_a_judge_has_no_overview(site: Site, as_role: Enter) -> None:
    with site.session() as session:
        user = as_role(session, "person")
        for ask in (courses, late_cards, waits, periods_waiting, courts):
            with pytest.raises(ProblemError):
                ask(session, user)
