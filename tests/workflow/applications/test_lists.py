"""Lists of applications: as quick with many as with few."""

from __future__ import annotations

from collections.abc import Callable

from records.database import Database
from tests.listening import listening
from tests.workflow.applications.office import Office
from tests.workflow.together import alike
from workflow.applications.matter import Matter
from workflow.applications.reading import of_court, waiting, waiting_for, waiting_of


def shown(found: list[Matter]) -> int:
    """How many, with what a page shows of each worked out."""
    return len([(one.title, one.points, one.open_steps()) for one in found])


def test_more_applications_are_no_more_statements(office: Office, database: Database) -> None:
    """Everyone, the calendar and each period are read once for a page."""
    session, judge, leader = office.session, office.users["judge"], office.users["leader"]
    pages: tuple[Callable[[], int], ...] = (
        lambda: shown(waiting_for(session, judge)),
        lambda: shown(of_court(session, leader)),
        lambda: len(waiting(session, judge)),
    )
    sent: list[list[int]] = []
    for first, last in ((0, 2), (2, 9)):
        for number in range(first, last):
            office.apply(text=f"演示说明 {number}")
        session.commit()
        sent.append([])
        for page in pages:
            session.expire_all()
            _ = judge.role, leader.role  # not what is counted
            with listening(database.engine) as heard:
                assert page() == last
            sent[-1].append(len(heard))
    assert sent[0] == sent[1]


def test_many_asked_at_once_are_told_what_each_is_told(office: Office, database: Database) -> None:
    """For who waits for whom: every account of the court, in no more statements than one account takes."""
    session, users = office.session, list(office.users.values())
    for number in range(3):
        office.apply(text=f"演示说明 {number}")
    session.commit()
    assert alike(waiting_of, session, users)["judge"]
    sent = []
    for asked in ([office.users["judge"]], users):
        session.expire_all()
        for user in users:
            _ = user.role  # not what is counted
        with listening(database.engine) as heard:
            waiting_of(session, asked)
        sent.append(len(heard))
    assert sent[0] == sent[1]
