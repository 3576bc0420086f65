"""A court objects to its own scorecard under the scheme of the court above (延边); that court answers and corrects."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from records.database import Database
from records.models import Notice, Objection, User
from records.queries.directory import SubjectKey
from records.tenancy import everything
from rules.problem import ProblemError
from tests.courts import FIGURE, Courts, build
from workflow.calendar import today
from workflow.objections.answering import Decision, answer, ask_review, review
from workflow.objections.carrying import carry_out
from workflow.objections.filing import Told, file
from workflow.objections.lines import Target
from workflow.objections.remedies import SetFigure
from workflow.objections.waiting import objections_of, waiting
from workflow.patrol import walk
from workflow.standing import standing_of

TOLD = Told("应按 20 件计", "其中 3 件属于另案", "案件清单")


@pytest.fixture
def courts(database: Database) -> Courts:
    return build(database)


def told(courts: Courts, code: str) -> list[str]:
    """Who has a notice of this kind."""
    with courts.database.session() as session, everything(session):
        query = select(User.login).join(Notice, Notice.user_id == User.id).where(Notice.code == code)
        return sorted(session.scalars(query))


def filed(courts: Courts, login: str = "tumen", subject: str = "图们法院") -> int:
    with courts.acting(login) as (session, user, period):
        standing = standing_of(session, period)
        rule = standing.compiled.scheme.indicators[0].id
        return file(session, user, period, subject, Target("indicator", rule), TOLD).id


def test_a_court_objects_to_its_own_card_alone(courts: Courts) -> None:
    with pytest.raises(ProblemError) as raised:
        filed(courts, "yanji")
    assert [problem.code for problem in raised.value.problems] == ["objection-not-yours"]
    with courts.acting("yanji") as (session, user, _):
        assert objections_of(session, user) == []


def test_the_court_above_answers_reviews_and_corrects(courts: Courts) -> None:
    number = filed(courts)
    assert told(courts, "objection-filed") == ["closer", "office"]
    with courts.acting("tumen") as (session, user, _):
        row = session.get_one(Objection, number)
        assert (row.court_id, [one.id for one in objections_of(session, user)]) == (courts.ids["图们法院"], [number])
        assert waiting(session, user) == []
        with pytest.raises(ProblemError):  # not its own office
            answer(session, user, row, Decision("成立", None))
    with courts.acting("yanji") as (session, user, _):
        assert objections_of(session, user) == []
    with courts.acting("office") as (session, user, _):
        assert [(todo.what.code, todo.address) for todo in waiting(session, user)] == [
            ("objection-todo-answer", f"/objections/{number}")
        ]
        answer(session, user, session.get_one(Objection, number), Decision("清单不足以证明"))
    with courts.acting("tumen") as (session, user, _):
        assert session.scalars(select(Notice.code).where(Notice.user_id == user.id)).all() == ["objection-told-refused"]
        ask_review(session, user, session.get_one(Objection, number), "另附裁判文书")
    assert told(courts, "objection-told-review") == ["member", "president"]
    with courts.acting("president") as (session, user, _):
        assert [todo.what.code for todo in waiting(session, user)] == ["objection-todo-review"]
    with courts.acting("member") as (session, user, period):
        assert [one.id for one in objections_of(session, user)] == [number]
        assert [todo.what.code for todo in waiting(session, user)] == ["objection-todo-review"]
        key = SubjectKey("court", courts.ids["图们法院"])
        remedy = SetFigure(FIGURE, key, Fraction(20))
        review(session, user, session.get_one(Objection, number), Decision("复核属实", remedy))
        before = standing_of(session, period).inputs.figures["图们法院", "2019", FIGURE]
    with courts.acting("office") as (session, user, period):
        assert [todo.what.code for todo in waiting(session, user)] == ["objection-todo-carry"]
        carry_out(session, user, period)
    with courts.acting("tumen") as (session, _, period):
        after = standing_of(session, period).inputs.figures["图们法院", "2019", FIGURE]
        assert (before, after, period.edition, period.state) == (23, 20, 2, "publicised")
        assert session.get_one(Objection, number).state == "corrected"


def test_it_is_late_for_the_court_that_answers(courts: Courts) -> None:
    number = filed(courts)
    with courts.acting("tumen") as (session, _, _period):
        session.get_one(Objection, number).due = today() - timedelta(days=1)
    for name, found in (("图们法院", {}), ("延边中院", {"objections_late": 1})):
        with courts.database.session() as session:
            assert walk(session, courts.ids[name], today()) == found
    with courts.database.session() as session, everything(session):
        late = select(User.login).join(Notice, Notice.user_id == User.id).where(Notice.code == "patrol-objection-late")
        assert sorted(session.scalars(late)) == ["closer", "office", "president"]
