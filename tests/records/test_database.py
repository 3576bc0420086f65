"""The way to the database, and what one is told who cannot find it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from commands.__main__ import main
from records.database import ROOT, database_url, migrate, open_database
from rules.problem import ProblemError


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("sqlite:///instance/a.sqlite3", f"sqlite:///{ROOT}/instance/a.sqlite3"),
        ("sqlite:////var/a.sqlite3", "sqlite:////var/a.sqlite3"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_addresses(url: str, found: str) -> None:
    assert database_url(url).render_as_string() == found


@pytest.mark.parametrize("url", ["rubbish", "mysql://u@h/d", "postgresql+asyncpg://u@h/d", "https://host/"])
def test_what_is_no_address_of_ours(url: str) -> None:
    with pytest.raises(ProblemError, match="DATABASE_URL 写得不对"):
        migrate(url)


def test_an_address_where_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"数据库连不上：postgresql.*Connection refused") as caught:
        migrate("postgresql://u:secret@127.0.0.1:1/d")
    assert "secret" not in str(caught.value)
    (tmp_path / "folder").write_text("")
    with pytest.raises(ProblemError, match="数据库连不上"):
        migrate(f"sqlite:///{tmp_path}/folder/a.sqlite3")


def test_a_file_that_is_no_database_is_told_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.sqlite3"
    file.write_bytes(b"rubbish" * 1000)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    assert main(["import", "--court", "演示法院", "--scheme", "linshu-2020", "facts.csv"]) == 2
    assert "file is not a database" in capsys.readouterr().err
    assert file.read_bytes() == b"rubbish" * 1000


def test_a_new_file_that_another_holds_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself refuses at once to change the kind of a file's log."""
    path = tmp_path / "new.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    leave = threading.Timer(0.3, holder.execute, ["COMMIT"])
    leave.start()
    database = open_database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    database.close()
    leave.join()
    holder.close()


def test_only_its_owner_reads_a_new_file(tmp_path: Path) -> None:
    """With what SQLite puts beside it."""
    path = tmp_path / "new.sqlite3"
    database = open_database(f"sqlite:///{path}")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (id INTEGER)"))
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {"0o600"}
    assert len(modes) > 1
