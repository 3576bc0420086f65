"""Year's end walked by hand: a tie decided, a change with its reason, signed by members, read and answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from sqlalchemy import select

from app import create_app
from records import tenancy
from records.database import open_database
from records.models import User
from tests.browser.conftest import DESKTOP, PHONE, no_wider, served
from tests.migrated import fill
from tests.site import PASSWORD, Site
from tests.workflow.world import build
from tests.workflow.year.world import closed, end
from workflow.passwords import hashed


@pytest.fixture(scope="module")
def address_of_the_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A court whose year is closed, served; everyone may log in."""
    url = f"sqlite:///{tmp_path_factory.mktemp('year') / 'year.sqlite3'}"
    fill(url)
    database = open_database(url)
    with database.session() as session:
        closed(session, end(session, build(session)))
        session.commit()
        with tenancy.everything(session):
            word = hashed(PASSWORD)
            for user in session.scalars(select(User)):
                user.password_hash = word
            session.commit()
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "a key of the tests, long enough to sign with"})
    with served(Site(app, database, url)) as base:
        yield base
    database.close()


class People:
    """Browsers of several people, each logged in once."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.contexts: dict[str, BrowserContext] = {}
        self.complaints: list[str] = []

    def heard(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def at(self, login: str, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        fresh = login not in self.contexts
        if fresh:
            viewport = {"width": size[0], "height": size[1]}
            self.contexts[login] = self.browser.new_context(base_url=self.base, viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]  # a size
        page = self.contexts[login].new_page()
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        if fresh:
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            page.goto(path)
        return page


@pytest.mark.parametrize("size", [DESKTOP], ids=["desk"])
def test_a_list_from_tie_to_opinion(browser: Browser, address_of_the_year: str, size: tuple[int, int]) -> None:
    people = People(browser, address_of_the_year)
    page = people.at("staff", "/year/", size)
    page.get_by_role("row", name="年度等次").get_by_role("button", name="拟定名单").click()
    expect(page.get_by_text("名单已拟定")).to_be_visible()
    for name in ("示m1", "示m2", "示m3", "示m4"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="登记", exact=True).first.click()
    expect(page.get_by_text("示chair（主持）")).to_be_visible()
    here = page.url.replace(people.base, "")

    member = people.at("m1", here)
    member.get_by_role("checkbox", name="示二").check()
    member.get_by_label("理由").first.fill("同分，办案更多")
    member.get_by_role("button", name="决定并列").click()
    expect(member.get_by_text("并列待定")).to_have_count(0)
    member.locator("#person").select_option(label="示十（没有成绩，由人决定）")
    member.locator("#level").select_option(label="称职")
    member.locator("#change-reason").fill("未参加测评，按平时考核")
    member.get_by_role("button", name="调整", exact=True).click()
    expect(member.get_by_text("由「没有成绩，由人决定」调整：未参加测评，按平时考核")).to_be_visible()

    page.goto(here)
    page.get_by_role("button", name="提交签署").click()
    expect(page.locator("#state")).to_have_text("签署中")
    for login in ("m1", "m2", "chair"):
        signing = people.at(login, here)
        signing.get_by_role("button", name="签署", exact=True).click()
        expect(signing.get_by_role("button", name="签署", exact=True)).to_have_count(0)
        expect(signing.get_by_text("已签").first).to_be_visible()
    page.goto(here)
    expect(page.locator("#state")).to_have_text("已签署")

    person = people.at("p2", "/", PHONE)
    person.get_by_role("link", name="阅读「年度等次 2020」等次通知，签署意见").click()
    expect(person.get_by_text("优秀").first).to_be_visible()
    no_wider(person, PHONE[0])
    person.get_by_role("button", name="签署意见").click()
    expect(person.get_by_text("请选择")).to_be_visible()
    person.get_by_label("有不同意见").check()
    person.get_by_label("意见", exact=True).fill("希望说明与示三的区别")
    person.get_by_role("button", name="签署意见").click()
    expect(person.locator("#opinion")).to_contain_text("希望说明与示三的区别")
    page.goto(here)
    expect(page.get_by_text("有不同意见：希望说明与示三的区别")).to_be_visible()
    assert people.complaints == []
