from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from records import audit
from records.database import Database
from rules.problem import Problem


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def write(database: Database, count: int, name: str = "示一") -> None:
    for number in range(count):
        with database.session.begin() as session:
            audit.append(
                session, "periods:period:close", audit.Actor(name), audit.Target("period", number), {"周期": "2020-03"}
            )


def test_a_chain_is_whole(database: Database) -> None:
    write(database, 3)
    with database.session() as session:
        assert audit.verify(session) == []


def test_an_act_that_is_rolled_back_leaves_no_event(database: Database) -> None:
    with database.session() as session:
        audit.append(session, "x:y:z", audit.SYSTEM)
        session.rollback()
    write(database, 1)
    with database.session() as session:
        assert audit.verify(session) == []


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE audit_event SET actor = '示二' WHERE sequence = 2", "audit.changed"),
        ("DELETE FROM audit_event WHERE sequence = 2", "audit.broken"),
        ("DELETE FROM audit_event WHERE sequence = 3", "audit.cut"),
    ],
)
def test_tampering_shows(database: Database, tampering: str, code: str) -> None:
    write(database, 3)
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
            connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        connection.execute(text(tampering))
    with database.session() as session:
        assert code in codes(audit.verify(session))


def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: write(database, 10, f"示{number}"), range(4)))
    with database.session() as session:
        assert audit.verify(session) == []
        assert session.execute(text("SELECT length FROM audit_chain")).scalar() == 40
