from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, inspect, select, update
from sqlalchemy.orm import (
    Session,
    aliased,
    immediateload,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
)
from sqlalchemy.sql.base import ExecutableOption

from records.database import ROOT, Database
from records.models import AppraisalPeriod, Court, Fact, Membership, Person, Scheme, Team
from records.tenancy import ForeignCourtError, enter, everything
from tests.records import world as small
from tests.records.world import World


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def world(session: Session) -> World:
    world = small.build(session)
    with everything(session):
        session.add(small.fact(world))
        session.commit()
        for row in vars(world).values():
            session.refresh(row)
        session.expunge_all()
    return world


def names(session: Session) -> list[tuple[str, int]]:
    return [(person.number, person.court_id) for person in session.scalars(select(Person))]


def test_who_has_not_entered_sees_nothing(session: Session, world: World) -> None:
    assert names(session) == []
    assert session.scalar(select(func.count(Court.id))) == 0
    assert session.get(Person, world.person.id) is None


def test_a_court_sees_its_own(session: Session, world: World) -> None:
    enter(session, world.two.id)
    assert names(session) == [("001", world.two.id)]
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert session.get(Person, world.person.id) is None
    assert session.scalars(select(Fact)).all() == []
    other = aliased(Person)
    assert session.scalars(select(other.court_id)).all() == [world.two.id]
    assert session.scalars(select(Membership).join(Person)).all() == []


def test_one_session_after_the_other_is_narrowed_anew(session: Session, world: World) -> None:
    for court in (world.one, world.two, world.one):
        enter(session, court.id)
        assert names(session) == [("001", court.id)]


def test_the_court_above_sees_those_below_if_asked(session: Session, world: World) -> None:
    enter(session, world.above.id)
    assert names(session) == []
    enter(session, world.above.id, below=True)
    assert len(names(session)) == 2


def test_schemes_and_periods_come_from_above(session: Session, world: World) -> None:
    enter(session, world.two.id)
    assert [scheme.name for scheme in session.scalars(select(Scheme))] == ["sample"]
    assert session.scalars(select(AppraisalPeriod)).all() == []  # that of the sister court
    session.scalars(select(Scheme)).one().title = "改"
    with pytest.raises(ForeignCourtError):
        session.flush()


def test_relationships_are_narrowed(session: Session, world: World) -> None:
    enter(session, world.above.id)
    court = session.get(Court, world.above.id)
    assert court is not None
    assert court.children == []


@pytest.mark.parametrize("load", [lazyload, joinedload, selectinload, subqueryload, immediateload])
def test_relationships_are_narrowed_however_they_are_loaded(
    session: Session, world: World, load: Callable[..., ExecutableOption]
) -> None:
    enter(session, world.above.id)
    court = session.scalars(select(Court).options(load(Court.children))).unique().one()
    assert (court.id, court.children) == (world.above.id, [])


def test_rows_keep_no_more_of_the_narrowing_however_often_they_are_read(session: Session, world: World) -> None:
    """It grew with each commit once: a long job came to a stand."""
    enter(session, world.two.id)
    kept = set()
    for _ in range(4):
        person = session.scalars(select(Person)).one()
        session.expire_all()
        assert [court.id for court in (person.court, person.court)] == [world.two.id] * 2
        session.expire_all()
        assert person.number == "001"
        kept.add((len(inspect(person).load_options), len(inspect(person.court).load_options)))
    assert len(kept) == 1


def test_writing_for_another_court_is_refused(session: Session, world: World) -> None:
    enter(session, world.two.id)
    session.add(Team(court_id=world.one.id, name="丙队"))
    with pytest.raises(ForeignCourtError):
        session.flush()
    session.rollback()
    with pytest.raises(ForeignCourtError):
        session.execute(
            insert(Team), [{"court_id": world.two.id, "name": "丙队"}, {"court_id": world.one.id, "name": "丁队"}]
        )


def test_bulk_update_and_delete_stay_in_the_court(session: Session, world: World) -> None:
    enter(session, world.two.id)
    session.execute(update(Person).values(name="改"))
    session.execute(delete(Membership))
    with everything(session):
        assert sorted(session.scalars(select(Person.name))) == ["改", "示一"]
        assert session.scalar(select(func.count(Membership.id))) == 2


def test_rows_let_go_on_entering(session: Session, world: World) -> None:
    with everything(session):
        kept = session.get(Person, world.person.id)
        assert kept is not None
    enter(session, world.two.id)
    assert session.get(Person, world.person.id) is None


def test_no_core_select_outside_the_records() -> None:
    """Core goes round the limits: tables are this room's own, and so are raw statements."""
    words = (
        "__table__",
        "metadata.tables",
        "engine.begin(",
        "engine.connect(",
        "from sqlalchemy import text",
        "everything(",
    )
    allowed = {
        ("everything(", "workflow/accounts.py"),  # log-in, before the court is known
        ("everything(", "workflow/finding.py"),  # the terminal's user names the court, then enters it
        ("everything(", "workflow/founding.py"),  # a new court is of no court yet
        ("everything(", "workflow/tokens.py"),  # whose token it is shows only when it is found
        ("everything(", "workflow/patrol.py"),  # the program itself lists the courts, then enters each
        ("everything(", "workflow/mail.py"),  # the program itself, for everyone: addresses and counts, no content
        ("everything(", "workflow/jobs.py"),  # a runner takes the next job, then enters its court
        ("everything(", "workflow/clerk.py"),  # the same: whose job it is, and whether it still is its own
        ("everything(", "workflow/objections/people.py"),  # who answers in the court above, which sees this court
        ("everything(", "commands/verify.py"),  # the terminal's user holds a paper of whatever court
    }
    found = [
        (word, str(path.relative_to(ROOT)))
        for room in ("workflow", "admin", "portal", "reports", "api", "commands")
        for path in sorted(Path(ROOT, room).rglob("*.py"))
        for word in words
        if word in path.read_text(encoding="utf-8") and "workflow/demonstration" not in str(path)
    ]
    assert [entry for entry in found if entry not in allowed] == []
