"""异议 in a browser: object, uphold, correct, the new number on the scorecard; object, refuse, review, decided."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from records import tenancy
from records.models import AppraisalPeriod
from tests.browser.conftest import Enter, fits
from tests.site import Site
from workflow.calendar import enter_year, today
from workflow.sealing import publicise


@pytest.fixture(scope="module")
def card(desk: Site) -> str:
    """The scorecard of 甲队 in the closed month, public from today."""
    with desk.session() as session:
        with tenancy.everything(session):
            court = session.get_one(AppraisalPeriod, desk.closed).court_id
            for year in (today().year, today().year + 1):
                enter_year(session, None, court, year, [], [], "示例")
        tenancy.enter(session, court)
        publicise(session, None, session.get_one(AppraisalPeriod, desk.closed))
        session.commit()
    return f"/scorecards/{desk.closed}/甲队"


def object_to(page: Page, card: str, line: str, expects: str) -> str:
    """From the line of the scorecard to the objection: its address."""
    page.goto(card)
    fits(page)
    opened = page.locator(f"details#line-{line}")
    opened.locator("summary").click()
    opened.get_by_role("link", name="提出异议").click()
    fits(page)
    page.get_by_label("我认为应当是").fill(expects)
    page.get_by_label("理由", exact=True).fill("以审批表为准")
    page.get_by_role("button", name="提出异议").click()
    page.wait_for_url(lambda url: url.rsplit("/", 1)[-1].isdecimal())
    expect(page.locator("#state")).to_have_text("待答复")
    fits(page)
    return page.url


def test_upheld_corrected_and_the_new_number_stands_on_the_scorecard(card: str, enter: Enter) -> None:
    judge, staff = enter("person"), enter("staff")
    judge.goto(card)
    expect(judge.locator("#total")).to_contain_text("6.00")
    address = object_to(judge, card, "closed", "第一件应按速裁计")

    staff.goto("/objections/")
    fits(staff)
    staff.get_by_role("link", name="的异议待答复").click()
    staff.get_by_role("link", name="成立，定更正方式").click()
    staff.get_by_label("审理程序").select_option("速裁")
    staff.get_by_label("答复的理由").fill("经查，该案适用速裁程序")
    fits(staff)
    staff.get_by_role("button", name="成立：更正事实").click()
    expect(staff.locator("#state")).to_have_text("成立，待更正")
    staff.get_by_role("link", name="去更正").click()
    staff.get_by_role("button", name="先看变动").click()
    expect(staff.locator("#look")).to_contain_text("甲队")
    fits(staff)
    staff.goto(card)
    expect(staff.locator("#total")).to_contain_text("6.00")  # only looked at
    staff.goto(address)
    staff.get_by_role("link", name="去更正").click()
    staff.get_by_role("button", name="更正并重新公示").dblclick()
    expect(staff.locator(".message.success")).to_contain_text("已更正并重新公示")
    after = staff.locator(".moved tbody tr").first.locator("td").nth(3).inner_text()
    fits(staff)
    assert after != "6.00"

    judge.goto("/")
    judge.goto(card)
    expect(judge.locator("#total")).to_contain_text(after)
    judge.goto(address)
    expect(judge.locator("#state")).to_have_text("成立，已更正")
    expect(judge.locator(".moved")).to_contain_text(after)
    fits(judge)
    judge.get_by_role("link", name="书面答复").click()
    expect(judge.locator(".letter")).to_contain_text("异议成立。经查，该案适用速裁程序")
    fits(judge)


def test_refused_reviewed_by_the_committee_and_final(card: str, enter: Enter) -> None:
    judge, leader, member = enter("person"), enter("leader"), enter("committee")
    judge.goto(card)
    judge.get_by_role("link", name="有漏记的事项").click()
    judge.get_by_label("我认为应当是").fill("漏记一件")
    judge.get_by_label("理由", exact=True).fill("三月十日结案一件")
    judge.get_by_role("button", name="提出异议").click()
    judge.wait_for_url(lambda url: url.rsplit("/", 1)[-1].isdecimal())
    address = judge.url

    leader.goto(address)
    leader.get_by_role("link", name="不成立", exact=True).click()
    leader.get_by_label("答复的理由").fill("该案四月一日归档，计入四月")
    fits(leader)
    leader.get_by_role("button", name="不成立").click()
    expect(leader.locator("#state")).to_have_text("不成立，可申请复核")

    judge.goto(address)
    fits(judge)
    judge.get_by_role("button", name="申请复核").click()
    expect(judge.locator(".message.error")).to_contain_text("请写明为什么不服答复")
    judge.get_by_label("不服答复的理由").fill("以裁判日期为准")
    judge.get_by_role("button", name="申请复核").click()
    expect(judge.locator("#state")).to_have_text("复核中")

    leader.goto(address)
    expect(leader.locator(".message.warning")).to_contain_text("第一次答复由您作出")
    member.goto("/objections/")
    member.get_by_role("link", name="的异议待复核").click()
    member.get_by_role("link", name="不成立", exact=True).click()
    member.get_by_label("答复的理由").fill("经复核，维持")
    member.get_by_role("button", name="不成立").click()
    expect(member.locator("#state")).to_have_text("复核维持，终局")
    judge.goto(address)
    expect(judge.get_by_role("button", name="申请复核")).to_have_count(0)
    judge.get_by_role("link", name="书面答复").click()
    expect(judge.locator(".letter")).to_contain_text("本决定为最终决定")
    fits(judge)
