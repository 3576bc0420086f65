"""A period in the browser: a workbook with mistakes, mended, imported, taken back; and the way from opening to seal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod
from tests.browser.conftest import Enter, fits
from tests.site import Site
from workflow.calendar import enter_year, today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ("事实", "日期", "团队", "干警", "案号", "编号", "案件类型", "审理程序", "结案方式", "审理天数", "立案日期")
LONG = 120_000  # an import runs in the background


@pytest.fixture(scope="module", autouse=True)
def _calendar(desk: Site) -> None:
    """The years of the publicity are known, as they are once the office has entered them."""
    with desk.session() as session, tenancy.everything(session):
        court = session.scalars(select(AppraisalPeriod.court_id).where(AppraisalPeriod.id == desk.opened)).one()
        for year in (today().year, today().year + 1):
            enter_year(session, None, court, year, [], [], "示例")
        session.commit()


def row(number: int, day: str = "2020-04-01", ending: str = "判决", days: str = "100") -> tuple[str, ...]:
    case = f"（2020）鲁1329民初{number}号"
    return ("结案", day, "甲队", "示一", case, f"X{number}", "民事一审", "普通", ending, days, "2020-01-01")


def send(page: Page, desk: Site, rows: Sequence[tuple[str, ...]]) -> None:
    """Upload a workbook; the page then waits for the check by itself."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "四月"
    for line in (HEAD, *rows):
        sheet.append(line)
    file = BytesIO()
    book.save(file)
    page.goto("/intake/")
    page.locator("select[name=version]").select_option(str(desk.version))
    page.locator("input[type=file]").set_input_files({"name": "四月.xlsx", "mimeType": XLSX, "buffer": file.getvalue()})
    page.get_by_role("button", name="检查并预览").click()
    expect(page.locator("#outcome")).to_be_visible(timeout=LONG)


def total(page: Page, desk: Site) -> str:
    page.goto(f"/scorecards/{desk.opened}/甲队")
    return page.locator("#total").inner_text()


def test_three_wrong_rows_are_mended_imported_and_taken_back(desk: Site, enter: Enter) -> None:
    staff = enter("staff")
    before = total(staff, desk)
    wrong = [row(1, days="百"), row(2, day="2020-04-31"), row(3), row(4, ending="调节")]
    send(staff, desk, wrong)
    expect(staff.locator("#outcome")).to_have_text("没有导入，数据未改动。请按下表改好文件后重新上传。")
    expect(staff.locator("table.list tbody tr")).to_have_count(3)
    said = [line.locator("td").all_inner_texts() for line in staff.locator("table.list tbody tr").all()]
    assert {(cells[0], cells[1]) for cells in said} == {("四月.xlsx", "四月")}
    assert [tuple(cells[2:4]) for cells in said] == [("2", "审理天数"), ("3", "日期"), ("5", "结案方式")]
    assert ["「百」不是数" in said[0][4], "2020-04-31" in said[1][4], "是否为「调解」" in said[2][4]] == [True] * 3
    fits(staff)

    send(staff, desk, [row(1), row(2), row(3), row(4, ending="调解")])
    expect(staff.locator("#outcome")).to_contain_text("检查通过，还没有写入。写入后：记录事实 4 条")
    expect(staff.locator("main")).to_contain_text("谁得多少分")
    fits(staff)
    here = staff.url
    assert total(staff, desk) == before
    staff.goto(here)
    staff.get_by_role("button", name="写入").click()
    expect(staff.locator("#outcome")).to_contain_text("已导入：事实 4 条", timeout=LONG)
    fits(staff)
    staff.get_by_role("link", name="查看或撤销这次导入").click()
    expect(staff.locator("#undo")).to_be_visible()
    imported = staff.url
    assert total(staff, desk) != before

    staff.goto(imported)
    expect(staff.locator("#undo")).to_contain_text("撤回事实 4 条")
    staff.get_by_role("button", name="撤销导入").click()
    expect(staff.locator(".error")).to_contain_text("请写明理由")
    fits(staff)
    staff.get_by_label("理由").fill("拿错了文件")
    staff.get_by_role("button", name="撤销导入").click()
    expect(staff.locator(".message.success")).to_contain_text("已撤销：冲销")
    expect(staff.locator("main")).to_contain_text("拿错了文件")
    fits(staff)
    assert total(staff, desk) == before


def test_a_period_from_opening_to_its_seal(desk: Site, enter: Enter) -> None:
    staff = enter("staff")
    staff.goto("/periods/")
    staff.get_by_role("link", name="开新周期").click()
    expect(staff.locator("[name=text]")).to_be_visible()
    fits(staff)
    staff.locator("select[name=version]").select_option(str(desk.version))
    staff.locator("[name=text]").fill("2020-05")
    staff.locator("main button[type=submit]").click()
    expect(staff.locator(".message.success")).to_be_visible()
    place = staff.url
    fits(staff)

    send(staff, desk, [row(11, day="2020-05-06"), row(12, day="2020-05-07")])
    staff.get_by_role("button", name="写入").click()
    expect(staff.locator("#outcome")).to_contain_text("已导入：事实 2 条", timeout=LONG)

    staff.goto(place)
    step(staff, "关账", "核对无误，关账", "已关账")
    step(staff, "公示", "", "已公示")
    staff.goto(f"{place}/settle")
    fits(staff)
    staff.locator("main button[type=submit]").click()
    expect(staff.locator("main")).to_contain_text("期满后才能办结异议")
    with desk.session() as session, tenancy.everything(session):
        period = session.get_one(AppraisalPeriod, int(place.rsplit("/", 1)[1]))
        period.publicised_from, period.publicised_until = today() - timedelta(9), today() - timedelta(1)
        session.commit()
    staff.goto(place)
    step(staff, "办结异议", "", "等待封存")
    staff.goto(f"{place}/seal")
    expect(staff.locator("main")).to_contain_text("须由另一个人封存")
    fits(staff)

    leader = enter("leader")
    leader.goto(place)
    step(leader, "封存", "", "已封存")
    expect(leader.locator("main")).to_contain_text("封存校验值")
    staff.goto(place)
    expect(staff.locator(".tag", has_text="已封存").first).to_be_visible()
    fits(staff)
    assert staff.goto(f"{place}/unseal").status == 403  # type: ignore[union-attr]  # a page answers
    staff.goto(f"{place.replace('periods', 'scorecards')}/甲队")
    expect(staff.locator("#total")).to_contain_text("6.00")


def step(page: Page, link: str, button: str, after: str) -> None:
    """One step of the way: from the period's page by its link, a look, the button, back on the period's page."""
    here = page.url
    page.get_by_role("link", name=link, exact=True).first.click()
    expect(page).not_to_have_url(here)
    fits(page)
    found = page.get_by_role("button", name=button, exact=True) if button else page.locator("main button.primary")
    found.first.click()
    expect(page).to_have_url(here)
    expect(page.locator("main")).to_contain_text(after)
    fits(page)
