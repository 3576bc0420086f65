"""The way to the database: engine, SQLite's settings, sessions, migrations.

SQLite in ``instance/`` by default; any other by ``DATABASE_URL`` (``postgresql://`` is taken for psycopg 3).
"""

import os
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import OperationalError
from time import sleep
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from records import append_only, tenancy, writing
from rules.problem import N_, Problem, ProblemError, register

register(
    {
        "database-url": N_("DATABASE_URL 写得不对：应为 sqlite:///路径 或 postgresql://用户:密码@主机/库名"),
        "database-unreachable": N_("数据库连不上：{database}（{reason}）。请检查 DATABASE_URL，以及数据库是否在运行"),
    }
)

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_URL = "sqlite:///instance/hengji.sqlite3"
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}
_MOMENT = 0.05  # seconds
_PATIENCE = 200  # moments
_PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=10000", "synchronous=NORMAL")


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and its session factory. A session sees no court until ``tenancy.enter`` says whose it is."""

    engine: Engine
    session: sessionmaker[Session]

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def database_url(url: str | None = None) -> URL:
    """The address to connect to; a relative SQLite file lies in the project, wherever the program was started.

    Raises :class:`ProblemError` when it is no address, or that of another kind of database.
    """
    try:
        found = make_url(url or os.environ.get("DATABASE_URL") or DEFAULT_URL)
    except ArgumentError as error:
        raise ProblemError([Problem("database-url")]) from error
    if found.drivername in ("postgresql", "postgres"):
        found = found.set(drivername="postgresql+psycopg")
    if found.drivername not in _DRIVERS:
        raise ProblemError([Problem("database-url")])
    if found.get_backend_name() == "sqlite" and found.database and found.database != ":memory:":
        found = found.set(database=str(ROOT / found.database))
    return found


def open_database(url: str | None = None) -> Database:
    """Connect, lazily. ``url`` comes before ``DATABASE_URL``."""
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            _for_the_owner(Path(address.database))
        engine = create_engine(address)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(address, pool_pre_ping=True)
    factory = sessionmaker(engine)
    append_only.guard(factory)
    tenancy.guard(factory)
    writing.watch(factory)
    return Database(engine, factory)


def migrate(url: str | None = None, revision: str = "head") -> None:
    """Bring the database to a revision, upwards; creates it where there is none. Safe to run again.

    Raises :class:`ProblemError` when it cannot be reached.
    """
    _reach(url)
    command.upgrade(_alembic(url), revision)


def _reach(url: str | None) -> None:
    """Connect once: who cannot is told so in a sentence."""
    try:
        database = open_database(url)
        try:
            database.engine.connect().close()
        finally:
            database.close()
    except (SQLAlchemyError, OSError) as error:
        shown = database_url(url).render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise ProblemError([Problem("database-unreachable", {"database": shown, "reason": reason})]) from error


def downgrade(url: str | None = None, revision: str = "base") -> None:
    """Bring the database back to a revision. Loses what the later ones added."""
    command.downgrade(_alembic(url), revision)


def _alembic(url: str | None) -> Config:
    """Alembic's settings, in code: there is no alembic.ini."""
    address = database_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "records" / "migrations"))
    config.attributes["url"] = address
    return config


def _for_the_owner(path: Path) -> None:
    """Make the file before SQLite does, so that no other account of the machine reads a court's scores out of it. The
    files beside it (-wal, -shm) take its mode. One that is there keeps the mode that its owner gave it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own connection
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        _insist(cursor, f"PRAGMA {pragma}")
    cursor.close()


def _insist(cursor: Any, statement: str) -> None:  # noqa: ANN401 - as above
    """Whoever opens a new file first makes it one with a write-ahead log. Others who come at that moment are refused at
    once: here SQLite does not wait, whatever the timeout says.
    """
    for _ in range(_PATIENCE):
        try:
            cursor.execute(statement)
        except OperationalError as error:
            if "locked" not in str(error):  # the code of it came with Python 3.11
                raise
            sleep(_MOMENT)
        else:
            return
    cursor.execute(statement)
