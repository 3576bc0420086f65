"""A court objects to its own scorecard under the scheme of the court above (延边); that court answers and corrects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.models import AppraisalPeriod, Court, Figure, Notice, Objection, User
from records.queries.directory import SubjectKey
from records.tenancy import enter, everything
from rules.problem import ProblemError
from tests.workflow.world import SCHEMES
from workflow.calendar import enter_year, today
from workflow.closing import close
from workflow.objections.answering import Decision, answer, ask_review, review
from workflow.objections.carrying import carry_out
from workflow.objections.filing import Told, file
from workflow.objections.lines import Target
from workflow.objections.remedies import SetFigure
from workflow.objections.waiting import objections_of, waiting
from workflow.opening import open_period
from workflow.patrol import walk
from workflow.permissions import SEES_COURTS_BELOW
from workflow.schemes import publish, submit
from workflow.sealing import publicise
from workflow.standing import standing_of

FIGURE = "二审被改判"
TOLD = Told("应按 20 件计", "其中 3 件属于另案", "案件清单")


@dataclass(frozen=True)
class Courts:
    """延边中院 with two courts below; 2019 is closed by ``closer`` and public from today."""

    database: Database
    ids: dict[str, int]
    period: int

    @contextmanager
    def acting(self, login: str) -> Iterator[tuple[Session, User, AppraisalPeriod]]:
        """As the site does for one request: a session of the account's court, committed at the end."""
        with self.database.session() as session:
            with everything(session):
                user = session.scalars(select(User).where(User.login == login)).one()
                court, role = user.court_id, user.role
            enter(session, court, below=role in SEES_COURTS_BELOW)
            user = session.scalars(select(User).where(User.login == login)).one()
            yield session, user, session.get_one(AppraisalPeriod, self.period)
            session.commit()


@pytest.fixture
def courts(database: Database) -> Courts:
    with database.session() as session:
        with everything(session):
            above = Court(name="延边中院", full_name="延边中院（演示）", level="中级")
            below = [
                Court(name=name, full_name=f"{name}（演示）", level="基层", parent=above)
                for name in ("延吉法院", "图们法院")
            ]
            session.add_all([above, *below])
            session.flush()
            ids = {court.name: court.id for court in (above, *below)}
            for login, role, court in (
                ("closer", "staff", "延边中院"), ("office", "staff", "延边中院"), ("president", "leader", "延边中院"),
                ("tumen", "staff", "图们法院"), ("yanji", "staff", "延吉法院"),
            ):  # fmt: skip
                session.add(User(court_id=ids[court], login=login, name=f"示{login}", password_hash="-", role=role))
            for name, year, value in (("延吉法院", "2018", 252), ("图们法院", "2018", 23), ("图们法院", "2019", 23)):
                session.add(
                    Figure(
                        court_id=ids[name], subject_kind="court", subject_id=ids[name], period=year, name=FIGURE,
                        value=Fraction(value),
                    )
                )  # fmt: skip
            session.commit()
        enter(session, ids["延边中院"], below=True)
        for known in (today().year, today().year + 1):
            enter_year(session, None, ids["延边中院"], known, [], [], "示例")
        text = (SCHEMES / "yanbian-2019.yaml").read_text(encoding="utf-8")
        version = submit(session, None, ids["延边中院"], text)
        publish(session, None, version)
        period = open_period(session, None, version, ids["延边中院"], "2019")
        closer = session.scalars(select(User).where(User.login == "closer")).one()
        done = close(session, closer, period)
        assert done.closed, done.refusals
        publicise(session, None, period)
        session.commit()
        return Courts(database, ids, period.id)


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
    with courts.acting("president") as (session, user, period):
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
