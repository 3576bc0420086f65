"""The batch: each paper once, whatever breaks off; failures by name and cause; files in print order."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from records.models import Job
from reports.batch.shelf import folder_of, pack
from reports.desk import desk_of
from rules.problem import ProblemError
from shown.card_data import card_data
from tests.reports.conftest import Printing
from workflow import jobs
from workflow.jobs import as_problems
from workflow.printing import claiming, ordering

ROOT = Path(__file__).parents[2]
TEAMS = ["甲队", "乙队"]


def order(printing: Printing, subjects: list[str] | None = None, by: ordering.Order = "kind") -> Job:
    wanted = [("scorecard", TEAMS if subjects is None else subjects)]
    job = ordering.order_papers(printing.session, printing.staff, printing.period, wanted, by)
    printing.session.commit()
    return job


def states(printing: Printing, job: Job) -> list[str]:
    return [item.state for item in printing.items(job)]


def test_a_job_prints_everyone_once_in_order_and_says_so(printing: Printing) -> None:
    job = order(printing)
    seen: list[int] = []
    assert printing.runner(told=lambda _job, settled, _pressed: seen.append(settled)).run_all() == 1
    items = printing.items(job)
    assert [(item.position, item.state, item.file) for item in items] == [
        (1, "done", "0001 甲队 2020年3月 记分卡.pdf"), (2, "done", "0002 乙队 2020年3月 记分卡.pdf"),
    ]  # fmt: skip
    assert (job.state, seen, printing.log) == ("done", [1, 2], [])
    folder = folder_of(printing.shelf, job.id)
    assert sorted(path.name for path in folder.iterdir()) == [item.file for item in items]
    for item in items:
        pdf = (folder / item.file).read_bytes()
        assert (sha256(pdf).hexdigest(), item.code[4]) == (item.pdf_sha256, "-")
        assert item.code in {paper.code for paper in printing.papers()}
    packed = zipfile.ZipFile(io.BytesIO(b"".join(pack(folder, [item.file for item in items]))))
    assert (packed.testzip(), packed.namelist()) == (None, [item.file for item in items])


def test_what_is_attached_is_what_the_interface_answers(printing: Printing) -> None:
    job = order(printing, ["甲队"])
    printing.runner().run(job.id)
    (item,) = printing.items(job)
    with pikepdf.open(printing.shelf / str(job.id) / item.file) as pdf:
        attached = json.loads(pdf.attachments["score.json"].get_file().read_bytes())
    standing = desk_of(printing.session, printing.period).standing
    assert attached == json.loads(json.dumps(card_data(printing.period, standing, "甲队")))


def test_the_figures_on_paper_are_those_of_the_database(printing: Printing) -> None:
    job = order(printing)
    printing.runner().run(job.id)
    results = {one.subject: one for one in desk_of(printing.session, printing.period).standing.results}
    for item in printing.items(job):
        path = printing.shelf / str(job.id) / item.file
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S607
        said = "".join(done.stdout.split())
        result = results[item.subject]
        for points in [result.total, *(line.points for line in result.lines if line.count)]:
            assert points is not None
            assert f"{float(points):.2f}".replace("-", "−") in said
        assert item.code in said
        assert "草稿" in said  # closed, but not sealed


def test_two_jobs_give_the_same_bytes_and_one_record(printing: Printing) -> None:
    hashes = []
    before = None
    for _ in range(2):
        job = order(printing)
        printing.runner().run(job.id)
        hashes.append([item.pdf_sha256 for item in printing.items(job)])
        before, count = len(printing.papers()), before
    assert hashes[0] == hashes[1]
    assert before == count


def test_one_failure_is_named_and_holds_nobody_up(printing: Printing) -> None:
    job = order(printing, ["甲队", "查无此队", "乙队"])
    printing.runner().run(job.id)
    items = printing.items(job)
    assert [item.state for item in items] == ["done", "failed", "done"]
    assert [one.text() for one in as_problems(items[1].problems)] == ["本期没有被考核对象「查无此队」"]
    assert ordering.count(printing.session, job) == ordering.Count(3, 2, 0, 1)
    first = items[0].finished_at
    ordering.try_again(printing.session, printing.staff, job)
    printing.session.commit()
    printing.runner().run(job.id)
    assert states(printing, job) == ["done", "failed", "done"]
    assert printing.items(job)[0].finished_at == first  # what is printed is not printed again


@pytest.mark.parametrize(("word", "left"), [("pause", "paused"), ("cancel", "cancelled")])
def test_a_job_stops_between_papers_and_goes_on(printing: Printing, word: str, left: str) -> None:
    job = order(printing, TEAMS * 4)

    def stop(_job: Job, settled: int, _pressed: int) -> None:
        if settled == 2:
            with printing.site.session() as other:
                from records import tenancy  # noqa: PLC0415 - another person's session

                tenancy.enter(other, job.court_id)
                getattr(ordering, word)(other, None, other.get_one(Job, job.id))
                other.commit()

    printing.runner(told=stop).run(job.id)
    printing.session.expire_all()
    assert job.state == left
    found = states(printing, job)
    assert 2 <= found.count("done") < 8
    assert "claimed" not in found
    (ordering.go_on if word == "pause" else ordering.try_again)(printing.session, printing.staff, job)
    printing.session.commit()
    printing.runner().run(job.id)
    assert states(printing, job) == ["done"] * 8


def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled(printing: Printing) -> None:
    """The whole program is killed as hard as it gets; the next one goes on."""
    job = order(printing, TEAMS * 5)
    program = (
        "import signal\nfrom pathlib import Path\nfrom records.database import open_database\n"
        "from reports.batch.runner import Runner\n"
        "def hold(_job, settled, _pressed):\n    if settled == 3:\n        signal.pause()\n"
        "if __name__ == '__main__':\n"
        f"    database, shelf = open_database({printing.site.url!r}), Path({str(printing.shelf)!r})\n"
        f"    Runner(database.session, shelf, print, workers=2, told=hold).run({job.id})\n"
    )
    script = printing.shelf.parent / "run.py"
    script.write_text(program)
    started = subprocess.Popen([sys.executable, script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    until = time.monotonic() + 300
    while states(printing, job).count("done") < 3 and time.monotonic() < until:
        printing.session.rollback()
        time.sleep(0.02)
    started.send_signal(signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL
    left = states(printing, job)
    assert 3 <= left.count("done") < 10
    printed = {item.position: item.finished_at for item in printing.items(job) if item.state == "done"}
    printing.session.rollback()

    assert printing.runner().run(job.id)
    items = printing.items(job)
    assert [item.state for item in items] == ["done"] * 10
    assert {item.position: item.finished_at for item in items if item.position in printed} == printed
    folder = printing.shelf / str(job.id)
    assert sorted(path.name for path in folder.glob("[!.]*")) == [item.file for item in items]
    assert {sha256((folder / item.file).read_bytes()).hexdigest() == item.pdf_sha256 for item in items} == {True}
    assert all(item.attempts == (1 if item.position in printed else item.attempts) <= 2 for item in items)


def test_a_job_has_one_runner_at_a_time(printing: Printing) -> None:
    job = order(printing)

    def claim(runner: str, *gone: str) -> Job | None:
        return jobs.claim(printing.session, runner, ("papers",), job.id, lambda name: name not in gone)

    first = claim("one")
    assert first is not None
    item = claiming.next_item(printing.session, job, "one")
    printing.session.commit()
    assert item is not None
    assert claim("two") is None
    assert claim("two", "one") is not None
    claiming.release(printing.session, job)
    assert not jobs.beat(printing.session, job.id, "one")
    assert not claiming.settle(printing.session, item, "one", "done")  # its paper is the other's now
    assert jobs.beat(printing.session, job.id, "two")
    ordering.cancel(printing.session, printing.staff, job)
    printing.session.commit()


def test_a_paper_that_ends_the_program_is_tried_three_times(printing: Printing) -> None:
    job = order(printing, ["甲队"])
    for turn in range(4):
        assert jobs.claim(printing.session, f"r{turn}", ("papers",), job.id, lambda _name: False) is not None
        claiming.release(printing.session, job)
        item = claiming.next_item(printing.session, job, f"r{turn}")
        printing.session.commit()
        assert (item is not None) == (turn < 3)
    (found,) = printing.items(job)
    assert (found.state, as_problems(found.problems)[0].code) == ("failed", "job-deadly")
    ordering.cancel(printing.session, printing.staff, job)
    printing.session.commit()


def test_a_second_click_is_refused(printing: Printing) -> None:
    job = order(printing)
    with pytest.raises(ProblemError, match="还没有结束"):
        order(printing)
    printing.session.rollback()
    ordering.cancel(printing.session, printing.staff, job)
    with pytest.raises(ProblemError, match="已取消"):
        ordering.pause(printing.session, printing.staff, job)
    printing.session.commit()
    with pytest.raises(ProblemError, match="至少选一种"):
        order(printing, [])


def test_papers_by_subject_lie_together(printing: Printing) -> None:
    job = ordering.order_papers(
        printing.session, printing.staff, printing.period, [("a", TEAMS), ("b", TEAMS)], "subject"
    )
    assert [(item.subject, item.kind) for item in printing.items(job)] == [
        ("甲队", "a"), ("甲队", "b"), ("乙队", "a"), ("乙队", "b"),
    ]  # fmt: skip
    printing.session.rollback()
