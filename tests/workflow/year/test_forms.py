"""登记表: one's own summary and the leader's comment: who writes, when, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from records.models import Division, Membership, Person, Team, User
from rules.problem import ProblemError
from tests.workflow.world import World
from tests.workflow.year.world import Ending, closed, drafted, end
from workflow.deputies import put_in_charge
from workflow.year.comments import MOST as COMMENT_MOST
from workflow.year.comments import comment, comments
from workflow.year.deciding import change, decide_tie
from workflow.year.forms import comments_for, form_periods, grade_titles
from workflow.year.lists import draft_of
from workflow.year.signing import put, sign
from workflow.year.summaries import MOST, own_years, save, submitted, versions


@pytest.fixture
def ending(session: Session, world: World) -> Ending:
    """A division above 乙队, where 示四 … 示十 work, with its head."""
    found = end(session, world)
    division = Division(court_id=world.court_id, name="示庭")
    session.add(division)
    session.flush()
    session.get_one(Team, world.teams["乙队"]).division_id = division.id
    head = User(
        court_id=world.court_id, password_hash="-", login="head", name="示庭长", role="head", division_id=division.id,
        person_id=found.people["示四"],
    )  # fmt: skip
    session.add(head)
    session.flush()
    found.keys["head"] = head.id
    return found


def codes(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def sign_all(session: Session, ending: Ending) -> None:
    """The year's list of grades decided and signed."""
    row = drafted(session, ending)
    for tie in draft_of(session, row).proposal.ties:
        decide_tie(session, ending["m1"], row, tie.level, tie.group, list(tie.subjects[: tie.places]), "同分")
    for one in draft_of(session, row).entries:
        if not one.settled and one.standing == "open":
            change(session, ending["m1"], row, one.person_id, "b", "按平时考核")
    put(session, ending["staff"], row)
    for login in ("m1", "m2", "chair"):
        sign(session, ending[login], row)


def test_a_summary_is_saved_in_versions_and_submitted_once(session: Session, ending: Ending) -> None:
    user = ending["p02"]
    assert [period.text for period, _ in own_years(session, user)] == ["2020"]
    save(session, user, ending.period, " 一稿 ", submit=False)
    save(session, user, ending.period, "二稿\r\n完", submit=False)
    assert submitted(session, ending.period) == {}  # nobody else reads what is only saved
    save(session, user, ending.period, "定稿", submit=True)
    person = ending.people["示二"]
    assert [(row.number, row.text, row.submitted) for row in versions(session, ending.period, person)] == [
        (1, "一稿", False),
        (2, "二稿\n完", False),
        (3, "定稿", True),
    ]
    assert {key: row.text for key, row in submitted(session, ending.period).items()} == {person: "定稿"}
    with pytest.raises(ProblemError) as error:
        save(session, user, ending.period, "再改", submit=False)
    assert codes(error) == ["summary-submitted"]


@pytest.mark.parametrize(
    ("login", "text", "expected"),
    [
        ("p02", " \n ", ["summary-empty"]),
        ("p02", "字" * (MOST + 1), ["summary-long"]),
        ("p02", "字" * MOST, []),
        ("staff", "总结", ["summary-nobody"]),
    ],
)
def test_what_a_summary_may_be(session: Session, ending: Ending, login: str, text: str, expected: list[str]) -> None:
    if not expected:
        assert save(session, ending[login], ending.period, text, submit=True).number == 1
        return
    with pytest.raises(ProblemError) as error:
        save(session, ending[login], ending.period, text, submit=True)
    assert codes(error) == expected


def test_who_was_not_there_has_no_form(session: Session, ending: Ending) -> None:
    person = Person(court_id=ending.world.court_id, name="示新", number="99")
    session.add(person)
    session.flush()
    user = ending["p02"]
    session.add(
        Membership(
            court_id=person.court_id, person_id=person.id, team_id=ending.world.teams["乙队"], post="书记员",
            since=ending.period.ends.replace(year=2021),
        )
    )  # fmt: skip
    user.person_id = person.id
    session.flush()
    assert own_years(session, user) == []
    with pytest.raises(ProblemError) as error:
        save(session, user, ending.period, "总结", submit=True)
    assert codes(error) == ["form-not-appraised"]


def test_who_comments_on_whom(session: Session, ending: Ending) -> None:
    """The head on her division but not on herself; a leader on all, or on the divisions in his charge."""
    names = {key: name for name, key in ending.people.items()}

    def whose(login: str) -> set[str]:
        return {names[key] for key in comments_for(session, ending[login], ending.period)}

    own = {f"示{ordinal}" for ordinal in "四五六七八九十"}
    assert own - whose("head") == {"示四"}
    assert own <= whose("chair")
    assert whose("m1") == whose("staff") == whose("p02") == whose("foreign") == set()
    other = User(court_id=ending.world.court_id, password_hash="-", login="vice", name="示副", role="leader")
    session.add(other)
    session.flush()
    ending.keys["vice"] = other.id
    division = session.get_one(Division, ending["head"].division_id)
    put_in_charge(session, ending["staff"], division, other)
    assert own <= whose("vice")
    assert own & whose("chair") == set()


def test_a_comment_proposes_a_grade_and_a_later_one_holds(session: Session, ending: Ending) -> None:
    person = session.get_one(Person, ending.people["示五"])
    assert grade_titles(ending.period) == ["优秀", "称职", "不称职"]
    comment(session, ending["head"], ending.period, person, "尚可", "称职")
    row = comment(session, ending["chair"], ending.period, person, "很好", "优秀")
    assert row.number == 2
    held = comments(session, ending.period)[person.id]
    assert (held.text, held.level, held.by_id) == ("很好", "优秀", ending["chair"].id)


@pytest.mark.parametrize(
    ("login", "who", "text", "level", "expected"),
    [
        ("head", "示四", "自评", "称职", ["comment-not-yours"]),
        ("p02", "示五", "好", "称职", ["act-not-allowed"]),
        ("head", "示五", "", "良好", ["comment-empty", "comment-level"]),
        ("head", "示五", "字" * (COMMENT_MOST + 1), "称职", ["comment-long"]),
    ],
)
def test_comments_that_are_refused(
    session: Session, ending: Ending, login: str, who: str, text: str, level: str, expected: list[str]
) -> None:
    with pytest.raises(ProblemError) as error:
        comment(session, ending[login], ending.period, session.get_one(Person, ending.people[who]), text, level)
    assert codes(error) == expected


def test_signed_grades_fix_the_forms(session: Session, ending: Ending) -> None:
    closed(session, ending)
    sign_all(session, ending)
    person = session.get_one(Person, ending.people["示五"])
    for act in (
        lambda: save(session, ending["p02"], ending.period, "晚了", submit=True),
        lambda: comment(session, ending["head"], ending.period, person, "晚了", "称职"),
    ):
        with pytest.raises(ProblemError) as error:
            act()
        assert codes(error) == ["form-fixed"]


def test_only_years_of_persons_have_forms(session: Session, ending: Ending) -> None:
    assert [period.text for period in form_periods(session, ending.world.court_id)] == ["2020"]
