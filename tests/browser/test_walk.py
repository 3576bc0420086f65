"""The main job in a browser: from the total to the case, for staff, a judge, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, PRESS, Visit
from tests.site import CASE, Site


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_one_point_is_followed_from_total_to_case(visit: Visit) -> None:
    page = visit("staff")
    expect(page.locator("h1")).to_have_text("示一院")
    page.locator("a.standing", has_text="2020 年 3 月").click()
    expect(page.locator("#standing")).to_contain_text("甲队")
    page.get_by_role("link", name="甲队").click()
    expect(page.locator("#total")).to_contain_text("6.00")
    line = page.locator("details.line").filter(has_text=CASE).first
    expect(line.get_by_role("link", name=CASE).first).to_be_hidden()
    line.locator("summary").click()
    expect(line.locator(".reckon")).to_be_visible()
    expect(line).to_contain_text("依据")
    expect(line).to_contain_text("2020-03-05")
    row = line.locator("tr").filter(has_text=CASE).first
    row.get_by_role("link", name=CASE).click()
    expect(page.locator("dl.facts")).to_contain_text("民事一审")
    expect(page.locator("dl.facts")).to_contain_text(CASE)
    page.go_back()
    expect(page.locator("#total")).to_contain_text("6.00")


def test_the_formula_is_shown_with_its_numbers(visit: Visit, site: Site) -> None:
    page = visit("staff", f"/scorecards/{site.closed}/甲队")
    total = page.locator("#line-total")
    total.locator("summary").click()
    expect(total.locator(".numbers")).to_contain_text("6 + 0 + 0 + 0 + 0 + 0 = 6")
    line = page.locator("details.line:not(#line-total)").filter(has_text=CASE).first
    line.locator("summary").click()
    inside = line.locator(".inside")
    for words in (
        "案件权重（案件类型，审理程序）",
        "民事一审，普通",
        "每件 3；× 2 件 = 6",
        "案件权重（民事一审，普通）",
    ):
        expect(inside).to_contain_text(words)


def test_a_judge_sees_the_own_team_and_no_other(visit: Visit, site: Site) -> None:
    page = visit("person", f"/scorecards/{site.closed}")
    expect(page.locator("#standing tbody tr")).to_have_count(1)
    expect(page.locator("#standing")).to_contain_text("甲队")
    expect(page.locator("#standing")).not_to_contain_text("乙队")
    page.get_by_role("link", name="甲队").click()
    page.locator("details.line").filter(has_text=CASE).first.locator("summary").click()
    expect(page.get_by_text(CASE).first).to_be_visible()
    expect(page.get_by_role("link", name=CASE)).to_have_count(0)
    expect(page.get_by_role("navigation", name="主菜单")).not_to_contain_text("台账")


def test_the_keyboard_opens_a_line(visit: Visit, site: Site) -> None:
    page = visit("staff", f"/scorecards/{site.closed}/甲队")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    line = page.locator("details.line:focus-within")
    expect(line).to_have_count(1)
    page.keyboard.press("Enter")
    expect(line.locator(".inside")).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_first_tab_leads_past_the_rail(visit: Visit) -> None:
    page = visit("staff")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"


def test_the_menu_of_a_phone(visit: Visit) -> None:
    page = visit("staff", "/", PHONE)
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).to_be_hidden()
    page.get_by_text("菜单", exact=True).click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="记分卡").click()
    expect(page.locator("h1")).to_have_text("记分卡")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()


def test_log_out_and_back_to_where_one_was(visit: Visit) -> None:
    page = visit("leaving", "/scorecards/")
    expect(page.locator("h1")).to_have_text("记分卡")  # the door led back to where one wanted to go
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("登录名")).to_be_focused()
    page.go_back()
    page.reload()
    expect(page.get_by_label("登录名")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_page_is_wider_than_its_window(visit: Visit, site: Site, size: tuple[int, int]) -> None:
    """Every page that the rail and the scorecards lead to, the lines all open."""
    page = visit("leader", "/", size)
    paths: list[str] = page.eval_on_selector_all("nav[aria-label] a", "links => links.map(a => a.getAttribute('href'))")
    paths += [
        f"/scorecards/{site.closed}",
        f"/scorecards/{site.closed}/甲队",
        f"/scorecards/{site.cards}/示一",
        "/password",
    ]
    paths += [f"/workbench/{name}/details/?id={site.own[name]}" for name in ("facts", "ledger", "schemes", "audit")]
    wide = {}
    for path in dict.fromkeys(paths):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        if over := overflow(page):
            wide[path] = over
    assert wide == {}
    assert len(paths) > 12


def test_the_paper_comes_from_its_button(visit: Visit, site: Site) -> None:
    page = visit("staff", f"/scorecards/{site.closed}/甲队")
    href = page.get_by_role("link", name="打印 PDF").get_attribute("href")
    assert href is not None
    answer = page.request.get(href, timeout=PRESS)
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")
