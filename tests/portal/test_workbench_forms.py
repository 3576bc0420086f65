"""Every form of the workbench with bad input, clicked twice, and sent by the wrong person."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from records import tenancy
from records.models import Adjustment, AppraisalPeriod, AuditEvent, Posting, SchemeVersion, Trial
from tests.site import Site, open_site, token
from workflow.calendar import enter_year, today

FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"')
GIVEN = {"csrf_token", "seen", "submit", "look"}
SOON = (today() + timedelta(days=2)).isoformat()  # not yet past when a test collected before midnight runs after it
ODD = ("", " ", "−", "9" * 60, "1e999", "2020-02-30", "<b>&\"'", "\x00", "𠮷" * 50, "x" * 5000, "=1+1", "../../etc")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of forms by name, on a site that these tests write on."""
    with open_site(tmp_path_factory.mktemp("forms")) as site:
        with site.session() as session, tenancy.everything(session):
            court = session.scalars(select(AppraisalPeriod.court_id).where(AppraisalPeriod.id == site.opened)).one()
            for year in (today().year, today().year + 1):
                enter_year(session, None, court, year, [], [], "示例")
            session.commit()
        SITE.append(site)
        draft = send(site.client("staff"), f"/schemes/{site.version}/start").location
        yield {
            "open": "/periods/open", "adjust": f"/periods/{site.opened}/adjust", "calendar": "/calendar/",
            "exports": "/exports/", "intake": "/intake/", "password": "/password", "draft": draft,
            "publicise": f"/periods/{site.closed}/publicise", "close": f"/periods/{site.opened}/close",
            "reopen": f"/periods/{site.closed}/reopen", "trials": f"/tuning/{site.opened}/trials",
            "outcome": f"/tuning/{site.opened}/outcome", "again": f"/schemes/{site.version}/again",
            "start": f"/schemes/{site.version}/start", "item": f"{draft}/items/closed", "head": f"{draft}/head/head",
            "table": f"{draft}/tables/案件权重", "fact": f"{draft}/facts/结案", "new": f"{draft}/add/ladders",
            "text": f"{draft}/text", "cases": f"{draft}/cases", "files": f"{draft}/files",
        }  # fmt: skip
        SITE.clear()


SITE: list[Site] = []  # the one that ``place`` holds open


def send(client: FlaskClient, path: str, **data: object) -> TestResponse:
    return client.post(path, data=data, headers={"X-CSRFToken": token(client, "/password")})


def words(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


SHOWN = ("open", "adjust", "calendar", "exports", "password", "item", "head", "table", "fact", "new", "text", "cases",
         "files")  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_odd_texts_in_every_field_are_answered_by_a_page(place: dict[str, str], name: str) -> None:
    """Whatever is typed: no fault of ours, and nothing of it comes back as markup."""
    site, path = SITE[0], place[name]
    client = site.client("staff")
    fields = set(FIELD.findall(client.get(path).get_data(as_text=True))) - GIVEN
    assert fields, name
    for text in ODD:
        answer = send(client, path, **dict.fromkeys(fields, text))
        assert answer.status_code in (200, 302, 400, 409, 422), (name, text[:20], answer.status_code)
        assert "<b>&\"'" not in answer.get_data(as_text=True), (name, text[:20])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("open", {"version": "0", "text": "2020-05"}, "error"),
        ("open", {"text": "五月"}, "五月"),
        ("adjust", {"points": "一分", "reason": "甲", "evidence": "乙"}, "「一分」不是数"),
        ("adjust", {"points": "1", "reason": "", "evidence": "乙"}, "请写明理由"),
        ("adjust", {"points": "1", "reason": "甲", "evidence": ""}, "请写明依据"),
        ("calendar", {"act": "publicity", "days": "4"}, "5 到 60"),
        ("calendar", {"act": "publicity", "days": "六"}, "error"),
        ("calendar", {"act": "year", "year": "2199", "off": "二月四日", "source": "示"}, "「二月四日」不是日期"),
        ("publicise", {"first": "2020-13-01", "last": "x"}, "error"),
        ("publicise", {"first": SOON, "last": SOON}, "公示期至少 5 个工作日"),
        ("reopen", {"reason": ""}, "请写明理由"),
        ("exports", {"period": "0", "kind": "all", "form": "exe"}, "error"),
        ("intake", {"version": "0"}, "请选择要导入的文件"),
        ("files", {}, "请选择文件"),
        ("files", {"file": (BytesIO(b"x"), "x.exe")}, "请选择 .xlsx 或 .yaml 文件"),
        ("files", {"file": (BytesIO(b"PK\x03\x04 broken"), "x.xlsx")}, "x.xlsx"),
        ("again", {"effective": "二月"}, "请填写施行日期"),
        ("trials", {"name": ""}, "请给这次试算起个名字"),
    ],
)
def test_bad_input_is_answered_in_words(place: dict[str, str], name: str, data: dict[str, object], said: str) -> None:
    client, before = SITE[0].client("staff"), counts()
    if name in ("open", "adjust"):
        page = client.get(place[name]).get_data(as_text=True)
        chosen = dict(re.findall(r'<select[^>]*name="([^"]+)".*?<option[^>]*value="([^"]+)"', page, re.DOTALL))
        data = {**chosen, **data}
    answer = client.post(
        place[name], data=data, headers={"X-CSRFToken": token(client, "/password")}, follow_redirects=True
    )
    assert said in words(answer)
    assert counts() == before


def counts() -> tuple[int, ...]:
    with SITE[0].session() as session, tenancy.everything(session):
        made = (Posting, Adjustment, AppraisalPeriod, SchemeVersion, Trial)
        states = session.scalars(select(AppraisalPeriod.state).order_by(AppraisalPeriod.id)).all()
        return (*(session.scalar(select(func.count(model.id))) or 0 for model in made), hash(tuple(states)))


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        *((name, "person", 403) for name in (
            "open", "adjust", "calendar", "exports", "intake", "publicise", "close", "reopen", "trials", "outcome",
            "start", "again", "item", "head", "text", "cases", "files",
        )),
        *((name, "head", 403) for name in ("open", "adjust", "close", "start", "item", "trials")),
        *((name, "supervisor", 403) for name in ("open", "adjust", "close", "publicise", "item", "calendar")),
        *((name, "alone", 404) for name in ("adjust", "close", "publicise", "reopen", "trials", "outcome", "start")),
    ],
)  # fmt: skip
def test_the_wrong_person_changes_nothing(place: dict[str, str], name: str, role: str, status: int) -> None:
    before = counts()
    assert send(SITE[0].client(role), place[name]).status_code == status
    assert counts() == before


def test_twice_is_once(place: dict[str, str]) -> None:
    """Each act sent a second time, as by a double click or by going back: nothing is done twice."""
    site = SITE[0]
    staff, leader = site.client("staff"), site.client("leader")
    with site.session() as session, tenancy.everything(session):
        posting = session.scalars(select(Posting).where(Posting.period_id == site.opened, Posting.rule == "closed"))
        one = posting.first()
        assert one is not None
        subject = f"{one.subject_kind}:{one.subject_id}"
    form = {"subject": subject, "rule": "closed", "points": "−1", "reason": "系列案折算", "evidence": "纪要"}
    address = send(staff, place["adjust"], **form).location
    assert "须由另一个人办理" in words(staff.get(address))
    assert send(leader, address, act="approve").status_code == 302
    lines = counts()[0]
    assert "已经办理过" in words(send(leader, address, act="approve"))
    assert "已经办理过" in words(send(leader, address, act="refuse", note="不"))
    assert counts()[0] == lines
    for step, client in (("close", staff), ("publicise", staff)):
        here = f"/periods/{site.opened}/{step}"
        assert send(client, here).status_code == 302
        before = events()
        assert "状态" in words(client.post(here, headers={"X-CSRFToken": token(client, "/password")},
                                          follow_redirects=True))  # fmt: skip
        assert events() == before
    with site.session() as session, tenancy.everything(session):
        period = session.get_one(AppraisalPeriod, site.opened)
        period.publicised_from, period.publicised_until = today() - timedelta(9), today() - timedelta(1)
        session.commit()
    assert [send(staff, f"/periods/{site.opened}/settle").status_code for _ in range(2)] == [302, 302]
    assert send(staff, f"/periods/{site.opened}/seal").status_code in (200, 302)
    with site.session() as session, tenancy.everything(session):
        assert session.get_one(AppraisalPeriod, site.opened).state == "settled"  # who closed it does not seal it
    assert [send(leader, f"/periods/{site.opened}/seal").status_code for _ in range(2)] == [302, 302]
    with site.session() as session, tenancy.everything(session):
        seals = select(func.count(AuditEvent.id)).where(AuditEvent.action == "periods:period:seal")
        assert session.scalar(seals) == 1


def events() -> int:
    with SITE[0].session() as session, tenancy.everything(session):
        return session.scalar(select(func.count(AuditEvent.id))) or 0
