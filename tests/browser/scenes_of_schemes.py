"""Scenes of the workbench for schemes: forms, drafts, and what others of a scene need of them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod, Scheme, SchemeVersion
from tests.browser.camera import Camera
from tests.site import Site

SHIPPED = Path(__file__).resolve().parents[2] / "rules" / "schemes"


def version_of(site: Site, scheme: str) -> int:
    """The published version of a scheme of the demonstration."""
    with site.session() as session, tenancy.everything(session):
        query = select(SchemeVersion.id).join(Scheme).where(Scheme.name == scheme, SchemeVersion.state == "published")
        return session.scalars(query.order_by(SchemeVersion.id.desc())).first() or 0


def period_of(site: Site, text: str) -> int:
    """The period of the made-up court under 沭法币."""
    with site.session() as session, tenancy.everything(session):
        query = select(AppraisalPeriod.id).join(Scheme, AppraisalPeriod.scheme_id == Scheme.id)
        return session.scalars(query.where(Scheme.name == "linshu-2020", AppraisalPeriod.text == text)).first() or 0


def draft_of(camera: Camera, login: str, version: int) -> str:
    """A new draft from a version: the address of its pages."""
    page = camera.open(login, f"/schemes/{version}")
    page.get_by_role("button", name="据此起草新版").click()
    page.wait_for_url("**/draft")
    return page.url.removeprefix(camera.base)


def brought(camera: Camera, login: str, scheme: str) -> str:
    """A new scheme from a file that ships: the address of its draft."""
    page = camera.open(login, "/schemes/")
    page.locator("input[type=file]").set_input_files(SHIPPED / f"{scheme}.yaml")
    page.get_by_role("button", name="建立草稿").click()
    page.wait_for_url("**/draft")
    return page.url.removeprefix(camera.base)


FORMS = (  # scheme, who writes, kinds of part with a name or the first there is
    ("linshu-2020", "kaohe", (
        ("head", "head"), ("parameters", "快审加分"), ("tables", "案件权重"), ("facts", "结案"), ("figures", ""),
        ("items", "quick"), ("sections", ""), ("share_outs", ""), ("chains", ""),
    )),
    ("yinzhou-cards-2020", "kaohe", (("ladders", ""), ("votes", ""))),
    ("yanbian-2019", "yanbian", (("subjects", "延吉法院"), ("indicators", ""))),
    ("annual-2020", "kaohe", (("grades", ""),)),
)  # fmt: skip


def forms(camera: Camera, site: Site) -> None:
    """A form of each kind of part."""
    for scheme, login, parts in FORMS:
        version = version_of(site, scheme)
        draft = draft_of(camera, login, version) if version else brought(camera, login, scheme)
        camera.take(camera.open(login, draft), f"scheme-draft-{scheme}")
        for kind, name in parts:
            address = f"{draft}/{kind}/{name}"
            if not name:
                page = camera.open(login, draft)
                link = page.locator(f".entry a.edit[href*='/draft/{kind}/']").first
                address = link.get_attribute("href") or address
            camera.take(camera.open(login, address), f"scheme-form-{kind}")


def draft(camera: Camera, site: Site) -> None:
    """A weight mistyped, checked, mended, tried on a month, handed in, approved."""
    path = draft_of(camera, "kaohe", version_of(site, "linshu-2020"))
    page = camera.open("kaohe", f"{path}/add/items")
    for name, typed in (("id", "night"), ("title", "超期重罚"), ("when-fact", "超审限"), ("basis", "某条")):
        page.locator(f"[name='{name}']").fill(typed)
    page.locator("[name=points]").focus()
    page.locator("[data-condition] select").first.select_option("超期天数")
    page.locator("[data-condition] select").nth(1).select_option(">")
    page.locator("[data-condition] [data-row] input").first.fill("30")
    page.locator("[name=points]").fill("−超审限每日扣减 × 超期天数")
    page.locator(".said .numbers").first.wait_for()
    camera.take(page, "scheme-form-new")

    weight(camera, path, ORDINARY, "三")
    camera.take(camera.open("kaohe", f"{path}/check"), "scheme-check-problems")
    stale = camera.open("kaohe", f"{path}/text")
    mark = stale.locator("input[name=seen]").get_attribute("value")
    weight(camera, path, ORDINARY, "4")
    page = camera.open("kaohe", f"{path}/text")
    page.evaluate("mark => { document.querySelector('input[name=seen]').value = mark }", mark)
    area = page.locator("textarea[name=text]")
    area.fill(area.input_value().replace("[刑事一审, 普通, 4]", "[刑事一审, 普通, 4.5]"))
    page.get_by_role("button", name="保存").first.click()
    camera.take(page, "scheme-conflict")
    page = camera.open("kaohe", f"{path}/text")
    page.get_by_role("button", name="放弃这些内容").click()
    camera.take(page, "scheme-text")
    camera.take(camera.open("kaohe", f"{path}/cases"), "scheme-examples")
    weight(camera, path, ORDINARY, "3")
    weight(camera, path, ADMINISTRATIVE, "4.5")  # no example holds this one
    changed = text_of(camera, path).encode()
    page = camera.open("kaohe", f"{path}/files")
    page.locator("input[type=file]").set_input_files(
        {"name": "办法.yaml", "mimeType": "application/yaml", "buffer": changed}
    )
    page.locator("main form button[type=submit]").first.click()
    camera.take(page, "scheme-files")
    page = camera.open("kaohe", f"{path}/check?period={period_of(site, '2025-11')}")
    camera.take(page, "scheme-impact")
    page.get_by_role("button", name="送批").click()
    page.locator(".message.success").wait_for()
    difference = page.locator("a", has_text="的差异").first.get_attribute("href")
    camera.take(camera.open("kaohe", difference or "/"), "scheme-difference")
    page = camera.open("yuanling", f"{path}/check")
    camera.take(page, "scheme-approve")
    page.get_by_role("button", name="批准").click()
    page.get_by_role("button", name="发布").wait_for()
    camera.take(page, "scheme-publish")
    camera.take(camera.open("kaohe", "/schemes/"), "schemes")


ORDINARY, ADMINISTRATIVE = 2, 10  # rows of 案件权重: 民事一审 普通, 行政一审 普通


def weight(camera: Camera, draft: str, row: int, value: str) -> None:
    """Types a weight into the grid and saves."""
    page = camera.open("kaohe", f"{draft}/tables/案件权重")
    page.locator("[data-row]").nth(row).locator("input").nth(2).fill(value)
    page.get_by_role("button", name="保存").click()
    page.locator(".message.success").wait_for()


def text_of(camera: Camera, draft: str) -> str:
    """The draft with one more change, as somebody would send it."""
    page = camera.open("kaohe", f"{draft}/text")
    return page.locator("textarea[name=text]").input_value().replace("value: 30\n", "value: 20\n")
