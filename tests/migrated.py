"""Databases at the newest revision, quickly: migrated once in a test process, then copied.

That the migrations themselves do what they should is for tests/records/test_migrations.py, which runs them for real.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from records.database import migrate

_FOLDER = Path(tempfile.mkdtemp(prefix="hengji-migrated-"))
_TEMPLATE = "migrated"
_clusters: set[str] = set()
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


def fill(url: str) -> None:
    """Give the empty database at an address all tables."""
    if make_url(url).get_backend_name() == "sqlite":
        _copy(Path(make_url(url).database or ""))
    else:
        _clone(url)


def _copy(path: Path) -> None:
    template = _FOLDER / "migrated.sqlite3"
    if not template.exists():
        migrate(f"sqlite:///{template}")
    shutil.copyfile(template, path)


def _clone(url: str) -> None:
    parts = make_url(url)
    host = str(parts.query["host"])
    with psycopg.connect(host=host, user=parts.username, dbname="postgres", autocommit=True) as connection:
        if host not in _clusters:
            connection.execute(f'CREATE DATABASE "{_TEMPLATE}"'.encode())
            migrate(parts.set(database=_TEMPLATE).render_as_string(hide_password=False))
            _clusters.add(host)
        connection.execute(f'DROP DATABASE "{parts.database}"'.encode())
        connection.execute(f'CREATE DATABASE "{parts.database}" TEMPLATE "{_TEMPLATE}"'.encode())
