"""A hand on a slider: the ranking follows, the trial is kept, compared, and handed on as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete

from records import tenancy
from records.models import SchemeVersion, Trial
from tests.browser.conftest import DESKTOP, PHONE, Visit, no_wider
from tests.site import Site

ORDINARY = "案件权重（民事一审，普通）"


@pytest.fixture(autouse=True)
def _none_left(site: Site) -> Iterator[None]:
    """What is kept here is taken away: the site is others' too."""
    yield
    with site.session() as session, tenancy.everything(session):
        session.execute(delete(Trial))
        session.execute(delete(SchemeVersion).where(SchemeVersion.state == "draft"))
        session.commit()


def stands_at(page: Page, points: str) -> None:
    expect(page.locator("#people tr", has_text="甲队").locator("b")).to_have_text(points)


def move(page: Page, knob: str, steps: int) -> None:
    """With the keyboard, as one may."""
    slider = page.get_by_label(knob, exact=True)
    slider.focus()
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_result_follows_the_hand(site: Site, visit: Visit, size: tuple[int, int]) -> None:
    """甲队 has two ordinary civil cases, at 3 each; ten steps of 0.05 up make 7."""
    page = visit("staff", f"/tuning/{site.opened}", size)
    stands_at(page, "6.00")
    move(page, ORDINARY, 10)
    stands_at(page, "7.00")
    expect(page.locator(".knob.moved input[type=text]")).to_have_value("3.50")
    expect(page.locator("#status")).to_have_text("已按现在的设置试算")
    page.wait_for_url(lambda url: f"set.{ORDINARY}=3.50" in unquote(url))
    no_wider(page, size[0])
    page.reload()
    stands_at(page, "7.00")
    page.locator(".knob.moved input[type=text]").fill("50")
    expect(page.locator(".knob.moved .error")).to_contain_text("应在 0.1 至 20 之间")
    page.get_by_role("button", name="全部还原").click()
    stands_at(page, "6.00")
    expect(page.locator(".knob .error:not(:empty)")).to_have_count(0)


def test_knobs_are_found_and_put_on_sliders(site: Site, visit: Visit) -> None:
    page = visit("staff", f"/tuning/{site.opened}")
    page.get_by_text("选择要调的权重和参数").click()
    page.get_by_label("输入名称筛选").fill("发改 重审")
    expect(page.locator(".ticks label:visible")).to_have_count(1)
    page.locator(".ticks label:visible").click()
    page.get_by_role("button", name="放上滑块").click()
    expect(page.get_by_label("发改扣减（发回重审）", exact=True)).to_be_visible()


def kept(page: Page, name: str, points: str) -> None:
    """Save what is on the sliders, once the last move is answered."""
    stands_at(page, points)
    expect(page.locator("#status")).to_have_text("已按现在的设置试算")
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_role("button", name="保存试算").click()
    expect(page.get_by_text(f"已保存试算「{name}」")).to_be_visible()


def test_a_trial_is_saved_as_the_last_move_set_it(site: Site, visit: Visit) -> None:
    """Even where saving is asked for before that move is answered."""
    page = visit("staff", f"/tuning/{site.opened}")
    first: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if first:
            route.continue_()
        else:
            first.append(route)

    page.route("**/outcome", hold_the_first)
    with page.expect_request("**/outcome"):
        move(page, ORDINARY, 10)
    page.get_by_label("名称", exact=True).fill("未等回答")
    page.get_by_role("button", name="保存试算").click()
    expect(page.locator("#status")).to_have_text("正在试算")
    first[0].continue_()
    expect(page.get_by_text("已保存试算「未等回答」")).to_be_visible()
    page.goto("/tuning/")
    page.get_by_role("link", name="未等回答").click()
    expect(page.locator("tr", has_text=ORDINARY).locator("b").first).to_have_text("3.5")


def test_kept_compared_and_handed_on(site: Site, visit: Visit) -> None:
    page = visit("staff", f"/tuning/{site.opened}")
    move(page, ORDINARY, 10)
    kept(page, "上调普通", "7.00")
    page.goto(f"/tuning/{site.opened}")
    move(page, ORDINARY, -20)
    kept(page, "下调普通", "4.00")
    page.goto("/tuning/")
    page.get_by_label("比较 上调普通").check()
    page.get_by_label("比较 下调普通").check()
    page.get_by_role("button", name="比较选中的两个").click()
    expect(page.locator("#people tr", has_text="甲队")).to_contain_text("7.00")
    expect(page.locator("#people tr", has_text="甲队")).to_contain_text("4.00")
    page.get_by_role("link", name="下调普通").click()
    page.get_by_role("button", name="交为办法草稿").click()
    expect(page.get_by_text("试算「下调普通」已交为草稿")).to_be_visible()
    with site.session() as session, tenancy.everything(session):
        drafts = session.query(SchemeVersion).filter_by(state="draft").all()
        assert ["- [民事一审, 普通, 2]" in draft.text for draft in drafts] == [True]
