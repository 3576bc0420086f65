"""What SQLite is told of the tables: it stands in every migrated database, and of every index."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bench.statistics import TABLES
from records.database import downgrade, migrate, open_database
from records.statistics import typical

# Their first column is empty in nearly all rows: what the bench counts there says nothing of those that have a value.
MOSTLY_EMPTY = {
    ("application", "fact_id"), ("committee_vote", "about_id"), ("court", "code"), ("fact", "import_id"),
    ("fact", "supersedes_id"), ("figure", "import_id"), ("figure", "supersedes_id"), ("posting", "reverses_id"),
    ("user", "division_id"),
}  # fmt: skip


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'told.sqlite3'}"


def told(connection: Connection) -> set[tuple[str, ...]]:
    return {tuple(row) for row in connection.execute(text("SELECT tbl, idx, stat FROM sqlite_stat1"))}


def test_every_index_is_told_of(sqlite_url: str) -> None:
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with database.engine.connect() as connection:
        assert told(connection) == set(typical())
        indexes = connection.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'")).all()
        first = text("SELECT name FROM pragma_index_info(:index) WHERE seqno = 0")
        untold = {
            (table, connection.execute(first, {"index": index}).scalar_one())
            for table, index in indexes
            if table in TABLES and index not in {row[1] for row in typical()}
        }
    database.close()
    assert untold == MOSTLY_EMPTY


def test_what_somebody_else_counted_is_replaced(sqlite_url: str) -> None:
    """Counted while the tables are empty it would be worse than nothing."""
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
        assert told(connection) != set(typical())
    database.close()
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with database.engine.connect() as connection:
        assert told(connection) == set(typical())
    database.close()
    downgrade(sqlite_url)
