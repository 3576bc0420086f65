"""Trials that are kept: saved under a name, compared, handed on as a draft, let go."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from records import tenancy
from records.models import AuditEvent, SchemeVersion, Trial
from tests.site import Site, token

WEIGHT = "案件权重（民事一审，普通）"


@pytest.fixture(autouse=True)
def _none_left(site: Site) -> Iterator[None]:
    yield
    with site.session() as session, tenancy.everything(session):
        session.execute(delete(Trial))
        session.commit()


def save(site: Site, name: str, settings: dict[str, str], *, period: int = 0, login: str = "staff") -> str:
    """The page that follows."""
    client, place = site.client(login), f"/tuning/{period or site.opened}"
    knobs = [(f"set.{address}", value) for address, value in settings.items()]
    query = urlencode([*knobs, ("line", "优秀"), ("at", "50%")])
    sent = {"csrf_token": token(client, "/password"), "name": name, "address": query}
    return client.post(f"{place}/trials", data=sent, follow_redirects=True).get_data(as_text=True)


def post(site: Site, login: str, path: str) -> TestResponse:
    client = site.client(login)
    return client.post(path, headers={"X-CSRFToken": token(client, "/password")}, follow_redirects=True)


def kept(site: Site) -> list[Trial]:
    with site.session() as session, tenancy.everything(session):
        return list(session.scalars(select(Trial).order_by(Trial.id)))


def test_a_trial_is_saved_listed_and_shown(site: Site) -> None:
    page = save(site, " 民事  下调 ", {WEIGHT: "2", "快审加分": "0.1", "完成度占比": "55%"})
    assert "已保存试算「民事 下调」" in page
    assert "改动 2 处" in page  # 快审加分 stands as it was
    assert "示staff" in page
    (one,) = kept(site)
    assert (one.settings, one.lines) == ({"完成度占比": "55%", WEIGHT: "2"}, [["优秀", "50%"]])
    assert "民事 下调" in site.client("leader").get("/tuning/").get_data(as_text=True)
    assert site.client("alone").get(f"/tuning/trials/{one.id}").status_code == 404
    assert site.client("person").get(f"/tuning/trials/{one.id}").status_code == 403


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("", {WEIGHT: "2"}, "请给这次试算起个名字"),
        ("名" * 41, {WEIGHT: "2"}, "40"),
        ("空", {}, "没有改动任何权重或参数"),
        ("空", {WEIGHT: "3"}, "没有改动任何权重或参数"),
        ("界外", {WEIGHT: "99"}, "应在 0.1 至 20 之间"),
        ("已有", {WEIGHT: "2"}, "已有名为「已有」的试算"),
    ],
)
def test_what_cannot_be_saved_stays_on_the_page(site: Site, name: str, settings: dict[str, str], words: str) -> None:
    save(site, "已有", {WEIGHT: "4"})
    page = save(site, name, settings)
    assert words in page
    assert len(kept(site)) == 1
    assert "保存试算" in page
    assert all(f'name="set.{address}" value="{value}"' in page for address, value in settings.items())


def test_two_are_compared_on_one_period(site: Site) -> None:
    save(site, "上调", {WEIGHT: "4"})
    save(site, "下调", {WEIGHT: "1.5", "调撤加分": "1"}, period=site.closed)
    first, second = (one.id for one in kept(site))
    page = site.client("leader").get(f"/tuning/compare?trial={first}&trial={second}").get_data(as_text=True)
    bold = [f'<td class="number"><b>{value}</b></td>' for value in ("4", "1.5")]
    assert "".join([f'<td>{WEIGHT}</td><td class="number">3</td>', *bold]) in page
    assert '<td class="number"><span class="quiet">0.2</span></td><td class="number"><b>1</b></td>' in page
    assert "↓ −5.00" in page  # 甲队: 8 under the one, 3 under the other
    assert "这里都按 2020 年 4 月 的数据比较" in page


@pytest.mark.parametrize("query", ["", "trial=1", "trial=x&trial=y", "trial={0}&trial={0}", "trial={0}"])
def test_a_comparison_wants_two(site: Site, query: str) -> None:
    save(site, "一个", {WEIGHT: "4"})
    answer = site.client("staff").get(f"/tuning/compare?{query.format(kept(site)[0].id)}")
    assert "请选两个不同的试算" in answer.get_data(as_text=True) or answer.status_code == 404


def test_handed_on_it_is_a_draft_with_everything_else_as_it_was(site: Site) -> None:
    save(site, "交办", {WEIGHT: "2.5", "完成度占比": "55%"})
    (one,) = kept(site)
    place = f"/tuning/trials/{one.id}/draft"
    assert post(site, "leader", place).status_code == 403
    page = post(site, "staff", place).get_data(as_text=True)
    assert "试算「交办」已交为草稿" in page
    with site.session() as session, tenancy.everything(session):
        source = session.get_one(SchemeVersion, one.version_id)
        draft = session.scalars(select(SchemeVersion).where(SchemeVersion.started_from_id == source.id)).one()
        was, now = source.text.splitlines(), draft.text.splitlines()
        changed = [(before.strip(), after.strip()) for before, after in zip(was, now, strict=True) if before != after]
        assert (draft.state, source.state) == ("draft", "published")
        session.delete(draft)  # the site is others' too
        session.commit()
    version, share, weight = changed
    assert version[0].startswith("version:")
    assert share[1] == share[0].replace("value: 60%", "value: 55%")
    assert weight == ("- [民事一审, 普通, 3]", "- [民事一审, 普通, 2.5]")


def test_one_is_let_go_and_the_trail_keeps_it(site: Site) -> None:
    save(site, "不要了", {WEIGHT: "4"})
    (one,) = kept(site)
    assert "已删除试算「不要了」" in post(site, "leader", f"/tuning/trials/{one.id}/remove").get_data(as_text=True)
    assert kept(site) == []
    with site.session() as session, tenancy.everything(session):
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "tuning:trial:save")).all()
    assert [event.details["name"] for event in events][-2:] == ["不要了", "不要了"]
