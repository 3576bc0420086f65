"""全年材料: a small court's whole sealed year as one job of the command, every kind of paper in it, every file true."""

from __future__ import annotations

import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import report, verify
from records import tenancy
from records.database import open_database
from records.models import Division, Job, JobItem, Membership, Person, Team
from reports.batch.whole import whole_year
from reports.kinds import KINDS
from tests.reports.conftest import Year
from tests.reports.every_paper import enter
from tests.reports.small_court import BOOKS, CARDS, RARE, YEARLY
from workflow.printing import ordering

OF_THE_YEAR = ("--court", "示一院", "--scheme", YEARLY, "--period", "2020")
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def copied(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sealed year in a database of its own."""
    folder = tmp_path_factory.mktemp("whole")
    source = sqlite3.connect(year.url.removeprefix("sqlite:///"))
    target = sqlite3.connect(folder / "court.sqlite3")
    source.backup(target)
    source.close()
    target.close()
    return folder


@pytest.fixture
def session(copied: Path) -> Iterator[Session]:
    database = open_database(f"sqlite:///{copied / 'court.sqlite3'}")
    with database.session() as made:
        enter(made, YEARLY)
        yield made
    database.close()


@pytest.fixture
def command(copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """``./hengji report year …`` over that database; status, output, errors."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copied / 'court.sqlite3'}")
    monkeypatch.setenv("HENGJI_PAPERS", str(copied / "papers"))

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = report.run(["year", "--court", "示一院", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def newest(session: Session) -> tuple[Job, list[JobItem]]:
    session.rollback()
    job = session.scalars(select(Job).order_by(Job.id.desc())).first()
    assert job is not None
    return job, list(session.scalars(select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.position)))


def test_a_year_is_one_job_with_every_paper_in_order(
    command: Command, session: Session, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = copied / "year.zip"
    status, out, err = command(*OF_THE_YEAR[2:], "--whole", "--workers", "2", "-o", str(target))
    job, items = newest(session)
    assert (status, out) == (0, f"{target}\n"), err
    done = [item for item in items if item.state == "done"]
    assert {item.state for item in items} == {"done", "empty"}
    assert job.wanted["whole"] is True

    # Every kind that the year has is there: of each scheme that has it, for everyone whom it is about.
    assert Counter((item.kind, item.period.version.scheme.name) for item in done) == {
        ("scorecard", YEARLY): 10, ("scorecard", BOOKS): 10, ("annual", YEARLY): 10, ("annual", BOOKS): 10,
        ("appraisal-form", YEARLY): 10, ("grade-notice", YEARLY): 10, ("pay", YEARLY): 1,
        ("publicity", YEARLY): 1, ("publicity", CARDS): 1, ("publicity", BOOKS): 1,
        ("general", YEARLY): 1, ("general", CARDS): 1, ("general", BOOKS): 1,
        ("book-red", BOOKS): 1, ("book-white", BOOKS): 1, ("book-yellow", BOOKS): 1,
        ("letter", CARDS): 3, ("letter", BOOKS): 1, ("notice", CARDS): 1,
    }  # fmt: skip
    letters = [item.subject for item in done if (item.kind, item.period.version.scheme.name) == ("letter", CARDS)]
    assert letters == ["示二", "示四", RARE]  # a rare character comes last

    # By paper, then scheme, division and name.
    places = {kind: place for place, kind in enumerate(KINDS)}
    schemes = [item.period.version.scheme.name for item in items]
    order = {name: place for place, name in enumerate((YEARLY, CARDS, BOOKS))}
    keys = [(places[item.kind], order[name]) for item, name in zip(items, schemes, strict=True)]
    assert keys == sorted(keys)
    forms = [item.subject for item in items if item.kind == "appraisal-form"]
    assert forms == ["示八", "示二", "示九", "示六", "示七", "示三", "示十", "示四", "示一", RARE]

    # The ZIP has the files in that order, each with the bytes that were recorded.
    with zipfile.ZipFile(target) as packed:
        assert packed.namelist() == [item.file for item in done]
        assert [sha256(packed.read(name)).hexdigest() for name in packed.namelist()] == [
            item.pdf_sha256 for item in done
        ]  # fmt: skip
    numbers = [int(item.file.partition(" ")[0]) for item in done]
    assert numbers == [item.position for item in done]

    # Each is answered for, and each file is the one that was printed.
    folder = copied / "papers" / str(job.id)
    assert sorted(path.name for path in folder.iterdir()) == sorted(item.file for item in done)
    for item in done:
        status, said = verify.run([item.code, str(folder / item.file)]), capsys.readouterr().out
        assert (status, "真实有效" in said, "文件与打印时逐字节相同" in said) == (0, True, True), (item.file, said)


def test_papers_lie_division_by_division(session: Session) -> None:
    """Somebody is of another division since: the papers of the two are not mixed."""
    period = enter(session, YEARLY)
    division = Division(court_id=period.court_id, name="刑一庭")
    session.add(division)
    session.flush()
    team = Team(court_id=period.court_id, name="丙队", division_id=division.id)
    session.add(team)
    session.flush()
    moved = session.scalars(select(Person).where(Person.name == "示一", Person.court_id == period.court_id)).one()
    session.scalars(select(Membership).where(Membership.person_id == moved.id)).one().team_id = team.id
    session.flush()
    forms = next(wish for wish in whole_year(session, period) if wish.kind == "appraisal-form")
    assert forms.subjects[-1] == "示一"
    assert len(forms.subjects) == 10
    session.rollback()


def test_only_what_one_may_print(session: Session) -> None:
    period = enter(session, YEARLY)
    wishes = whole_year(session, period, lambda kind: kind.right.value != KINDS["pay"].right.value)
    assert "pay" not in {wish.kind for wish in wishes}


def test_held_and_gone_on_with_from_the_terminal(command: Command, session: Session) -> None:
    period = enter(session, YEARLY)
    wishes = [ordering.Wish("appraisal-form", period, ["示一", "查无此人", "示二"])]
    job = ordering.order_wishes(session, None, wishes)
    session.commit()
    assert command("--pause", str(job.id))[::2] == (0, f"打印任务 {job.id}：已暂停\n")
    assert command("--jobs")[1].splitlines()[-1].split() == [str(job.id), *f"{job.period} 0 / 3 0 已暂停".split()]
    with tenancy.everything(session):
        assert session.get_one(Job, job.id, populate_existing=True).state == "paused"
    status, _, err = command("--resume", str(job.id), "--workers", "1")
    assert status == 1
    assert "第 2 件「查无此人」公务员年度考核登记表：本期没有被考核对象「查无此人」" in err
    assert [item.state for item in newest(session)[1]] == ["done", "failed", "done"]
    before = newest(session)[1][0].finished_at
    assert command("--retry", str(job.id), "--workers", "1")[0] == 1
    assert newest(session)[1][0].finished_at == before
    status, _, err = command("--cancel", str(job.id))
    assert (status, "现在是「已完成」" in err) == (2, True)
    assert "没有第 99999 号" in command("--pause", "99999")[2]
