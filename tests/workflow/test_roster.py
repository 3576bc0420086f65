"""A court from nothing: founded, its people brought by a table, moved by the next one; and what is refused, where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.models import Membership, Person, Team, User
from records.sheets import read
from records.tenancy import enter
from rules.problem import ProblemError
from workflow.founding import NewCourt, found
from workflow.roster import Done, take_in

HEAD = "姓名,工号,庭室,团队,岗位,起始日期,截止日期,团队：类别"
COURT = NewCourt("示县法院", "示县人民法院", "基层", "鲁1399")


@pytest.fixture
def court(database: Database, session: Session) -> int:
    made, _ = found(session, COURT, "admin")
    session.commit()
    enter(session, made.id)
    return made.id


def bring(session: Session, court: int, folder: Path, *rows: str, head: str = HEAD) -> Done:
    path = folder / "roster.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    sheets, problems = read(path, path.name)
    assert problems == []
    done = take_in(session, None, court, sheets)
    session.commit()
    return done


def test_the_operator_of_a_new_court_can_begin(session: Session) -> None:
    made, password = found(session, COURT, "admin")
    session.commit()
    enter(session, made.id)
    user = session.scalars(select(User)).one()
    assert (user.login, user.role, user.must_change_password, len(password)) == ("admin", "operator", True, 16)


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (COURT, ["found-known"]),
        (NewCourt("", "", "基层"), ["found-name"]),
        (NewCourt("x", "x", "地方", above="y"), ["found-level", "found-above"]),
    ],
)
def test_a_court_that_cannot_be(session: Session, court: int, new: NewCourt, codes: list[str]) -> None:
    with pytest.raises(ProblemError) as caught:
        found(session, new, "other")
    assert [problem.code for problem in caught.value.problems] == codes


def test_people_come_and_move(session: Session, court: int, tmp_path: Path) -> None:
    rows = ["示甲,001,民一庭,速裁一队,员额法官,2020-01-01,,审判团队", "示乙,002,办公室,,书记员,2020-01-01,,"]
    done = bring(session, court, tmp_path, *rows)
    assert (done.people, done.divisions, done.teams, done.moves) == (2, 2, 1, 2)
    assert session.scalars(select(Team)).one().classes == {"类别": "审判团队"}
    again = bring(session, court, tmp_path, *rows)
    assert (again.people, again.moves, again.unchanged) == (0, 0, 2)
    moved = bring(session, court, tmp_path, *rows, "示甲,001,民二庭,,员额法官,2020-07-01,,")
    assert (moved.divisions, moved.moves, moved.unchanged) == (1, 1, 2)
    person = session.scalars(select(Person).where(Person.number == "001")).one()
    stays = [(stay.since, stay.until, stay.division and stay.division.name) for stay in person.memberships]
    assert stays == [
        (date(2020, 1, 1), date(2020, 6, 30), "民一庭"),
        (date(2020, 7, 1), None, "民二庭"),
    ]
    bring(session, court, tmp_path, "示甲,001,民二庭,,员额法官,2020-07-01,2020-12-31,")
    assert session.scalars(select(Membership.until).where(Membership.since == date(2020, 7, 1))).one() == date(
        2020, 12, 31
    )


def test_what_the_appraisal_form_asks_is_kept_until_told_otherwise(
    session: Session, court: int, tmp_path: Path
) -> None:
    head = HEAD + ",性别,出生年月,政治面貌,文化程度,职务职级,任现职时间,从事或分管工作"
    row = "示甲,001,民一庭,,法官,2020-01-01,,,"
    told = bring(session, court, tmp_path, row + "女,1985年3月,群众,大学本科,一级法官,2019.7,家事审判", head=head)
    assert told.particulars == 1
    person = session.scalars(select(Person)).one()

    def known() -> list[str | None]:
        session.refresh(person)
        return [person.sex, person.born, person.affiliation, person.education, person.rank, person.rank_since]

    assert [*known(), person.duties] == ["女", "1985-03", "群众", "大学本科", "一级法官", "2019-07", "家事审判"]
    assert bring(session, court, tmp_path, row + ",,,,,,", head=head).particulars == 0  # empty cells say nothing
    assert bring(session, court, tmp_path, row.rstrip(",") + ",").particulars == 0  # nor do columns that are not there
    assert bring(session, court, tmp_path, row + ",1985-03,中共党员,,,,", head=head).particulars == 1
    assert known() == ["女", "1985-03", "中共党员", "大学本科", "一级法官", "2019-07"]


BAD = {
    "no month": (HEAD + ",出生年月", "示甲,001,民一庭,,法官,2020-01-01,,,1985-13", [("roster-month", 2)]),
    "long word": (HEAD + ",性别", "示甲,001,民一庭,,法官,2020-01-01,,,不想告诉您", [("roster-long", 2)]),
    "every particular": (
        HEAD + ",性别,出生年月,政治面貌,文化程度,职务职级,任现职时间,从事或分管工作",
        f"示甲,001,民一庭,,法官,2020-01-01,,,男或女或其他,八五年,{'x' * 21},{'x' * 21},{'x' * 41},2019-00,{'x' * 201}",
        [("roster-long", 2)] * 5 + [("roster-month", 2)] * 2,
    ),
    "no column": ("姓名,工号,庭室,岗位", "示甲,001,民一庭,法官", [("roster-column", 1)]),
    "unknown column": (HEAD + ",职级", "示甲,001,民一庭,,法官,2020-01-01,,,x", [("roster-unknown", 1)]),
    "empty": (HEAD, ",001,民一庭,,法官,2020-01-01,,", [("roster-empty", 2)]),
    "no day": (HEAD, "示甲,001,民一庭,,法官,去年,,", [("intake.not_a_day", 2)]),
    "ends before it begins": (HEAD, "示甲,001,民一庭,,法官,2020-02-01,2020-01-01,", [("roster-order", 2)]),
    "nowhere": (HEAD, "示甲,001,,,法官,2020-02-01,,", [("roster-nowhere", 2)]),
    "too long": (HEAD, f"示甲,{'1' * 21},民一庭,,法官,2020-02-01,,", [("roster-long", 2)]),
    "nobody": (HEAD, "", [("roster-nothing", None)]),
    "twice": (HEAD, "示甲,001,民一庭,,法官,2020-02-01,,\n示甲,001,民二庭,,法官,2020-02-01,,", [("roster-twice", 3)]),
    "namesakes": (HEAD, "示甲,001,民一庭,,法官,2020-02-01,,\n示甲,002,民二庭,,法官,2020-02-01,,", [
        ("roster-namesake", 3),
    ]),
    "all at once": (HEAD, "示甲,001,,,法官,x,,\n,002,民一庭,,法官,2020-01-01,,", [
        ("intake.not_a_day", 2), ("roster-nowhere", 2), ("roster-empty", 3),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_at_its_row_and_nobody_comes_in(
    session: Session, court: int, tmp_path: Path, case: str
) -> None:
    head, rows, expected = BAD[case]
    with pytest.raises(ProblemError) as caught:
        bring(session, court, tmp_path, rows, head=head)
    assert [(problem.code, problem.place.line) for problem in caught.value.problems] == expected
    session.rollback()
    enter(session, court)
    assert session.scalars(select(Person)).all() == []


def test_the_past_is_not_moved(session: Session, court: int, tmp_path: Path) -> None:
    bring(session, court, tmp_path, "示甲,001,民一庭,,法官,2020-07-01,,")
    with pytest.raises(ProblemError, match="不能早于"):
        bring(session, court, tmp_path, "示甲,001,民二庭,,法官,2020-01-01,,")
