"""From the draw to the closed card, each step by the one whose it is, at desk and phone width."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod, Case, Court, Person, SchemeVersion
from tests.browser.conftest import DESKTOP, PHONE, PRESS, Visit, no_wider, served
from tests.site import PASSWORD, Site, open_site
from workflow.accounts import NewAccount, create_user
from workflow.calendar import enter_year, today
from workflow.opening import open_period

MEMBERS = ("wei1", "wei2", "wei3")


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own: this year's period of cards, six closed cases of 示一, three members of other teams."""
    with open_site(tmp_path_factory.mktemp("committee")) as site:
        with site.session() as session, tenancy.everything(session):
            court = session.scalars(select(Court).where(Court.name == "示一院")).one()
            judge = session.scalars(select(Person).where(Person.name == "示一", Person.court_id == court.id)).one()
            for number in range(11, 17):
                closed = today() - timedelta(days=number)
                session.add(
                    Case(
                        court_id=court.id, number=f"（{closed.year}）示0101民初{number}号", year=closed.year,
                        type_code="民初", serial=number, filed=date(2020, 1, 1), closed=closed, judge_id=judge.id,
                        cause="买卖合同纠纷",
                    )
                )  # fmt: skip
            for login in MEMBERS:
                create_user(
                    session, None,
                    NewAccount(login, f"示委{login[-1]}", PASSWORD, "committee", court.id, must_change_password=False),
                )  # fmt: skip
            for year in (today().year, today().year + 1):
                enter_year(session, None, court.id, year, [], [], "示例")
            cards = session.get_one(AppraisalPeriod, site.cards)
            version_id, court_id = cards.version_id, court.id
            session.commit()
            tenancy.enter(session, court_id)
            open_period(session, None, session.get_one(SchemeVersion, version_id), court_id, str(today().year))
            session.commit()
        yield site


@pytest.fixture(scope="module")
def address(meeting: Site) -> Iterator[str]:
    """The site of this module on a port of its own."""
    with served(meeting) as base:
        yield base


@pytest.fixture(scope="module")
def states() -> dict[str, object]:
    """Log-ins of this module's site."""
    return {}


def said(page: Page, text: str) -> None:
    expect(page.locator(".message.success").first).to_contain_text(text)


def draw(visit: Visit, title: str, size: tuple[int, int]) -> str:
    page = visit("staff", "/committee/", size)
    page.get_by_role("link", name="抽取案件").click()
    page.get_by_label("名称").fill(title)
    page.get_by_label("结案自").fill((today() - timedelta(days=30)).isoformat())
    page.get_by_label("每名法官至少（件）").fill("2")
    page.get_by_label("随机种子（可不填）").fill(f"种子{title}")
    page.get_by_role("button", name="抽取并分派").click()
    said(page, "已抽取 2 件")
    no_wider(page, size[0])
    page.get_by_role("link", name="重做这次抽取").click()
    expect(page.locator(".message.success")).to_contain_text("与当时完全一致")
    no_wider(page, size[0])
    return page.url.removesuffix("/repeat")


def review_all(visit: Visit, size: tuple[int, int]) -> None:
    """Each member hands in what was drawn for her, a general problem in each case."""
    for login in (*MEMBERS, "committee"):
        page = visit(login, "/committee/", size)
        while page.get_by_role("heading", name="待我评查").count():
            page.locator("section", has_text="待我评查").get_by_role("link").first.click()
            page.get_by_label("总的意见").fill("程序上有疏漏")
            first = page.get_by_role("group", name="问题 1")
            first.get_by_label("问题种类").select_option("程序")
            first.get_by_label("严重程度").select_option("一般")
            first.get_by_label("情况和依据").fill("送达回证没有入卷")
            no_wider(page, size[0])
            page.get_by_role("button", name="提交评查意见").click()
            said(page, "发现问题 1 个")
            page.goto("/committee/")


def vote_all(visit: Visit, size: tuple[int, int]) -> None:
    for login in MEMBERS:
        page = visit(login, "/committee/", size)
        while page.get_by_text("我未投").count():
            page.locator("tr", has_text="我未投").first.get_by_role("link").click()
            page.get_by_role("button", name="是", exact=True).click()
            said(page, "已投票")
            expect(page.get_by_role("button", name="是", exact=True)).to_have_count(0)
            page.goto("/committee/")
    page = visit("staff", "/committee/", size)
    while page.locator("tr", has_text="表决中").count():
        page.locator("tr", has_text="表决中").last.get_by_role("link").click()
        expect(page.get_by_role("button", name="结束并登记结果")).to_be_visible()
        no_wider(page, size[0])
        page.get_by_role("button", name="结束并登记结果").click()
        said(page, "表决已结束")
        page.goto("/committee/")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_two_findings_yellow_red_letter_answer_closed(
    visit: Visit, size: tuple[int, int], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    title = f"抽查{request.node.callspec.id}"
    draw(visit, title, size)
    review_all(visit, size)
    vote_all(visit, size)

    page = visit("person", "/cards/?state=issued", size)
    no_wider(page, size[0])
    expect(page.locator("main")).to_contain_text("红卡（一般问题多次发生）")
    if size == DESKTOP:  # the first two of the year; later ones are all the n-th
        expect(page.locator("main")).to_contain_text("黄卡")
    page.locator("table.list").last.get_by_role("link", name="红卡（一般问题多次发生）").first.click()
    expect(page.get_by_role("button", name="签收")).to_be_visible()
    no_wider(page, size[0])
    card = page.url
    letter = page.context.request.get(f"{card}/letter.pdf", timeout=PRESS)
    assert letter.body().startswith(b"%PDF")
    page.get_by_role("button", name="签收").dblclick()  # sends once
    said(page, "已签收")
    expect(page.locator(".message.error")).to_have_count(0)
    page.get_by_label("整改情况").fill("已补正送达回证并组织团队自查")
    page.get_by_role("button", name="提交整改回复").click()
    said(page, "由评查委员会核查")

    page = visit("wei1", card, size)
    page.get_by_label("核查意见").fill("卷宗已补正")
    no_wider(page, size[0])
    page.get_by_role("button", name="核查合格，办结").click()
    said(page, "已办结")
    expect(page.locator(".life")).to_contain_text("核查合格")

    page = visit("staff", f"/cards/notice/{today().year}", size)
    expect(page.locator("main")).to_contain_text("红卡（一般问题多次发生）")
    no_wider(page, size[0])
    paper = page.context.request.get(page.url + "/notice.pdf", timeout=PRESS)
    assert paper.body().startswith(b"%PDF")
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(page.context.request.get("/cards/ledger.xlsx").body())
    assert file.read_bytes().startswith(b"PK")
