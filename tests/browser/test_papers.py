"""A court's year of papers as people get it: ordered once, held, gone on with after the program was killed, fetched,
verified; and who may not.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select, update

from records import tenancy
from records.database import Database, open_database
from records.models import JobItem, User
from tests.browser.conftest import DESKTOP, PHONE, no_wider
from tests.migrated import fill
from tests.reports.every_paper import enter
from tests.reports.small_court import YEARLY, build
from tests.site import PASSWORD
from workflow.passwords import hashed
from workflow.printing.ordering import Wish, order_wishes

ROOT = Path(__file__).parents[2]
LONG = 240_000  # milliseconds for a year of papers on a busy machine
NUMBERED = re.compile(r"/papers/\d+$")
GONE = "查无此人"


@dataclass
class Program:
    """``./hengji serve`` in a process of its own, so that it can be killed; over the small court's year.
    ``job`` was ordered before it began.
    """

    folder: Path
    port: int
    job: int = 0
    process: subprocess.Popen[bytes] | None = None
    states: dict[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'court.sqlite3'}"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = {
            "DATABASE_URL": self.url, "HENGJI_PAPERS": str(self.folder / "papers"),
            "HENGJI_JOBS": str(self.folder / "jobs"),
            "HENGJI_SECRET_KEY": "a key of the tests, long enough to sign with",
        }  # fmt: skip
        command = [sys.executable, "-m", "commands", "serve", "--port", str(self.port)]
        with (self.folder / "serve.log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log)
        until = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert self.process.poll() is None, (self.folder / "serve.log").read_text()
                assert time.monotonic() < until
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """As hard as it gets; its workers end by themselves."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def database(program: Program) -> Iterator[Database]:
    found = open_database(program.url)
    yield found
    found.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Running. Of the three papers of its first job one is nobody's."""
    folder = tmp_path_factory.mktemp("program")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Program(folder, free.getsockname()[1])
    fill(made.url)
    opened = open_database(made.url)
    with opened.session() as session:
        build(session, folder / "attachments")
        with tenancy.everything(session):
            session.execute(update(User).values(password_hash=hashed(PASSWORD)))
            session.execute(update(User).where(User.login == "above").values(role="staff"))
            session.commit()
        period = enter(session, YEARLY)
        made.job = order_wishes(session, None, [Wish("appraisal-form", period, ["示一", GONE, "示二"])]).id
        session.commit()
    opened.close()
    made.start()
    yield made
    made.kill()


@dataclass
class People:
    """Windows of several people, each logged in once; what their pages complained of."""

    browser: Browser
    program: Program
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def at(self, login: str, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        states = self.program.states
        context = self.browser.new_context(
            base_url=self.program.base, viewport={"width": size[0], "height": size[1]}, locale="zh-CN",
            storage_state=states.get(login),  # type: ignore[arg-type]  # as storage_state() gave it
        )  # fmt: skip
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Security Policy" in said.text else None)
        page.goto(path if login in states else "/login")
        if login not in states:
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            states[login] = context.storage_state()
            page.goto(path)
        return page


@pytest.fixture
def people(browser: Browser, program: Program) -> Iterator[People]:
    made = People(browser, program)
    yield made
    for context in made.contexts:
        context.close()
    assert made.complaints == []


def state(page: Page) -> Locator:
    return page.locator("#state")


def press(page: Page, word: str, then: str) -> None:
    """A button of a job's page, until the page says what it led to: the page asks again by itself every other second,
    and a click on a page that is just being replaced is nobody's.
    """
    for _ in range(6):
        if state(page).inner_text() == then:
            return
        page.get_by_role("button", name=word).click()
        try:
            expect(state(page)).to_have_text(then, timeout=10_000)
        except AssertionError:
            page.reload()
        else:
            return
    expect(state(page)).to_have_text(then)


def items(database: Database, job: int) -> list[JobItem]:
    with database.session() as session, tenancy.everything(session):
        found = list(session.scalars(select(JobItem).where(JobItem.job_id == job).order_by(JobItem.position)))
        session.expunge_all()
    return found


def held(database: Database, job: int) -> None:
    """Waits for the papers that were in the press when the job was held: they are finished, and no others begun."""
    until = time.monotonic() + 120
    while any(item.state == "claimed" for item in items(database, job)):
        assert time.monotonic() < until
        time.sleep(0.1)


def printed(database: Database, job: int, most: int) -> dict[int, datetime | None]:
    """What is printed once it is at least that many: place and moment of each."""
    until = time.monotonic() + 120
    while True:
        found = {item.position: item.finished_at for item in items(database, job) if item.state == "done"}
        if len(found) >= most:
            return found
        assert time.monotonic() < until, found
        time.sleep(0.1)


def fetches(page: Page, done: list[JobItem], folder: Path) -> None:
    """From a finished job: all papers packed, a single one, and the word that a file is the one printed."""
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载全部（ZIP）").click()
    with zipfile.ZipFile(fetched.value.path()) as packed:
        assert packed.namelist() == [item.file for item in done]
    link = page.locator("tbody tr", has_text=done[0].code).get_by_role("link").get_attribute("href")
    single = page.request.get(link or "")
    assert sha256(single.body()).hexdigest() == done[0].pdf_sha256

    page.goto(f"/verify/?code={done[0].code}")
    expect(page.locator("#verdict")).to_be_visible()
    page.locator("#code").fill(done[0].code)
    page.locator("#file").set_input_files(folder / done[0].file)
    page.get_by_role("button", name="核对").click()
    expect(page.locator("#same")).to_contain_text("文件与打印时逐字节相同")


def test_who_has_no_paper_is_named_with_the_cause(people: People, program: Program) -> None:
    page = people.at("staff", f"/papers/{program.job}")
    expect(state(page)).to_have_text("已完成", timeout=LONG)
    expect(page.locator("#failed tbody tr")).to_have_count(1)
    expect(page.locator("#failed tbody tr")).to_contain_text(f"本期没有被考核对象「{GONE}」")
    page.get_by_role("button", name="重试未打印的").click()
    expect(page.get_by_text("已打印 2 件，1 件未打印")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("row", name=GONE).first).to_be_visible()


def test_a_year_is_ordered_held_killed_and_there_once(people: People, program: Program, database: Database) -> None:
    page = people.at("staff", "/papers/")
    period = page.locator("#period option", has_text="年度").first.get_attribute("value")
    page.goto(f"/papers/new/{period}")
    page.get_by_role("button", name="打印全年材料").dblclick()
    page.wait_for_url(NUMBERED)
    job = int(page.url.rpartition("/")[2])
    assert job == program.job + 1  # the second click of a double click ordered nothing
    progress = page.locator("#progress progress")
    expect(progress).not_to_have_attribute("value", "0", timeout=LONG)
    press(page, "暂停", "已暂停")
    held(database, job)
    page.reload()
    so_far = progress.get_attribute("value")
    page.reload()
    expect(progress).to_have_attribute("value", so_far or "")
    again = people.at("staff", f"/papers/new/{period}")
    again.get_by_role("button", name="打印全年材料").click()
    expect(again.get_by_text(f"同样的打印任务（第 {job} 号）还没有结束")).to_be_visible()

    press(page, "继续", "进行中")
    printed(database, job, int(so_far or 0) + 3)
    program.kill()
    before = printed(database, job, 1)
    program.start()
    page.goto(f"/papers/{job}")
    expect(state(page)).to_have_text("已完成", timeout=LONG)
    expect(page.locator("#failed")).to_have_count(0)

    rows = items(database, job)
    done = [item for item in rows if item.state == "done"]
    assert {item.state for item in rows} == {"done", "empty"}
    assert {item.position: item.finished_at for item in done if item.position in before} == before
    folder = program.folder / "papers" / str(job)
    assert sorted(path.name for path in folder.glob("[!.]*")) == sorted(item.file for item in done)
    assert {item.pdf_sha256 == sha256((folder / item.file).read_bytes()).hexdigest() for item in done} == {True}

    fetches(page, done, folder)
    phone = people.at("staff", f"/papers/{job}", PHONE)
    expect(state(phone)).to_be_visible()
    no_wider(phone, PHONE[0])
    phone.goto(f"/papers/new/{period}")
    expect(phone.get_by_role("button", name="打印全年材料")).to_be_visible()
    no_wider(phone, PHONE[0])


def test_given_up_it_stays_given_up(people: People, database: Database) -> None:
    page = people.at("staff", "/papers/")
    period = page.locator("#period option", has_text="年度").first.get_attribute("value")
    page.goto(f"/papers/new/{period}")
    page.get_by_role("button", name="打印全年材料").click()
    page.wait_for_url(NUMBERED)
    job = int(page.url.rpartition("/")[2])
    press(page, "取消", "已取消")
    expect(page.get_by_role("button", name="重试未打印的")).to_be_visible()
    settled = items(database, job)
    assert "waiting" in {item.state for item in settled}
    page.reload()
    expect(state(page)).to_have_text("已取消")


@pytest.mark.parametrize(("login", "status"), [("judge", 403), ("head", 403), ("above", 404)])
@pytest.mark.parametrize("path", ["", "/1.pdf", "/all.zip"])
def test_papers_of_a_court_are_for_its_own_office(
    people: People, program: Program, login: str, status: int, path: str
) -> None:
    """A judge and a head of division may not; the office of another court finds nothing."""
    page = people.at(login, "/")
    assert page.request.get(f"/papers/{program.job}{path}").status == status
