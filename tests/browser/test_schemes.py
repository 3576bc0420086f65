"""A weight changed in a grid, a check that fails and is mended, a second person's approval, a comparison: by mouse and
keyboard, as two people do it.
"""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Enter, fits
from tests.site import Site

ORDINARY = "案件权重（民事一审，普通）"
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


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
    expect(staff.locator(".message.success")).to_have_text("已保存。")
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


def test_from_the_slider_to_a_published_version(desk: Site, enter: Enter) -> None:
    """A hand on the slider, the ranking seen, the trial handed on; a check fails, is mended; another person's yes."""
    staff = enter("staff")
    staff.goto(f"/tuning/{desk.closed}")
    total = staff.locator("#people tr", has_text="甲队").locator("b")
    expect(total).to_have_text("6.00")
    staff.get_by_label(ORDINARY, exact=True).focus()
    for _ in range(10):
        staff.keyboard.press("ArrowRight")
    expect(total).to_have_text("7.00")
    expect(staff.locator("#status")).to_have_text("已按现在的设置试算")
    staff.locator("#save [name=name]").fill("上调普通")
    staff.get_by_role("button", name="保存试算").click()
    staff.get_by_role("button", name="交为办法草稿").click()
    staff.get_by_text("试算「上调普通」已交为草稿").wait_for()
    draft = staff.url

    staff.goto(f"{draft}/items/overdue")
    staff.locator("textarea[name=points]").fill("−超审限每日扣减 × 超期天")
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator(".message.success")).to_have_text("已保存。")
    staff.get_by_role("link", name="检查与送批").click()
    expect(staff.get_by_role("button", name="送批")).to_be_disabled()
    staff.get_by_role("link", name="计分项 超审限").click()
    staff.locator("textarea[name=points]").fill("−超审限每日扣减 × 超期天数")
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator(".message.success")).to_have_text("已保存。")
    expect(staff.locator(".form > .error")).to_have_count(0)
    staff.goto(f"{draft}/check?period={desk.closed}")
    expect(staff.locator(".spread")).to_contain_text("有变化")
    fits(staff)
    staff.get_by_role("button", name="送批").click()
    expect(staff.locator(".message.success")).to_contain_text("等待另一个人批准")

    leader = enter("leader")
    leader.goto(f"{draft}/check")
    leader.get_by_role("button", name="批准").click()
    leader.get_by_label("施行日期").fill("2026-02-01")
    leader.get_by_role("button", name="发布").click()
    expect(leader.locator(".message.success")).to_contain_text("自 2026-02-01 起施行")
    leader.locator(".contents").get_by_role("link", name="第 1.0 版").click()
    expect(leader.locator("main")).to_contain_text(f"{ORDINARY}由 3 改为 3.5")


def test_a_rule_from_nothing(desk: Site, enter: Enter) -> None:
    """The fields of a kind of fact are there as soon as it is chosen; a name that is changed is followed."""
    staff = enter("staff")
    staff.goto(f"/schemes/{desk.version}")
    staff.get_by_role("button", name="据此起草新版").click()
    staff.wait_for_url("**/draft")
    draft = staff.url
    staff.goto(f"{draft}/add/items")
    expect(staff.locator("[name='when-where-field']")).to_have_count(0)
    for name, typed in (("id", "night"), ("title", "超期重罚"), ("when-fact", "超审限"), ("basis", "某条")):
        staff.locator(f"[name='{name}']").fill(typed)
    staff.locator("[name=points]").focus()
    rows = staff.locator("[data-condition] [data-row]")
    rows.first.locator("select").first.select_option("超期天数")
    rows.first.locator("select").nth(1).select_option(">")
    rows.first.locator("input").fill("30")
    expect(staff.locator("textarea[name='when-where']")).to_have_value("超期天数 > 30")
    expect(staff.locator("[name=title]")).to_have_value("超期重罚")
    staff.locator("[name=points]").fill("−2")
    fits(staff)
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator(".message.success")).to_be_visible()
    expect(staff.locator(".beside")).to_contain_text("超期天数超过 30 天")

    staff.goto(f"{draft}/facts/超审限")
    staff.locator("[name='fields-0-name']").fill("迟延天数")
    staff.get_by_role("button", name="保存").click()
    expect(staff.locator(".message.success")).to_have_text("已保存。")
    staff.goto(f"{draft}/items/night")
    expect(staff.locator("textarea[name='when-where']")).to_have_value("迟延天数 > 30")


def test_what_was_saved_does_not_come_back(desk: Site, enter: Enter) -> None:
    """Unsaved typing is kept for the text that it was typed over; saved, it is gone, even when that text returns."""
    staff = enter("staff")
    staff.goto(f"/schemes/{desk.version}")
    staff.get_by_role("button", name="据此起草新版").click()
    staff.wait_for_url("**/draft")
    form = f"{staff.url}/parameters/快审天数"
    for value in ("20", "30"):
        staff.goto(form)
        staff.locator("[name=value]").fill(value)
        staff.get_by_role("button", name="保存").click()
        expect(staff.locator(".message.success")).to_be_visible()
    staff.goto(form)
    expect(staff.locator("[name=value]")).to_have_value("30")
    expect(staff.get_by_text("已恢复上次没有保存的内容")).to_have_count(0)


def test_a_form_without_script(desk: Site, enter: Enter, browser: Browser, base: str) -> None:
    """The same by a round trip: a button lists the fields, nothing is saved by it, and Enter still saves."""
    kept = enter("staff").context.storage_state()
    plain = browser.new_context(base_url=base, java_script_enabled=False, storage_state=kept, locale="zh-CN")
    page = plain.new_page()
    page.goto(f"/schemes/{desk.version}")
    page.get_by_role("button", name="据此起草新版").click()
    page.wait_for_url("**/draft")
    draft = page.url
    page.goto(f"{draft}/add/items")
    for name, typed in (
        ("id", "late"),
        ("title", "迟延"),
        ("when-fact", "超审限"),
        ("points", "−1"),
        ("basis", "某条"),
    ):
        page.locator(f"[name='{name}']").fill(typed)
    page.get_by_role("button", name="列出它的字段").click()
    page.locator("[name='when-where-field']").first.select_option("超期天数")
    expect(page.locator(".message.success")).to_have_count(0)
    expect(page.locator("[name=title]")).to_have_value("迟延")
    page.locator("[name='when-where-op']").first.select_option(">")
    page.locator("[name='when-where-value']").first.fill("9")
    page.locator("[name=title]").press("Enter")
    expect(page.locator(".message.success")).to_have_text("已保存。")
    expect(page.locator("textarea[name='when-where']")).to_have_value("超期天数 > 9")
    plain.close()
