from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from sqlalchemy import func, select

from records import audit, tenancy
from records.case_number import parse_case_number
from records.database import Database, open_database
from records.models import AppraisalPeriod, Base, Court, Posting, Scorecard, User
from tests.migrated import fill
from tests.workflow.together import alike
from workflow.closing import recompute
from workflow.demonstration import court, loading, yanbian
from workflow.demonstration.calendar import WORKING_DAYS
from workflow.demonstration.cases import COURT_CODE
from workflow.demonstration.people import TEAMS
from workflow.versions import close_engines
from workflow.waiting import ROOMS

CEILINGS = {
    "延边中院": 60, "延吉法院": 226, "图们法院": 20, "敦化法院": 74, "龙井法院": 36, "珲春法院": 57, "和龙法院": 26,
    "汪清法院": 36, "安图法院": 36,
}  # fmt: skip  # 附件2
REVERSED = {"二审被改判", "二审被发回", "再审被改判", "再审被发回", "指令再审"}


@pytest.fixture(scope="module")
def whole() -> court.Plan:
    return court.plan()


def test_the_seed_gives_the_same_each_time(whole: court.Plan) -> None:
    assert court.plan() == whole


def test_how_much_there_is(whole: court.Plan) -> None:
    assert (len(whole.people), len(TEAMS), len(whole.cases)) == (120, 12, 12_000)
    assert len({person.name for person in whole.people}) == 120
    assert all(person.name.startswith("示") for person in whole.people)
    assert sum(len(person.moves) for person in whole.people) == 8


def test_case_numbers_are_well_formed_and_unique(whole: court.Plan) -> None:
    assert len({case.number for case in whole.cases}) == 12_000
    for case in whole.cases[::37]:
        number, problems = parse_case_number(case.number, own=COURT_CODE)
        assert problems == []
        assert number is not None
        assert number.text == case.number


def test_cases_run_forwards_on_working_days(whole: court.Plan) -> None:
    days = set(WORKING_DAYS)
    assert date(2025, 10, 1) not in days
    assert all(case.filed in days and (case.closed is None or case.closed in days) for case in whole.cases)
    assert all(case.closed is None or case.closed > case.filed for case in whole.cases)


def test_the_year_has_seasons_and_judges_differ(whole: court.Plan) -> None:
    months = Counter(case.filed.month for case in whole.cases if case.filed.year == 2025)
    assert max(months, key=lambda month: months[month]) in (3, 4, 5, 6, 7)
    assert min(months, key=lambda month: months[month]) in (1, 2, 12)
    loads = Counter(case.judge for case in whole.cases)
    assert max(loads.values()) > 3 * min(loads.values())


def test_keys_of_events_are_unique(whole: court.Plan) -> None:
    assert len({event.key for event in whole.events}) == len(whole.events)


@pytest.mark.parametrize(("name", "ceiling"), CEILINGS.items())
def test_the_made_up_year_meets_the_ceilings(name: str, ceiling: int) -> None:
    figures = yanbian.made_up(Random(1), "演示数据")  # noqa: S311 - made-up data
    assert sum(figure.value for figure in figures if figure.court == name and figure.name in REVERSED) == ceiling
    assert {figure.source for figure in figures} == {"演示数据"}
    assert {figure.period for figure in figures} == {"2019"}


def test_the_printed_year_is_as_printed() -> None:
    figures = yanbian.printed()
    assert len(figures) == 9 * 10
    assert sum(figure.value for figure in figures if figure.name in REVERSED) == Fraction(638)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, list[str], Callable[[], list[str]]]]:
    folder = tmp_path_factory.mktemp("demonstration")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    fill(url)
    database = open_database(url)

    def load() -> list[str]:
        said: list[str] = []
        logins = loading.load(database, said.append, folder / "password")
        assert {login.role for login in logins} == {
            "考核管理员",
            "院领导",
            "评查委员",
            "系统管理员",
            "干警",
            "庭长",
            "上级法院",
        }
        return said

    yield database, load(), load
    close_engines()
    database.close()


def counts(database: Database) -> dict[str, int]:
    with database.session() as session, tenancy.everything(session):
        return {
            mapper.class_.__name__: session.scalar(select(func.count()).select_from(mapper.class_)) or 0
            for mapper in Base.registry.mappers
        }


def test_eleven_months_are_closed_and_reconciled(loaded: tuple[Database, list[str], Callable[[], list[str]]]) -> None:
    database, said, _ = loaded
    assert len(said) == 3 + 12 + 4  # applications, reviews, objections, the year
    with database.session() as session, tenancy.everything(session):
        states = Counter((row.scheme.name, row.state) for row in session.scalars(select(AppraisalPeriod)))
        assert states == {
            ("yanbian-2019", "closed"): 1,
            ("linshu-2020", "closed"): 10,
            ("linshu-2020", "publicised"): 1,
            ("linshu-2020", "open"): 1,
            ("yinzhou-cards-2020", "open"): 2,
            ("annual-2020", "closed"): 1,
        }
        assert audit.verify(session) == []


def test_a_second_load_changes_nothing(loaded: tuple[Database, list[str], Callable[[], list[str]]]) -> None:
    database, _, load = loaded
    before = counts(database)
    assert load() == []
    assert counts(database) == before


def test_a_closed_month_computes_to_the_same_again(loaded: tuple[Database, list[str], Callable[[], list[str]]]) -> None:
    database, _, _ = loaded
    with database.session() as session:
        with tenancy.everything(session):
            demo = session.execute(select(Court.id).where(Court.name == court.NAME)).scalar_one()
        tenancy.enter(session, demo)
        period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == "2025-03")).one()
        _, problems = recompute(session, period)
        assert problems == []


def test_the_nine_courts_have_a_scorecard_each(loaded: tuple[Database, list[str], Callable[[], list[str]]]) -> None:
    database, _, _ = loaded
    with database.session() as session, tenancy.everything(session):
        rows = session.execute(
            select(Court.name, Scorecard.total)
            .join(Court, Court.id == Scorecard.subject_id)
            .where(Scorecard.subject_kind == "court")
        ).all()
        assert {name for name, _ in rows} == set(CEILINGS)
        assert all(total is not None and 0 < total <= 100 for _, total in rows)
        assert (session.scalar(select(func.count(Posting.id))) or 0) > 10_000


def test_many_asked_at_once_are_told_what_each_is_told(
    loaded: tuple[Database, list[str], Callable[[], list[str]]],
) -> None:
    """By every room, in a court with something in each."""
    database, _, _ = loaded
    with database.session() as session:
        with tenancy.everything(session):
            demo = session.execute(select(Court.id).where(Court.name == court.NAME)).scalar_one()
        tenancy.enter(session, demo)
        users = session.scalars(select(User).where(User.court_id == demo, User.active)).all()
        for room in ROOMS:
            assert any(alike(room, session, users).values()), room
