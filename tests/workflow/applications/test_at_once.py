"""Two people, or one person twice, at the same moment: one act stands, the other is told."""

from __future__ import annotations

import threading

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from records.database import Database
from records.models import Application, ApplicationAct, Fact, Posting, User
from records.tenancy import enter
from rules.problem import ProblemError
from tests.workflow.applications.office import Office
from workflow.applications import deciding


def test_the_last_confirmation_twice_posts_once(office: Office, database: Database) -> None:
    session, users = office.session, office.users
    row = office.apply()
    for login in ("judge", "head"):
        deciding.confirm(session, users[login], row, row.turn)
    session.commit()
    number, turn, court = row.id, row.turn, office.world.court_id
    ready, told = threading.Barrier(2), list[object]()

    def act(login: str) -> None:
        with database.session() as own:
            enter(own, court)
            found = own.get_one(Application, number)
            user = own.scalars(select(User).where(User.login == login)).one()
            ready.wait(120)
            try:
                deciding.confirm(own, user, found, turn)
                own.commit()
                told.append("done")
            except (ProblemError, IntegrityError, OperationalError) as error:
                own.rollback()
                told.append(error)

    threads = [threading.Thread(target=act, args=(login,)) for login in ("leader", "other_leader")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert told.count("done") == 1, told
    refused = next(one for one in told if one != "done")
    if isinstance(refused, ProblemError):
        assert [problem.code for problem in refused.problems] == ["application-stale"]
    session.expire_all()
    _once(session, number)


def _once(session: Session, number: int) -> None:
    assert session.scalar(select(func.count(Fact.id)).where(Fact.key == f"申请-{number}")) == 1
    assert session.scalar(select(func.count(Posting.id))) == 1
    acts = session.scalars(select(ApplicationAct.act).where(ApplicationAct.application_id == number)).all()
    assert sorted(acts) == ["applied", "approved", "approved", "approved"]
