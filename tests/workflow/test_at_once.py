"""Two people at the same moment: nothing is counted twice, and no fact slips into a period while it is closed."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from records.database import Database
from records.intake import Source
from records.models import Fact, Posting
from records.tenancy import enter
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.closing import close
from workflow.facts import record_fact
from workflow.importing import import_files, scheme_in_force


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
    thread.join(120)
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
    thread.join(120)
    (refused,) = found
    assert isinstance(refused, ProblemError)
    assert [problem.code for problem in refused.problems] == ["fact-period-closed"]


def test_the_same_file_from_two_sides_is_imported_once(
    session: Session, database: Database, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(
        "事实,日期,团队,干警,案号,案件类型,审理程序,结案方式,审理天数,立案日期\n"
        "结案,2020-03-05,甲队,示一,（2020）鲁9999民初7号,民事一审,普通,判决,100,2020-01-02\n",
        encoding="utf-8",
    )

    def take(where: Session) -> None:
        import_files(where, None, world.court_id, scheme_in_force(where, "linshu-2020"), [Source(path, "facts.csv")])
        where.flush()

    take(session)  # not committed yet

    def other() -> None:
        with entered(database, world) as second:
            take(second)
            second.commit()

    thread, found = in_thread(other)
    thread.join(1)
    session.commit()
    thread.join(120)
    if found != [None]:  # else it came so late that it found the file imported
        (refused,) = found
        assert isinstance(refused, ProblemError)
        assert [problem.code for problem in refused.problems] == ["import-at-once"]
    assert session.scalar(select(func.count(Fact.id))) == 1
