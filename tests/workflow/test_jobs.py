"""The queue of imports and exports: a job outlives the program, is done once, and belongs to the one who asked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records import tenancy
from records.database import Database
from records.models import AuditEvent, Case, Fact, Import, Job, User
from records.types import now
from rules.problem import ProblemError
from tests.workflow.test_importing import HEAD, KNOWN, ROWS
from tests.workflow.world import World, period
from workflow import export_jobs, import_jobs, jobs
from workflow.clerk import KEPT, Clerk, Done, Progress, Work, folder_of, progress_of
from workflow.importing import scheme_in_force

WORKS: dict[str, Work] = {"import": import_jobs.work, "export": export_jobs.work}


@dataclass
class Desk:
    """A session of the court's staff, and clerks on one shelf. ``log`` is what they reported."""

    session: Session
    database: Database
    world: World
    shelf: Path
    log: list[str] = field(default_factory=list)

    @property
    def staff(self) -> User:
        return self.session.get_one(User, self.world.staff_id)

    def clerk(self, works: dict[str, Work] | None = None, stopped: Callable[[], bool] = lambda: False) -> Clerk:
        return Clerk(self.database.session, self.shelf, works or WORKS, self.log.append, stopped)

    def upload(self, text: str = HEAD + ROWS) -> Job:
        version = scheme_in_force(self.session, "linshu-2020")
        job = import_jobs.start_import(self.session, self.staff, version.id, ["facts.csv"], None)
        folder = folder_of(self.shelf, job)
        folder.mkdir(parents=True)
        (folder / "facts.csv").write_text(text, encoding="utf-8")
        self.session.commit()
        return job

    def export(self, what: str = "facts") -> Job:
        march = period(self.session, "2020-03")
        job = export_jobs.start_export(self.session, self.staff, march, what, "csv", "三月.csv")
        self.session.commit()
        return job

    def facts(self) -> int:
        self.session.rollback()
        return self.session.scalar(select(func.count(Fact.id))) or 0

    def told(self, job: Job) -> tuple[str, list[str]]:
        self.session.rollback()
        self.session.refresh(job)
        return job.state, [problem.code for problem in jobs.as_problems(job.problems)]


@pytest.fixture
def desk(session: Session, world: World, database: Database, tmp_path: Path) -> Desk:
    number = {"number": KNOWN, "year": 2020, "type_code": "民初", "serial": 1}
    session.add(Case(court_id=world.court_id, filed=date(2019, 12, 1), **number))
    session.commit()
    return Desk(session, database, world, tmp_path / "jobs")


def test_yes_writes_once(desk: Desk) -> None:
    job = desk.upload()
    assert desk.clerk().run_all() == 1
    assert (desk.told(job), desk.facts()) == (("ready", []), 0)
    seen = import_jobs.outcome_of(job)
    assert seen is not None
    assert [(gain.subject, gain.lines, gain.points) for gain in seen.preview.gains] == [("甲队", 2, 4), ("乙队", 1, 1)]
    import_jobs.confirm_import(desk.session, desk.staff, job)
    desk.session.commit()
    with pytest.raises(ProblemError, match="现在是「等待」"):
        import_jobs.confirm_import(desk.session, desk.staff, job)
    desk.session.rollback()
    assert desk.clerk().run_all() == 1
    assert (desk.told(job), desk.facts()) == (("done", []), 3)
    done = import_jobs.outcome_of(job)
    assert done is not None
    assert (done.preview, done.counts, len(done.imports)) == (seen.preview, (3, 0, 0, 0), 1)
    assert not folder_of(desk.shelf, job).exists()
    assert (desk.clerk().run_all(), desk.log) == (0, [])


def test_no_writes_nothing_and_is_audited(desk: Desk) -> None:
    job = desk.upload()
    desk.clerk().run_all()
    import_jobs.give_up_import(desk.session, desk.staff, job)
    desk.session.commit()
    with pytest.raises(ProblemError, match="现在是「已取消」"):
        import_jobs.confirm_import(desk.session, desk.staff, job)
    desk.session.rollback()
    event = desk.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert event is not None
    assert (event.target_kind, event.target_id, event.details) == ("job", job.id, {"state": "cancelled"})
    assert (desk.facts(), desk.clerk().run_all()) == (0, 0)


def test_a_refusal_is_told_with_its_place_and_remembered_once(desk: Desk) -> None:
    job = desk.upload(HEAD + ROWS.replace(",100,", ",百,"))
    desk.clerk().run_all()
    assert desk.told(job)[0] == "failed"
    (problem,) = jobs.as_problems(job.problems)
    assert (problem.place.file, problem.place.line, problem.place.column) == ("facts.csv", 2, "审理天数")
    assert "「百」不是数" in problem.text()
    assert desk.session.scalars(select(Import.state)).all() == ["refused"]


def test_the_next_program_takes_over_what_the_last_one_left(desk: Desk) -> None:
    """A program on another machine fell silent; the next ended in good order in the middle; the third does the work."""
    job = desk.upload()
    assert jobs.claim(desk.session, "elsewhere:1:1:1", ("import",)) is not None
    assert desk.clerk().run_all() == 0  # it gave a sign of life just now
    desk.session.execute(update(Job).values(heartbeat_at=now() - 2 * jobs.SILENCE))
    desk.session.commit()
    ending = iter([False])
    assert desk.clerk(stopped=lambda: next(ending, True)).run_all() == 1
    assert (desk.told(job)[0], desk.facts()) == ("waiting", 0)
    assert desk.clerk().run_all() == 1
    assert (desk.told(job)[0], job.attempts) == ("ready", 2)


def test_a_runner_is_known_by_its_process_and_when_that_began() -> None:
    name = jobs.runner_name()
    host, pid, began, _ = name.split(":")
    assert jobs.runner_name() != name
    assert jobs.lives(name) is True
    assert jobs.lives(f"{host}:{pid}:{int(began) - 1}:1") is False  # an earlier process of the same number
    assert jobs.lives(f"{host}:{2**22 + 1}:{began}:1") is False
    assert jobs.lives(f"elsewhere:{pid}:{began}:1") is None


@pytest.mark.parametrize("kind", ["import", "export"])
def test_killed_in_the_middle_it_is_done_again_and_once(desk: Desk, kind: str) -> None:
    """The whole program is killed as hard as it gets, at the first row; what it had begun leaves nothing."""
    job = desk.upload() if kind == "import" else desk.export()
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom records.database import open_database\n"
        "from workflow import clerk, export_jobs, import_jobs\n"
        "def killed(*_):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "clerk._write_progress = killed\n"
        f"database = open_database({desk.database.engine.url.render_as_string(hide_password=False)!r})\n"
        "works = {'import': import_jobs.work, 'export': export_jobs.work}\n"
        f"clerk._TELL = 0\nclerk.Clerk(database.session, Path({str(desk.shelf)!r}), works, print).run()\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, env=os.environ, capture_output=True, check=False)
    assert (done.returncode, desk.told(job)[0]) == (-9, "running"), done.stderr
    assert desk.clerk().run_all() == 1
    assert desk.told(job) == ("ready" if kind == "import" else "done", [])
    assert (desk.facts(), job.attempts) == (0, 2)


def test_what_ends_the_program_three_times_is_not_begun_again(desk: Desk) -> None:
    job = desk.export()
    for turn in range(3):
        assert jobs.claim(desk.session, f"r{turn}", ("export",), alive=lambda _name: False) is not None
        desk.session.execute(update(Job).values(heartbeat_at=None))
        desk.session.commit()
    desk.clerk().run_all()
    assert desk.told(job) == ("failed", ["job-fatal"])


def test_an_export_is_cancelled_in_the_middle_and_written_later(desk: Desk) -> None:
    job = desk.export()

    def cancelled(session: Session, user: User, claimed: Job, folder: Path, progress: Progress) -> Done:
        with desk.database.session() as other:
            tenancy.enter(other, desk.world.court_id)
            export_jobs.cancel_export(other, other.get_one(User, desk.world.staff_id), other.get_one(Job, claimed.id))
            other.commit()
        return export_jobs.work(session, user, claimed, folder, progress)

    desk.clerk({"export": cancelled}).run_all()
    assert (desk.told(job)[0], folder_of(desk.shelf, job).exists()) == ("cancelled", False)
    ran = select(func.count(AuditEvent.id)).where(AuditEvent.action == "records:exports:run")
    assert desk.session.scalar(ran) == 1  # that it was cancelled; nothing left the house
    export_jobs.try_export_again(desk.session, desk.staff, job)
    desk.session.commit()
    desk.clerk().run_all()
    assert desk.told(job)[0] == "done"
    assert (folder_of(desk.shelf, job) / "file").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("error", "code"), [(OSError(28, "No space left on device"), "job-disk"), (ZeroDivisionError(), "job-failed")]
)
def test_what_goes_wrong_is_a_sentence_and_can_be_tried_again(desk: Desk, error: Exception, code: str) -> None:
    job = desk.export()

    def broken(*_: object) -> Done:
        raise error

    desk.clerk({"export": broken}).run_all()
    assert desk.told(job) == ("failed", [code])
    assert len(desk.log) == 1
    export_jobs.try_export_again(desk.session, desk.staff, job)
    desk.session.commit()
    desk.clerk().run_all()
    assert desk.told(job)[0] == "done"


def test_only_the_one_who_asked_sees_it(desk: Desk) -> None:
    job = desk.upload()
    person = desk.session.get_one(User, desk.world.person_user_id)
    assert jobs.own_job(desk.session, desk.staff, "import", job.id) is job
    assert jobs.own_job(desk.session, person, "import", job.id) is None
    assert jobs.own_job(desk.session, desk.staff, "export", job.id) is None
    assert [one.id for one in jobs.own_jobs(desk.session, desk.staff, "import")] == [job.id]
    with pytest.raises(ProblemError, match="无权"):
        import_jobs.give_up_import(desk.session, person, job)


def test_how_far_it_is_lies_beside_its_files(desk: Desk) -> None:
    job = desk.upload()
    heard: list[tuple[int, int | None]] = []

    def slow(session: Session, user: User, claimed: Job, folder: Path, progress: Progress) -> Done:
        for done in (0, 5):
            progress(done, 9)
            heard.append(progress_of(desk.shelf, claimed))
        return import_jobs.work(session, user, claimed, folder, progress)

    desk.clerk({"import": slow}).run_all()
    assert heard == [(0, 9), (0, 9)]  # told again only after a while
    assert desk.told(job)[0] == "ready"


def test_files_of_what_is_over_are_cleared_away_after_a_week(desk: Desk) -> None:
    live, done = desk.upload(), desk.export()
    desk.clerk().run_all()
    stray = desk.shelf / "0123456789abcdef"
    stray.mkdir()
    for folder in desk.shelf.iterdir():
        old = folder.stat().st_mtime - KEPT.total_seconds() - 60
        os.utime(folder, (old, old))
    desk.clerk().run_all()
    assert [folder.name for folder in desk.shelf.iterdir()] == [live.wanted["folder"]]
    assert desk.told(done)[0] == "done"
