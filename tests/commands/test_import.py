"""``./hengji import``: a table into a real database file, said in one line; or refused, and that remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from commands.import_ import run
from records import tenancy
from records.database import migrate, open_database
from records.models import Figure, Import
from tests.workflow.world import build

FIGURES = "团队,干警,期间,二级考核得分\n,示一,2020-03,88.5\n,示二,2020-03,90\n"
CALL = ("--court", "示一院", "--scheme", "linshu-2020")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a court; the command runs beside a table of its figures."""
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    migrate()
    database = open_database()
    with database.session() as session:
        build(session)
        session.commit()
    database.close()
    return url


def imports(url: str) -> tuple[int, list[tuple[str, str]]]:
    """How many figures there are, and the imports with their states."""
    database = open_database(url)
    try:
        with database.session() as session, tenancy.everything(session):
            states = session.execute(select(Import.name, Import.state).order_by(Import.id)).all()
            return session.scalar(select(func.count(Figure.id))) or 0, [(name, state) for name, state in states]
    finally:
        database.close()


def test_a_file_goes_in_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*CALL, "figures.csv"]) == 0
    assert capsys.readouterr().out == "导入 1 个文件：新事实 0 件、新统计数 2 个，更正 0 个，原有 0 个\n"
    assert run([*CALL, "figures.csv"]) == 0
    said = capsys.readouterr()
    assert "没有改动任何数据" in said.err
    assert said.out.startswith("导入 0 个文件：")
    assert imports(url) == (2, [("figures.csv", "done")])


def test_a_bad_file_changes_nothing_and_is_remembered(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.csv").write_text(FIGURES.replace("90", "九十"), encoding="utf-8")
    assert run([*CALL, "figures.csv", "bad.csv"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "bad.csv:3:二级考核得分: 「九十」不是数。请只填数字，不带单位和文字\n" in said.err
    assert imports(url) == (0, [("figures.csv", "refused"), ("bad.csv", "refused")])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--court", "示二院", *CALL[2:], "figures.csv"], "数据库里没有法院「示二院」，是否为「示一院」？"),
        (["--court", "示一院", "--scheme", "linshu", "figures.csv"], "没有已发布的考核办法「linshu」"),
        ([*CALL, "--period", "2020", "figures.csv"], "--period 2020: 「2020」不是月份。请写成 2019-03"),
    ],
)
def test_what_is_not_there_is_named(
    url: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, words in said.err) == ("", True)
    assert imports(url) == (0, [])
