"""``./hengji court`` and ``people``: a database from nothing to somebody who can log in and people to appraise."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from commands import court, people
from records import tenancy
from records.database import open_database
from records.models import Membership, User

ROSTER = "姓名,工号,庭室,岗位,起始日期\n示甲,001,民一庭,员额法官,2020-01-01\n示乙,002,民一庭,书记员,2020-01-01\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.sqlite3'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_court_and_its_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert court.run(["示县法院", "--code", "鲁1399", "--login", "guanli"]) == 0
    said = capsys.readouterr().out
    assert "已建立「示县法院」" in said
    assert "guanli" in said
    (folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    assert people.run(["--court", "示县法院", "people.csv"]) == 0
    assert "新增干警 2 人、庭室 1 个、团队 0 个，任职变动 2 条，原有 0 条" in capsys.readouterr().out
    assert people.run(["--court", "示县法院", "people.csv"]) == 0
    assert "原有 2 条" in capsys.readouterr().out
    database = open_database()
    with database.session() as session, tenancy.everything(session):
        assert session.scalar(select(func.count(Membership.id))) == 2
        assert session.scalars(select(User.login)).all() == ["guanli"]
    database.close()


def test_what_is_wrong_is_said_and_nothing_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    court.run(["示县法院"])
    (folder / "people.csv").write_text(ROSTER + "示丙,003,,法官,去年\n", encoding="utf-8")
    capsys.readouterr()
    assert people.run(["--court", "示县法院", "people.csv"]) == 2
    said = capsys.readouterr().err
    assert "people.csv:4:起始日期" in said
    assert "people.csv:4:庭室" in said
    assert people.run(["--court", "示县法院", "absent.csv"]) == 2
    assert people.run(["--court", "别的法院", "people.csv"]) == 2
    database = open_database()
    with database.session() as session, tenancy.everything(session):
        assert session.scalar(select(func.count(Membership.id))) == 0
    database.close()
