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
from tests.browser.conftest import DESKTOP, PHONE, fits, no_wider, served
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


def status(page: Page, path: str) -> int:
    """What somebody gets for an address, without looking at it: a refusal is a complaint of the console."""
    return page.request.get(path).status


def test_a_summary_and_the_leader_s_comment(browser: Browser, address_of_the_year: str) -> None:
    people = People(browser, address_of_the_year)
    own = people.at("p2", "/year/mine", PHONE)
    own.get_by_role("link", name="年度办法 · 2020").click()
    own.get_by_role("button", name="提交", exact=True).click()
    expect(own.get_by_text("请填写个人总结")).to_be_visible()
    fits(own)
    own.locator("#text").evaluate("box => box.removeAttribute('maxlength')")
    own.locator("#text").fill("长" * 2001)
    own.get_by_role("button", name="提交", exact=True).click()
    expect(own.get_by_text("个人总结最多 2000 字，现在 2001 字")).to_be_visible()
    expect(own.locator("#text")).to_have_value("长" * 2001)
    own.locator("#text").fill("一稿")
    own.get_by_role("button", name="保存").dblclick()
    expect(own.get_by_text("已保存，还没有提交。")).to_be_visible()
    own.locator("#text").fill("定稿" * 700)
    own.get_by_role("button", name="提交", exact=True).dblclick()
    expect(own.get_by_text("个人总结已提交。")).to_be_visible()
    expect(own.get_by_role("row")).to_have_count(3)  # a head and two versions: each double click saved once
    expect(own.locator("#text")).to_have_count(0)
    fits(own)
    here = own.url.replace(people.base, "")

    chair = people.at("chair", here.replace("summary", "comments"))
    fits(chair)
    chair.get_by_role("row", name="示二").get_by_role("link").first.click()
    expect(chair.get_by_text("定稿定稿").first).to_be_visible()
    chair.get_by_role("button", name="签署评语").click()
    expect(chair.get_by_text("请填写评语")).to_be_visible()
    expect(chair.get_by_text("请从办法的等次中选择建议等次")).to_be_visible()
    fits(chair)
    commented = chair.url.replace(people.base, "")
    chair.locator("#text").fill("踏实肯干")
    chair.locator("#level").select_option(label="优秀")
    chair.get_by_role("button", name="签署评语").dblclick()
    expect(chair.get_by_text("评语已签署。")).to_be_visible()
    expect(chair.get_by_role("row", name="示二")).to_contain_text("优秀")
    fits(chair)
    # the wrong person: no leader; nobody's form; a leader's page of oneself
    staff = people.at("staff", "/year/")
    expect(staff.get_by_role("row", name="年度等次")).to_be_visible()
    assert (status(staff, here), status(staff, commented), status(own, commented)) == (404, 403, 403)
    assert people.complaints == []


def decided(member: Page) -> None:
    """A member decides the tie and one grade; too many for the places is refused, and what was typed is kept."""
    fits(member)
    for name in ("示二", "示三"):
        member.get_by_role("checkbox", name=name).check()
    member.get_by_label("理由").first.fill("两人都要")
    member.get_by_role("button", name="决定并列").click()
    expect(member.get_by_text("只余 1 个名额，选了 2 人")).to_be_visible()
    member.get_by_role("checkbox", name="示二").check()
    member.get_by_label("理由").first.fill("同分，办案更多")
    member.get_by_role("button", name="决定并列").dblclick()
    expect(member.get_by_text("并列待定")).to_have_count(0)
    expect(member.get_by_text("已办。")).to_be_visible()  # once: a second decision would have been refused
    member.locator("#person").select_option(label="示三（称职）")
    member.locator("#level").select_option(label="优秀")
    member.locator("#change-reason").fill("也很好")
    member.get_by_role("button", name="调整", exact=True).click()
    expect(member.get_by_text("有 2 个名额，已列 3 人")).to_be_visible()
    expect(member.locator("#change-reason")).to_have_value("也很好")
    fits(member)
    member.locator("#person").select_option(label="示十（没有成绩，由人决定）")
    member.locator("#level").select_option(label="称职")
    member.locator("#change-reason").fill("未参加测评，按平时考核")
    member.get_by_role("button", name="调整", exact=True).click()
    expect(member.get_by_text("由「没有成绩，由人决定」调整：未参加测评，按平时考核")).to_be_visible()


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
    fits(page)

    decided(people.at("m1", here))

    page.goto(here)
    page.get_by_role("button", name="提交签署").click()
    expect(page.locator("#state")).to_have_text("签署中")
    for login in ("m1", "m2", "chair"):
        signing = people.at(login, here)
        signing.get_by_role("button", name="签署", exact=True).dblclick()
        expect(signing.get_by_role("button", name="签署", exact=True)).to_have_count(0)
        expect(signing.get_by_text("已签").first).to_be_visible()
        fits(signing)
    page.goto(here)
    expect(page.locator("#state")).to_have_text("已签署")
    fits(page)
    stranger = people.at("p3", "/")
    expect(stranger.get_by_role("navigation").first).to_be_visible()
    assert status(stranger, here) == 404

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
