"""Walks through the demonstration that end on pages which no link alone leads to: drafts, imports, steps of a period.

A scene does what people do, and takes a picture where they would look. Others may add theirs to ``SCENES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod, Court, Membership, Team
from tests.browser.camera import Camera
from tests.browser.scenes_of_schemes import draft, forms, period_of, version_of
from tests.site import Site
from workflow.calendar import enter_year, today

CSV = "text/csv"
HEAD = "事实,日期,团队,干警,案号,编号,案件类型,审理程序,结案方式,审理天数,立案日期\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """A walk, and the names of its pictures."""

    play: Callable[[Camera, Site], None]
    names: tuple[str, ...]


def intake(camera: Camera, site: Site) -> None:
    """A file with three wrong rows; mended; looked at; imported; taken back."""
    with site.session() as session, tenancy.everything(session):
        court = session.scalars(select(Court.id).where(Court.name.like("演示%"))).one()
        query = select(Membership).join(Team, Team.id == Membership.team_id)
        member = session.scalars(query.where(Membership.court_id == court, Membership.until.is_(None))).first()
        assert member is not None
        team, person = session.get_one(Team, member.team_id).name, member.person.name
    ordinary = "民事一审,普通,判决,100,2025-09-01"
    good = [
        f"结案,2025-12-{day},{team},{person},（2025）鲁9999民初{90000 + day}号,补{day},{ordinary}\n"
        for day in (8, 9, 10, 11)
    ]
    wrong = [good[0].replace(",100,", ",百,"), good[1].replace("2025-12-9", "2025-13-09"), good[2],
             good[3].replace("判决", "调节")]  # fmt: skip
    version = str(version_of(site, "linshu-2020"))
    page = sent(camera, version, wrong)
    camera.take(page, "intake-errors")
    page = sent(camera, version, good)
    camera.take(page, "intake-preview")
    page.get_by_role("button", name="写入").click()
    page.get_by_role("link", name="查看或撤销这次导入").wait_for(timeout=60_000)
    camera.take(page, "intake-done")
    page.get_by_role("link", name="查看或撤销这次导入").click()
    camera.take(page, "import-undo")
    page.get_by_label("理由").fill("拿错了文件")
    page.get_by_role("button", name="撤销导入").click()
    page.locator(".message.success").wait_for()
    camera.take(page, "import-undone")


def sent(camera: Camera, version: str, rows: list[str]) -> Page:
    """A file sent; the page once it was looked through."""
    page = camera.open("kaohe", "/intake/")
    page.locator("select[name=version]").select_option(version)
    buffer = (HEAD + "".join(rows)).encode("utf-8-sig")
    page.locator("input[type=file]").set_input_files({"name": "补登.csv", "mimeType": CSV, "buffer": buffer})
    page.get_by_role("button", name="检查并预览").click()
    page.locator("#outcome").wait_for(timeout=60_000)
    return page


def trials(camera: Camera, site: Site) -> None:
    """Two settings of the sliders, kept and compared."""
    period = period_of(site, "2025-11")
    for name, value in (("普通上浮", "3.5"), ("普通下调", "2.5")):
        page = camera.open("kaohe", f"/tuning/{period}")
        knob = page.locator("[data-address='案件权重（民事一审，普通）'] input[type=text]")
        knob.fill(value)
        knob.press("Tab")
        page.locator("#status", has_text="已按现在的设置试算").wait_for()
        camera.take(page, "tuning-sliders")
        page.locator("#save [name=name]").fill(name)
        page.get_by_role("button", name="保存试算").click()
        page.locator(".message.success").wait_for()
    page = camera.open("kaohe", "/tuning/")
    camera.take(page, "tuning-saved")
    for box in page.locator("input[name=trial]").all():
        box.check()
    page.get_by_role("button", name="比较选中的两个").click()
    page.locator("#people").wait_for()
    camera.take(page, "tuning-compare")
    page = camera.open("kaohe", "/tuning/")
    page.get_by_role("link", name="普通上浮").click()
    page.get_by_role("button", name="交为办法草稿").wait_for()
    camera.take(page, "tuning-trial")


def adjusting(camera: Camera, site: Site) -> None:
    """One person proposes, another approves."""
    page = camera.open("kaohe", f"/periods/{period_of(site, '2025-12')}/adjust")
    camera.take(page, "adjustment-new")
    page.get_by_label("分值").fill("−1.5")
    page.get_by_label("理由").fill("系列案按一件折算")
    page.get_by_label("依据").fill("审委会会议纪要 2025 年第 12 号")
    page.get_by_role("button", name="提出").click()
    page.wait_for_url("**/adjustments/*")
    address = page.url.removeprefix(camera.base)
    camera.take(page, "adjustment-proposed")
    page = camera.open("yuanling", address)
    camera.take(page, "adjustment-approve")
    page.get_by_role("button", name="批准").click()
    page.locator(".message.success").wait_for()
    camera.take(page, "adjustment-approved")


def period(camera: Camera, site: Site) -> None:
    """A month opened and led to its seal, each page on the way before and after; then opened again by the leader."""
    with site.session() as session, tenancy.everything(session):
        court = session.get_one(AppraisalPeriod, period_of(site, "2025-12")).court_id
        for year in (today().year, today().year + 1):
            enter_year(session, None, court, year, [], [], "示例")
        session.commit()
    page = camera.open("kaohe", "/periods/open")
    camera.take(page, "period-new")
    page.locator("select[name=version]").select_option(str(version_of(site, "linshu-2020")))
    page.locator("[name=text]").fill("2026-01")
    page.locator("main button[type=submit]").click()
    page.locator(".message.success").wait_for()
    number = period_of(site, "2026-01")
    place = f"/periods/{number}"
    camera.take(camera.open("kaohe", place), "period-open")
    for step, after in (("close", "closed"), ("publicise", "publicised")):
        page = camera.open("kaohe", f"{place}/{step}")
        camera.take(page, f"period-step-{step}")
        page.locator("main button.primary").first.click()
        page.wait_for_url(f"**{place}")
        camera.take(page, f"period-{after}")
    with site.session() as session, tenancy.everything(session):
        row = session.get_one(AppraisalPeriod, number)
        row.publicised_from, row.publicised_until = today() - timedelta(9), today() - timedelta(1)
        session.commit()
    for login, step, after in (("kaohe", "settle", "settled"), ("yuanling", "seal", "sealed")):
        page = camera.open(login, f"{place}/{step}")
        camera.take(page, f"period-step-{step}")
        page.locator("main button.primary").first.click()
        page.wait_for_url(f"**{place}")
        camera.take(page, f"period-{after}")
    page = camera.open("yuanling", f"{place}/unseal")
    camera.take(page, "period-step-unseal")
    page.locator("textarea[name=reason]").fill("复核发现漏登")
    page.locator("main button.primary").first.click()
    page.wait_for_url(f"**{place}")
    camera.take(page, "period-reopened")
    camera.take(camera.open("kaohe", "/periods/"), "periods")


def objecting(camera: Camera, site: Site) -> None:
    """From a line of a public scorecard to the objection, its answer, the correction, the letter."""
    month = period_of(site, "2025-11")
    page = camera.open("faguan", f"/scorecards/{month}/速裁一队")
    line = page.locator("details#line-closed")
    line.locator("summary").click()
    camera.take(page, "objection-line")
    line.get_by_role("link", name="提出异议").click()
    camera.take(page, "objection-new")
    camera.take(camera.open("faguan", "/objections/"), "objections-own")
    page = camera.open("faguan", "/objections/")
    page.locator("tr", has_text="可申请复核").get_by_role("link").click()
    camera.take(page, "objection-refused")
    page = camera.open("faguan", "/objections/")
    page.locator("tr", has_text="已更正").get_by_role("link").click()
    camera.take(page, "objection-corrected")
    page.get_by_role("link", name="书面答复").click()
    camera.take(page, "objection-letter")
    camera.take(camera.open("kaohe", "/objections/"), "objections")
    page = camera.open("kaohe", "/objections/")
    page.get_by_role("link", name="的异议待答复").first.click()
    camera.take(page, "objection-one")
    page.get_by_role("link", name="成立，定更正方式").click()
    camera.take(page, "objection-decide")
    page = camera.open("yuanling", "/objections/")
    page.get_by_role("link", name="待核准").click()
    camera.take(page, "objection-second")
    page.get_by_role("button", name="核准").click()
    page.locator(".message.success").wait_for()
    page = camera.open("kaohe", f"/objections/carry/{month}")
    page.get_by_role("button", name="先看变动").click()
    page.locator("#look").wait_for()
    camera.take(page, "objection-carry")
    camera.take(camera.open("kaohe", "/objections/terms"), "objection-terms")
    camera.take(camera.open("kaohe", f"/periods/{month}"), "period-objections")


def exports(camera: Camera, site: Site) -> None:
    """A table being written, and written."""
    page = camera.open("kaohe", "/exports/")
    page.locator("select[name=period]").select_option(str(period_of(site, "2025-11")))
    page.locator("select[name=kind]").select_option("facts")
    page.get_by_role("button", name="导出", exact=True).click()
    camera.take(page, "export-progress")
    page.locator("#outcome").wait_for(timeout=60_000)
    camera.take(page, "export-done")


def papers(camera: Camera, site: Site) -> None:
    """What of a month to print; the job when it is done."""
    page = camera.open("kaohe", f"/papers/new/{period_of(site, '2025-11')}")
    camera.take(page, "papers-new")
    page.get_by_label("只打印勾选的").check()
    for box in page.locator("input[name=subject]").all()[:4]:
        box.check()
    page.get_by_role("button", name="下达打印").click()
    page.locator("#state", has_text="已完成").wait_for(timeout=120_000)
    camera.take(page, "papers-job")


SCENES: tuple[Scene, ...] = (
    Scene(forms, ("scheme-draft-", "scheme-form-")),
    Scene(draft, ("scheme-form-new", "scheme-check-problems", "scheme-conflict", "scheme-text", "scheme-examples",
                  "scheme-files", "scheme-impact", "scheme-difference", "scheme-approve", "scheme-publish", "schemes")),
    Scene(intake, ("intake-errors", "intake-preview", "intake-done", "import-undo", "import-undone")),
    Scene(trials, ("tuning-sliders", "tuning-saved", "tuning-compare", "tuning-trial")),
    Scene(adjusting, ("adjustment-new", "adjustment-proposed", "adjustment-approve", "adjustment-approved")),
    Scene(objecting, ("objection", "objections", "period-objections")),
    Scene(exports, ("export-progress", "export-done")),
    Scene(papers, ("papers-new", "papers-job")),
    Scene(period, ("period-new", "period-open", "period-step-", "period-closed", "period-publicised", "period-settled",
                   "period-sealed", "period-reopened", "periods")),
)  # fmt: skip
