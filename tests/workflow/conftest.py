"""A court with two teams, people who move, and the schemes 沭法币 and 红黄卡 in force: on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from records.database import Database, open_database
from records.tenancy import enter
from tests.migrated import fill
from tests.workflow.world import World, build
from workflow.versions import close_engines


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    make: Callable[[], str] = request.getfixturevalue("postgres_url")
    return make()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database at the newest revision."""
    fill(url)
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def _engines() -> Iterator[None]:
    yield
    close_engines()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def world(session: Session) -> World:
    """The court, with the session entered for it."""
    built = build(session)
    session.commit()
    enter(session, built.court_id)
    return built
