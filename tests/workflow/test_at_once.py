"""Two people at the same moment: nothing is counted twice, and no fact slips into a period while it is closed."""

from __future__ import annotations

import threading
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from records.database import Database
from records.models import Fact, Posting
from records.tenancy import enter
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.closing import close
from workflow.facts import record_fact


def entered(database: Database, world: World) -> Session:
    opened = database.session()
    enter(opened, world.court_id)
    return opened


def in_thread(act: object) -> tuple[threading.Thread, list[object]]:
    found: list[object] = []

    def run() -> None:
        try:
            assert callable(act)
            found.append(act())
        except (ProblemError, OperationalError) as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_the_same_fact_from_two_sides_is_recorded_once(session: Session, database: Database, world: World) -> None:
    record_fact(session, None, world.closed("1"))  # not committed yet

    def other() -> None:
        with entered(database, world) as second:
            record_fact(second, None, world.closed("1"))
            second.commit()

    thread, found = in_thread(other)
    thread.join(0.5)
    session.commit()
    thread.join(30)
    if found != [None]:  # else it waited and then found the fact recorded
        assert isinstance(found[0], (ProblemError, OperationalError))
    session.expire_all()
    assert session.scalar(select(func.count(Fact.id))) == 1
    assert session.scalar(select(func.sum(Posting.amount))) == Fraction(3)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_no_fact_slips_in_while_a_period_is_closed(session: Session, database: Database, world: World) -> None:
    record_fact(session, None, world.closed("1"))
    session.commit()
    assert close(session, None, period(session, "2020-03")).closed  # not committed yet

    def other() -> None:
        with entered(database, world) as second:
            record_fact(second, None, world.closed("2"))
            second.commit()

    thread, found = in_thread(other)
    thread.join(1)
    assert thread.is_alive()  # it waits for the close
    session.commit()
    thread.join(30)
    (refused,) = found
    assert isinstance(refused, ProblemError)
    assert [problem.code for problem in refused.problems] == ["fact-period-closed"]
