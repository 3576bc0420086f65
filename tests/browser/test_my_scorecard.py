"""My scorecard, and the overviews, as those who read them: at a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit, no_wider
from tests.site import CASE, Site

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])


@SIZES
def test_a_judge_goes_from_her_card_to_what_another_case_would_bring(
    visit: Visit, site: Site, size: tuple[int, int]
) -> None:
    page = visit("person", "/scorecards/mine", size)
    expect(page.locator("h1")).to_have_text("我的记分卡")
    box = page.locator("section.card", has_text="沭法币积分办法")
    expect(box).to_contain_text("我的分配")
    expect(box.locator("table")).to_contain_text("2020 年 3 月")
    no_wider(page, size[0])
    box.get_by_role("link", name="打开记分卡").click()
    expect(page.locator("#total")).to_contain_text("6.00")
    expect(page.locator("#share")).to_be_visible()
    expect(page.locator("main")).to_contain_text("不显示均值、中位和分布")  # two teams are too few

    quick = page.locator("#line-quick")
    quick.locator("summary").click()
    expect(quick).to_contain_text("为什么没有得分")
    expect(quick).to_contain_text("要求审理天数不超过 「快审天数」，即 30 天；这一件的审理天数为 100 天")
    page.locator("#line-office_done summary").click()
    expect(page.locator("#line-office_done")).to_contain_text("只适用于类别为综合部门的对象；本对象的类别为审判团队")
    expect(page.locator("#line-office_done .points")).to_have_text("—")

    quick.get_by_role("link", name="再来一件会怎样").click()
    expect(page.locator("#brings")).to_contain_text("审结案件")
    expect(page.locator("#brings")).to_contain_text("+3.00")
    page.get_by_label("审理天数").fill("20")
    page.get_by_label("审理程序").select_option("简易")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="看会怎样").click()
    expect(page.locator("#brings")).to_contain_text("快审快结")
    expect(page.locator("#brings")).to_contain_text("+0.10")
    total = page.locator("#moved tr", has_text="总分")
    expect(total).to_contain_text("6.00")
    expect(total).to_contain_text("7.60")
    expect(page.locator("#moved")).to_contain_text("我的分配")
    no_wider(page, size[0])
    page.get_by_label("审理天数").fill("许多")
    page.get_by_role("button", name="看会怎样").click()
    expect(page.locator("#case .error")).to_contain_text("许多")
    expect(page.get_by_label("审理天数")).to_have_value("许多")


@SIZES
def test_fact_by_fact(visit: Visit, site: Site, size: tuple[int, int]) -> None:
    page = visit("person", f"/scorecards/{site.closed}/甲队/facts?kind=结案", size)
    expect(page.locator("details.fact")).to_have_count(2)
    page.get_by_label("只看我承办的").check()
    page.get_by_role("button", name="筛选").click()
    fact = page.locator("details.fact")
    expect(fact).to_have_count(1)
    expect(fact).to_contain_text(CASE)
    expect(fact).to_contain_text("+3.00")
    expect(fact).to_contain_text("这一件的结案方式为判决")
    no_wider(page, size[0])


@SIZES
@pytest.mark.parametrize("role", ["head", "leader", "supervisor"])
def test_who_looks_after_others_sees_them_over_time(visit: Visit, role: str, size: tuple[int, int]) -> None:
    page = visit(role, "/overviews/", size)
    court = page.get_by_label("法院和考核办法")
    if role == "supervisor":
        court.select_option(label="示一院 · 沭法币积分办法")
    page.get_by_label("层次").select_option(label="团队")
    page.get_by_role("button", name="看", exact=True).click()
    rows = page.locator("#units tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("甲队")
    expect(rows.first).to_contain_text("6.00")
    everyone = page.locator("#units tfoot tr").first
    expect(everyone).to_contain_text("—" if role == "head" else "4.50")  # of two teams a head learns no mean
    no_wider(page, size[0])
    for name, words in (("发卡统计", "民一庭"), ("逾期", "逾期未办的事"), ("谁在等谁", "待办的事")):
        here = page.url
        page.get_by_role("navigation", name="总览").get_by_role("link", name=name).click()
        expect(page).not_to_have_url(here)
        expect(page.locator("main")).to_contain_text(words)
        no_wider(page, size[0])
    courts = page.get_by_role("navigation", name="总览").get_by_role("link", name="各院")
    if role == "head":
        expect(courts).to_have_count(0)
        return
    courts.click()
    expect(page.locator("section.court", has_text="示一院")).to_contain_text("案件质量红黄卡")
    expect(page.locator("section.court", has_text="示二院")).to_have_count(1 if role == "supervisor" else 0)


def test_a_higher_court_goes_down_to_one_of_its_courts(visit: Visit) -> None:
    page = visit("supervisor", "/overviews/courts")
    page.locator("section.court", has_text="示二院").get_by_role("link", name="沭法币积分办法").click()
    expect(page.locator("#units")).to_contain_text("民一庭")
    page.get_by_role("link", name="看本期全部记分卡").click()
    page.get_by_role("link", name="丙队").click()
    expect(page.locator("#total")).to_contain_text("3.00")
