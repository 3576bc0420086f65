"""A period run on its pages, from opening to seal and back: import with preview and undo, adjustments, exports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import Adjustment, AppraisalPeriod, Fact, Import, Posting
from tests.site import Site, open_site
from workflow.calendar import enter_year, today

HEAD = "事实,日期,团队,干警,案号,编号,案件类型,审理程序,结案方式,审理天数,立案日期\n"
ROW = "结案,2020-04-0{day},甲队,示一,（2020）鲁1329民初{day}号,X{day},民事一审,普通,判决,100,2020-01-01\n"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Site]:
    """A site of its own, which the tests change."""
    with open_site(tmp_path) as site:
        with site.session() as session, tenancy.everything(session):
            court = session.scalars(select(AppraisalPeriod.court_id).where(AppraisalPeriod.id == site.opened)).one()
            for year in (today().year, today().year + 1):
                enter_year(session, None, court, year, [], [], "示例")
            session.commit()
        yield site


def post(client: FlaskClient, path: str, **data: object) -> str:
    """Fill in the form of a page and send it; the page that follows."""
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found, path
    sent = {"csrf_token": found[1]} | data
    answer = client.post(path, data=sent, content_type="multipart/form-data", follow_redirects=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def settled(client: FlaskClient, path: str) -> str:
    """The page of a job when it has come to rest."""
    until = monotonic() + 120
    while monotonic() < until:
        page = client.get(path).get_data(as_text=True)
        if 'http-equiv="refresh"' not in page:
            return page
        sleep(0.05)
    raise TimeoutError(path)


def upload(client: FlaskClient, site: Site, text: str) -> str:
    """Send a file; the address of its job."""
    found = TOKEN.search(client.get("/intake/").get_data(as_text=True))
    assert found
    files = (BytesIO(text.encode()), "april.csv")
    data = {"csrf_token": found[1], "version": site.version, "period": "", "files": files}
    answer = client.post("/intake/", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def rows(session: Session, model: type) -> int:
    return len(session.scalars(select(model)).all())


def counts(site: Site) -> tuple[int, int]:
    with site.session() as session, tenancy.everything(session):
        return rows(session, Fact), rows(session, Posting)


def test_import_with_preview_and_undo(running: Site) -> None:
    staff, before = running.client("staff"), counts(running)
    page = settled(staff, upload(staff, running, HEAD + ROW.format(day=1) + ROW.format(day=2).replace(",100,", ",百,")))
    assert "「百」不是数" in page
    address = upload(staff, running, HEAD + ROW.format(day=1) + ROW.format(day=2))
    page = settled(staff, address)
    assert "检查通过，还没有写入。写入后：记录事实 2 条" in page
    assert "谁得多少分" in page
    assert counts(running) == before
    post(staff, address, act="confirm")
    post_again = staff.post(address, data={"act": "confirm"})
    assert post_again.status_code == 400  # no token, no act
    page = settled(staff, address)
    assert "已导入：事实 2 条" in page
    found = re.search(r"/intake/import/\d+", page)
    assert found
    assert counts(running)[0] == before[0] + 2
    page = staff.get(found[0]).get_data(as_text=True)
    assert re.search(r"将冲销 \d+ 笔，撤回事实 2 条", page)
    assert "请写明理由" in post(staff, found[0], reason="")
    page = post(staff, found[0], reason="拿错了文件")
    assert "已撤销：冲销" in page
    with running.session() as session, tenancy.everything(session):
        assert session.scalars(select(Import.state).order_by(Import.id.desc())).first() == "undone"
        lines = session.scalars(select(Posting).join(Fact).where(Fact.key.in_(["X1", "X2"]))).all()
        assert sum(line.amount for line in lines) == 0
        assert lines
    given_up = upload(staff, running, HEAD + ROW.format(day=1))
    settled(staff, given_up)
    assert "已放弃" in post(staff, given_up, act="give-up")


def test_a_period_from_opening_to_seal_and_back(running: Site) -> None:
    staff, leader = running.client("staff"), running.client("leader")
    page = post(staff, "/periods/open", version=running.version, text="2020-13")
    assert "不是考核周期" in page
    assert 'value="2020-13"' in page  # what was typed stays
    assert "可以导入数据了" in post(staff, "/periods/open", version=running.version, text="2020-06")
    assert "已经开过" in post(staff, "/periods/open", version=running.version, text="2020-06")
    place = f"/periods/{running.opened}"
    page = staff.get(f"{place}/close").get_data(as_text=True)
    assert "已重新计数并与台账逐条核对：一致" in page
    assert "已关账" in post(staff, f"{place}/close")
    late = staff.post(f"{place}/close", data={"csrf_token": TOKEN.findall(page)[0]}, follow_redirects=True)
    assert "不是开放状态，不能关账" in late.get_data(as_text=True)
    short = post(staff, f"{place}/publicise", first=today().isoformat(), last=today().isoformat())
    assert "公示期至少 5 个工作日" in short
    assert "已公示" in post(staff, f"{place}/publicise")
    assert "期满后才能办结异议" in post(staff, f"{place}/settle")
    with running.session() as session, tenancy.everything(session):
        period = session.get_one(AppraisalPeriod, running.opened)
        period.publicised_from, period.publicised_until = today() - timedelta(9), today() - timedelta(1)
        session.commit()
    assert "等待封存" in post(staff, f"{place}/settle")
    assert "须由另一个人封存" in staff.get(f"{place}/seal").get_data(as_text=True)
    assert "已封存" in post(leader, f"{place}/seal")
    assert staff.get(f"{place}/unseal").status_code == 403
    assert staff.get(f"{place}/reopen").status_code == 302
    assert "请写明理由" in post(leader, f"{place}/unseal", reason="")
    assert "已重新开放" in post(leader, f"{place}/unseal", reason="复核发现漏登")
    assert "复核发现漏登" in leader.get(place).get_data(as_text=True)


def test_a_difference_is_a_table_with_its_cure(running: Site) -> None:
    staff, place = running.client("staff"), f"/periods/{running.opened}"
    with running.session() as session, tenancy.everything(session):
        booked = select(Posting).where(Posting.period_id == running.opened, Posting.rule == "closed")
        one = session.scalars(booked).first()
        assert one is not None
        copied = ("court_id", "fact_id", "version_id", "period_id", "subject_kind", "subject_id", "day")
        session.add(Posting(**{name: getattr(one, name) for name in copied}, rule="quick", amount=1, turn=1))
        session.commit()
    page = staff.get(f"{place}/close").get_data(as_text=True)
    assert 'id="differences"' in page
    assert "核对无误，关账" not in page
    assert "已重新计分" in post(staff, f"{place}/close", act="rescore")
    assert "一致" in staff.get(f"{place}/close").get_data(as_text=True)


def test_an_adjustment_by_two_hands(running: Site) -> None:
    staff, leader = running.client("staff"), running.client("leader")
    with running.session() as session, tenancy.everything(session):
        booked = select(Posting).where(Posting.period_id == running.opened, Posting.rule == "closed")
        posting = session.scalars(booked.order_by(Posting.id)).all()[0]
        subject, key = f"{posting.subject_kind}:{posting.subject_id}", posting.fact.key
    form = {"subject": subject, "rule": "closed", "points": "−1", "reason": "系列案折算", "evidence": "纪要"}
    place = f"/periods/{running.opened}/adjust"
    page = post(staff, place, **(form | {"points": "一分"}))
    assert "「一分」不是数" in page
    assert "系列案折算" in page
    assert "没有编号为「没有」的事实" in post(staff, place, **form, fact="没有")
    page = post(staff, place, **(form | {"points": "2"}), fact=key)
    assert "已提出，请另一个人批准" in page
    with running.session() as session, tenancy.everything(session):
        address = f"/adjustments/{session.scalars(select(Adjustment.id)).one()}"
    assert "须由另一个人办理" in staff.get(address).get_data(as_text=True)
    assert "已生效：记账 1 笔，冲销 1 笔" in post(leader, address, act="approve")
    card = staff.get(f"/scorecards/{running.opened}/甲队").get_data(as_text=True)
    assert "系列案折算（提出" in card
    assert "已撤回：记账 1 笔，冲销 1 笔" in post(leader, address, act="withdraw", note="认定有误")


def test_exports_are_written_in_the_background_and_fetched_by_the_one_who_asked(running: Site) -> None:
    staff, leader = running.client("staff"), running.client("leader")
    for kind in ("ledger", "facts", "cases", "scorecards"):
        token = TOKEN.search(staff.get("/exports/").get_data(as_text=True))
        assert token
        data = {"csrf_token": token[1], "period": running.opened, "kind": kind, "form": "csv"}
        address = staff.post("/exports/", data=data).location
        assert re.search(r"已生成，共 [1-9]\d* 行", settled(staff, address))
        with staff.get(f"{address}/file") as answer:
            assert answer.get_data().startswith(b"\xef\xbb\xbf")
            assert "attachment" in answer.headers["Content-Disposition"]
        assert leader.get(f"{address}/file").status_code == 404
    foreign = data | {"period": running.foreign_period}
    assert staff.post("/exports/", data=foreign).status_code == 200  # the form again, not a job


def test_the_calendar(running: Site) -> None:
    staff = running.client("staff")
    wrong = post(staff, "/calendar/", act="year", year="2199", off="二月四日", worked="", source="示办发")
    assert "「二月四日」不是日期" in wrong
    days = {"off": "2199-02-04 至 2199-02-10", "worked": "2199-02-02"}
    page = post(staff, "/calendar/", act="year", year="2199", source="示办发", **days)
    assert "2199 年已录入" in page
    assert "5 到 60" in post(staff, "/calendar/", act="publicity", days="4")
    assert "已改为 7 个工作日" in post(staff, "/calendar/", act="publicity", days="7")


def test_a_court_below_acts_on_no_period_of_the_court_above(running: Site) -> None:
    staff = running.client("staff")
    for step in ("close", "publicise", "settle", "seal", "reopen", "adjust"):
        assert staff.get(f"/periods/{running.foreign_period}/{step}").status_code == 404
