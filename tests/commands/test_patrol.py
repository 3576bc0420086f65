from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from commands import court, patrol
from commands.background import repeating
from portal.database import EXTENSION
from records import tenancy
from records.models import Patrol
from tests.migrated import fill
from workflow.calendar import today


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    found = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    fill(found)
    monkeypatch.setenv("DATABASE_URL", found)
    return found


def test_once_a_day(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    court.run(["示县法院"])
    capsys.readouterr()
    assert (patrol.run([]), capsys.readouterr().out) == (0, "示县法院：没有新的逾期事项\n")
    assert (patrol.run([]), capsys.readouterr().out) == (0, "今天已经巡检过\n")


def test_the_served_site_does_it(url: str) -> None:
    court.run(["示县法院"])
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "of this test alone"})
    sessions = app.extensions[EXTENSION].session_factory
    done = threading.Event()

    def look() -> None:
        with sessions() as session, tenancy.everything(session):
            if session.scalars(select(Patrol.day)).all() == [today()]:
                done.set()

    with patrol.patrolling(app, every=0.05), repeating("look", 0.05, look, app.logger):
        assert done.wait(120)
