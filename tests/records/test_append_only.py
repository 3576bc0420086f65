from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from records import audit
from records.append_only import AppendOnlyError
from records.database import Database
from records.models import Fact, Figure, Scorecard
from records.tenancy import everything
from tests.records import world as small


@pytest.fixture
def filled(database: Database) -> Database:
    with database.session.begin() as session, everything(session):
        world = small.build(session)
        row = small.fact(world)
        figure = Figure(
            court_id=world.one.id, subject_kind="court", subject_id=world.one.id, period="2020", name="收案", value=7
        )
        card = Scorecard(
            court_id=world.one.id,
            subject_kind="team",
            subject_id=world.first.id,
            period=world.period,
            edition=1,
            total=1,
            result={},
            sha256="0" * 64,
        )
        session.add_all([row, figure, card, small.posting(world, row)])
        audit.append(session, "x:y:z", audit.SYSTEM)
    return database


@pytest.mark.parametrize("table", ["fact", "figure", "posting", "scorecard", "audit_event"])
@pytest.mark.parametrize("statement", ['UPDATE "{}" SET id = id + 1', 'DELETE FROM "{}"'])
def test_the_database_refuses(filled: Database, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="is kept"), filled.engine.begin() as connection:
        connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("table", ["court", "division", "team", "person", "period"])
def test_subjects_are_not_deleted(filled: Database, table: str) -> None:
    with pytest.raises(DBAPIError), filled.engine.begin() as connection:
        connection.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608 - names from the table above


def test_a_published_version_does_not_change(filled: Database) -> None:
    with pytest.raises(DBAPIError, match="is kept"), filled.engine.begin() as connection:
        connection.execute(text("UPDATE scheme_version SET text = 'other'"))
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE scheme_version SET state = 'retired'"))


def test_the_session_refuses_first(filled: Database) -> None:
    with filled.session() as session, everything(session):
        row = session.query(Fact).one()
        row.evidence = "改"
        with pytest.raises(AppendOnlyError):
            session.flush()
        session.rollback()
        session.delete(session.query(Fact).one())
        with pytest.raises(AppendOnlyError):
            session.flush()
        session.rollback()
        for statement in (update(Fact).values(evidence="改"), delete(Fact)):
            with pytest.raises(AppendOnlyError):
                session.execute(statement)


@pytest.mark.parametrize(
    "values",
    [{"key": "1"}, {"key": "2", "revision": 2}, {"key": "2", "subject_kind": "desk"}, {"key": "2", "court_id": 99}],
)
def test_rows_that_cannot_be(filled: Database, values: dict[str, object]) -> None:
    with filled.session() as session, everything(session):
        base = session.query(Fact).one()
        row = Fact(
            court_id=base.court_id,
            key="9",
            kind="结案",
            day=base.day,
            subject_kind="person",
            subject_id=base.subject_id,
            fields={},
        )
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
