from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, event, inspect

from records.database import ROOT, database_url, downgrade, migrate, open_database
from records.models import Base


def differences(url: str) -> list[object]:
    opened = open_database(url)
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = compare_metadata(context, Base.metadata)
    opened.close()
    return list(found)


def tables(url: str) -> set[str]:
    opened = open_database(url)
    names = set(inspect(opened.engine).get_table_names())
    opened.close()
    return names


def test_migrations_build_what_the_models_say(url: str) -> None:
    migrate(url)
    assert differences(url) == []
    assert tables(url) == set(Base.metadata.tables) | {"alembic_version"}


def test_down_and_up_again(url: str) -> None:
    migrate(url)
    downgrade(url)
    assert tables(url) <= {"alembic_version"}
    migrate(url)
    migrate(url)  # a second time does nothing
    assert differences(url) == []


class Cut(Exception):  # noqa: N818 - it stands for the end of the program
    """The program ends here."""


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE posting", "CREATE TRIGGER", "ALTER TABLE court", "CREATE TABLE trial"]
)
def test_cut_off_in_the_middle_nothing_is_half_done(url: str, statement: str) -> None:
    """Cut off at statements of the first, the third and the last revision."""

    def cut(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.strip().startswith(statement):
            raise Cut

    event.listen(Engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(Cut):
            migrate(url)
    finally:
        event.remove(Engine, "before_cursor_execute", cut)
    assert tables(url) == set()
    migrate(url)
    assert differences(url) == []


def test_two_programs_may_migrate_at_once(url: str) -> None:
    program = [sys.executable, "-c", f"from records.database import migrate; migrate({url!r})"]
    both = [subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(one.communicate(timeout=600)[1], one.returncode) for one in both] == [("", 0), ("", 0)]
    assert differences(url) == []


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///instance/x.sqlite3", "sqlite"),
    ],
)
def test_addresses(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


def test_a_relative_file_lies_in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database_url().database == str(ROOT / "instance" / "hengji.sqlite3")
