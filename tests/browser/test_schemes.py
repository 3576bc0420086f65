"""A weight changed in a grid, a check that fails and is mended, a second person's approval, a comparison: by mouse and
keyboard, as two people do it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waitress.server import create_server

from tests.site import PASSWORD, Site

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""
Enter = Callable[[str], Page]


@pytest.fixture(scope="module")
def base(desk: Site) -> Iterator[str]:
    """A site that these tests may write on."""
    server = create_server(
        desk.app, host="127.0.0.1", port=0, threads=4, ident=None, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture
def enter(base: str, browser: Browser) -> Iterator[Enter]:
    """Logs somebody in; at the end no page may have complained of its scripts or its content policy."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(login: str) -> Page:
        context = browser.new_context(base_url=base, viewport={"width": 1366, "height": 768}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def test_from_a_cell_to_a_published_version(desk: Site, enter: Enter) -> None:  # noqa: PLR0915 - one long walk
    staff = enter("staff")
    staff.goto(f"/schemes/{desk.version}")
    staff.get_by_role("button", name="据此起草新版").click()
    staff.wait_for_url("**/draft")
    draft = staff.url

    # a block from a spreadsheet, and a cell that is no number
    staff.goto(f"{draft}/tables/案件权重")
    staff.locator("[data-grid] [name=rows]").first.focus()
    staff.evaluate(PASTE, "民事一审\t速裁\t1\n民事一审\t简易\t1.75\n民事一审\t普通\t三\n")
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator(".message.success")).to_have_text("已保存。")
    expect(staff.locator(".form > .error").first).to_contain_text("三")

    # the check fails, leads to the part, and the draft cannot be handed in
    staff.get_by_role("link", name="检查与送批").click()
    expect(staff.get_by_role("button", name="送批")).to_be_disabled()
    staff.get_by_role("link", name="权重表 案件权重").click()
    staff.locator("[data-row]").nth(2).locator("input").nth(2).fill("4")
    staff.keyboard.press("Enter")
    expect(staff.locator(".form > .error")).to_have_count(0)

    # a formula is checked and tried while it is typed; what was typed survives leaving the page
    staff.goto(f"{draft}/items/overdue")
    formula = staff.locator("textarea[name=points]")
    formula.fill("−（超审限扣减 + 超审限每日扣减 × 超期天）")
    expect(staff.locator(".said .error")).to_contain_text("是否为「超期天数」")
    formula.fill("")
    formula.press_sequentially("−超审限每")
    staff.locator(".suggestions li").first.wait_for()
    formula.press("ArrowDown")
    formula.press("Enter")
    formula.press_sequentially(" × 超期天数")
    formula.press("Escape")
    staff.locator(".trial input").first.fill("9")
    expect(staff.locator(".said .numbers")).to_have_text("得 −0.05 × 9 = −0.45")
    staff.goto(draft)
    staff.go_back()
    expect(formula).to_have_value("−超审限每日扣减 × 超期天数")
    staff.get_by_role("button", name="放弃这些内容").click()
    expect(formula).to_have_value("−（超审限扣减 + 超审限每日扣减 × 超期天数）")

    # who moves in a real month; then the second person
    staff.goto(f"{draft}/check")
    staff.get_by_label("用哪个周期的数据试算").select_option(str(desk.closed))
    staff.get_by_role("button", name="试算").click()
    expect(staff.locator(".spread")).to_contain_text("有变化 2 个，共 2 个")
    staff.get_by_role("button", name="送批").click()
    expect(staff.locator(".message.success")).to_contain_text("等待另一个人批准")
    expect(staff.get_by_role("button", name="批准")).to_have_count(0)

    leader = enter("leader")
    leader.goto(f"{draft}/check")
    leader.get_by_role("button", name="批准").click()
    leader.get_by_label("施行日期").fill("2026-01-01")
    leader.get_by_role("button", name="发布").click()
    expect(leader.locator(".message.success")).to_contain_text("自 2026-01-01 起施行")
    leader.locator(".contents").get_by_role("link", name="第 1.0 版").click()
    expect(leader.locator(".changes")).to_contain_text(["施行日期"])
    expect(leader.locator("main")).to_contain_text("案件权重（民事一审，普通）由 3 改为 4")
