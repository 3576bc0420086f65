"""Points applied for in a browser: a file attached, three people confirm (one changes, one sends back first), and the
point stands on the scorecard.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.applicants import PDF, employ
from tests.browser.conftest import PHONE, Enter, fits
from tests.site import Site


@pytest.fixture(autouse=True)
def _office(desk: Site) -> None:
    employ(desk)


def the_first_waiting(page: Page) -> None:
    """From the to-do list at home to the application."""
    page.goto("/")
    page.get_by_role("link", name="示二的「申请加分」申请等您办理").first.click()


def test_from_the_application_to_the_point(enter: Enter, desk: Site, tmp_path: Path) -> None:  # noqa: PLR0915 - one long walk
    proof = tmp_path / "工作记录.pdf"
    proof.write_bytes(PDF)
    assistant = enter("assistant")
    assistant.get_by_role("link", name="申请加减").first.click()
    assistant.get_by_role("link", name="提出申请").first.click()
    assistant.locator(f"a[href='/applications/new/{desk.opened}/applied_plus']").click()
    expect(assistant.get_by_label("币值")).to_be_visible()
    fits(assistant)

    # a mistake is said beside its field, and the file that came with it is not lost
    assistant.get_by_label("日期").fill("2020-04-02")
    assistant.get_by_label("币值").fill("两个")
    assistant.get_by_label("事由").fill("演示：协助集中送达")
    assistant.get_by_label("情况说明").fill("演示：连续三天，送达四十户")
    assistant.get_by_label("附件").set_input_files(proof)
    assistant.get_by_role("button", name="提出申请").click()
    expect(assistant.locator(".field .error")).to_contain_text("不是数")
    expect(assistant.locator(".files")).to_contain_text("工作记录.pdf")
    assistant.get_by_label("币值").fill("2")
    assistant.get_by_role("button", name="提出申请").click()
    expect(assistant.locator(".message.success")).to_contain_text("法官确认")
    address = assistant.url
    fits(assistant)

    # the judge looks at the file and changes the amount, with the reason
    judge = enter("person")
    judge.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    the_first_waiting(judge)
    expect(judge).to_have_url(address)
    with judge.expect_download() as loading:
        judge.get_by_role("link", name="工作记录.pdf").click()
    assert loading.value.suggested_filename == "工作记录.pdf"
    assert loading.value.path().read_bytes() == PDF
    judge.get_by_text("要改动内容再确认").click()
    judge.get_by_label("币值").fill("1.5")
    judge.get_by_role("button", name="修改后确认").click()
    expect(judge.locator(".message.error")).to_contain_text("请写明理由")
    judge.get_by_label("币值").fill("1.5")
    judge.get_by_label("意见").fill("按天数折算")
    judge.get_by_role("button", name="修改后确认").click()
    expect(judge.locator(".message.success")).to_contain_text("已修改并确认")
    expect(judge.locator("#decide")).to_have_count(0)
    fits(judge)

    # the head sends it back; the applicant mends it; it goes its way again
    head = enter("head")
    the_first_waiting(head)
    head.get_by_label("意见").fill("请写明送达日期")
    head.get_by_role("button", name="退回补正").click()
    expect(head.locator(".message.success")).to_contain_text("已退回")
    assistant.goto(address)
    assistant.get_by_role("link", name="补正后重新提出").click()
    expect(assistant.locator(".message.warning")).to_contain_text("请写明送达日期")
    fits(assistant)
    expect(assistant.get_by_label("币值")).to_have_value("1.5")
    assistant.get_by_label("情况说明").fill("演示：4 月 2 日至 4 日，送达四十户")
    assistant.get_by_role("button", name="重新提出").click()
    expect(assistant.locator(".message.success")).to_contain_text("已重新提出")
    expect(assistant.get_by_role("link", name="工作记录.pdf")).to_be_visible()

    leader = enter("leader")
    for page, words in ((judge, "已确认"), (head, "已确认"), (leader, "已记到记分卡上")):
        the_first_waiting(page)
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.locator(".message.success")).to_contain_text(words)

    # the way that it went, and the line on the scorecard
    assistant.goto(address)
    expect(assistant.locator(".timeline li")).to_have_count(7)
    expect(assistant.locator(".timeline")).to_contain_text("按天数折算")
    expect(assistant.locator(".worth")).to_contain_text("+1.50")
    assistant.get_by_role("link", name=re.compile("甲队的记分卡")).click()
    line = assistant.locator("#line-applied_plus")
    expect(line).to_contain_text("1.50")
    if not line.evaluate("line => line.open"):
        line.locator("summary").click()
    expect(line).to_contain_text("2020-04-02")
    line.get_by_role("link", name="查看").first.click()
    assistant.wait_for_url(lambda url: url.partition("#")[0] == address)


def test_the_keyboard_alone_applies(enter: Enter, desk: Site) -> None:
    page = enter("clerk")
    page.goto(f"/applications/new/{desk.opened}/applied_plus")
    page.get_by_label("日期").focus()
    page.get_by_label("日期").fill("2020-04-03")
    page.get_by_label("币值").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("演示事由")
    page.keyboard.press("Tab")
    page.keyboard.type("演示说明")
    page.get_by_label("币值").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message.success")).to_contain_text("已提出")
    page.get_by_role("button", name="撤回申请").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message.success")).to_contain_text("已撤回")


def test_what_is_typed_survives_leaving_the_page(enter: Enter, desk: Site) -> None:
    page = enter("assistant")
    page.goto(f"/applications/new/{desk.opened}/applied_minus")
    page.get_by_label("事由").fill("写到一半")
    page.goto("/applications/")
    page.go_back()
    expect(page.get_by_label("事由")).to_have_value("写到一半")


@pytest.mark.parametrize("login", ["assistant", "head", "staff"])
def test_no_page_is_wider_than_its_window(enter: Enter, login: str) -> None:
    page = enter(login)
    paths = ["/applications/", "/applications/new", "/applications/deputies"]
    for path in [*paths, *(["/applications/leaders"] if login == "staff" else [])]:
        page.goto(path)
        fits(page)
