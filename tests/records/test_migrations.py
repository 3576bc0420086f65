from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

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
