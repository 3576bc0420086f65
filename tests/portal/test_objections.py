"""异议 on its pages: who may, what is refused, and the way from a line of the scorecard to the corrected number."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from portal.database import EXTENSION
from records import tenancy
from records.database import open_database
from records.models import AppraisalPeriod, Objection
from tests.portal.test_running import post
from tests.site import TOKEN, Site, open_site
from workflow.calendar import enter_year, today
from workflow.sealing import publicise

SAID = {"expects": "应按速裁计", "reason": "实际适用速裁程序", "evidence": "裁定书"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose closed month is public from today."""
    with open_site(tmp_path_factory.mktemp("public")) as site:
        with site.session() as session, tenancy.everything(session):
            period = session.get_one(AppraisalPeriod, site.closed)
            for year in (today().year, today().year + 1):
                enter_year(session, None, period.court_id, year, [], [], "示例")
            tenancy.enter(session, period.court_id)
            publicise(session, None, session.get_one(AppraisalPeriod, site.closed))
            session.commit()
        yield site


@pytest.fixture
def public(built: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of it, which the test changes."""
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(built.url.removeprefix("sqlite:///"))) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
    url = f"sqlite:///{path}"
    config = {"DATABASE_URL": url, "SECRET_KEY": built.app.config["SECRET_KEY"], "ATTACHMENTS_FOLDER": str(tmp_path)}
    database, app = open_database(url), create_app(config)
    yield replace(built, app=app, database=database, url=url, _clients={})
    app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
    database.close()


def against(site: Site, team: str = "甲队", about: str = "item", rule: str = "closed") -> str:
    return f"/objections/against/{site.closed}/{team}?about={about}&rule={rule}"


def file(site: Site, who: str = "person", **said: object) -> int:
    """File one; its number."""
    page = post(site.client(who), against(site), **(SAID | said))
    found = re.search(r"异议 (\d+)", page)
    assert found, page
    return int(found[1])


def text(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def state(site: Site, number: int) -> str:
    with site.session() as session, tenancy.everything(session):
        return session.get_one(Objection, number).state


def test_each_line_leads_to_its_objection_while_it_is_public(public: Site) -> None:
    own, staff = public.client("person"), public.client("staff")
    card = f"/scorecards/{public.closed}/甲队"
    assert "about=item&amp;rule=closed" in text(own, card)
    assert "about=missing" in text(own, card)
    assert "提出异议" not in text(staff, card)  # it is not theirs
    assert "提出异议" not in text(own, f"/scorecards/{public.opened}/甲队")
    page = text(own, against(public))
    assert "整行" in page
    assert "2020-03-05" in page  # one case of the line may be meant
    with public.session() as session, tenancy.everything(session):
        session.get_one(AppraisalPeriod, public.closed).publicised_from = today() - timedelta(days=9)
        session.get_one(AppraisalPeriod, public.closed).publicised_until = today() - timedelta(days=1)
        session.commit()
    assert "提出异议</a>" not in text(own, card)
    late = text(own, against(public))
    assert f"{today() - timedelta(days=1)}（含当日），已经期满" in late
    assert "<textarea" not in late


REFUSED = (
    ("person", "/objections/against/{closed}/乙队?about=item&rule=closed", 403),
    ("person", "/objections/against/{closed}/没有?about=item&rule=closed", 404),
    ("alone", "/objections/against/{closed}/甲队?about=item&rule=closed", 404),
    ("operator", "/objections/against/{closed}/甲队?about=item&rule=closed", 403),
    ("operator", "/objections/", 403),
    ("alone", "/objections/{number}", 404),
    ("alone", "/objections/{number}/answer", 404),
    ("alone", "/objections/{number}/decide", 404),
    ("person", "/objections/{number}/decide", 403),
    ("head", "/objections/{number}/decide", 403),
    ("person", "/objections/carry/{closed}", 403),
    ("leader", "/objections/carry/{closed}", 403),
    ("staff", "/objections/carry/{foreign_period}", 404),
    ("alone", "/objections/carry/{closed}", 404),
    ("person", "/objections/terms", 403),
    ("person", "/objections/{number}/answer", 404),  # there is none yet
    ("person", "/objections/{number}/files/1", 404),
)


def test_who_is_refused_where(public: Site) -> None:
    values = {**vars(public), "number": file(public)}
    asked = [(who, path, public.client(who).get(path.format(**values)).status_code) for who, path, _ in REFUSED]
    assert asked == list(REFUSED)


def test_a_second_click_and_a_mistake_change_nothing(public: Site) -> None:
    person = public.client("person")
    page = post(person, against(public), expects="", reason="有误")
    assert "请写明您认为应当是什么" in page
    assert "有误" in page  # what was typed stays
    number = file(public)
    assert "正在办理" in post(person, against(public), **SAID)
    with public.session() as session, tenancy.everything(session):
        assert session.scalars(select(Objection.id)).all() == [number]
    place = f"/objections/{number}/decide?way=refuse"
    leader = public.client("leader")
    found = TOKEN.search(text(leader, place))
    assert found
    sent = {"csrf_token": found[1], "text": "依据第三条"}
    pages = [leader.post(place, data=sent, follow_redirects=True).get_data(as_text=True) for _ in range(2)]
    assert "已办理" in pages[0]
    assert "状态已经变了" in pages[1]
    assert state(public, number) == "refused"


def test_evidence_is_attached_and_handed_to_those_who_may_read(public: Site) -> None:
    number = file(public, files=(BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), "裁定书.pdf"))
    page = text(public.client("staff"), f"/objections/{number}")
    found = re.search(rf"/objections/{number}/files/\d+", page)
    assert found
    assert public.client("staff").get(found[0]).data.startswith(b"%PDF")
    assert public.client("alone").get(found[0]).status_code == 404


def test_upheld_corrected_and_told_in_writing(public: Site) -> None:
    staff, person = public.client("staff"), public.client("person")
    number = file(public)
    assert "的异议待答复" in text(staff, "/objections/")
    place = f"/objections/{number}/decide?way=correct"
    page = text(staff, place)
    keys = re.findall(r'<option value="([^"]*结案[^"]*)"', page)
    assert len(keys) == 2
    fields = dict(zip([f"field{index}" for index in range(9)], re.findall(r'name="(field\d)"', page), strict=False))
    assert fields
    wrong = post(staff, f"{place}&fact={keys[0]}", day="2020-03-05", text="确有误", field0="民事一审", field1="普通",
                 field2="判决", field3="百")  # fmt: skip
    assert "「百」不是数" in wrong
    right = post(staff, f"{place}&fact={keys[0]}", day="2020-03-05", text="确系速裁", field0="民事一审", field1="速裁",
                 field2="判决", field3="100")  # fmt: skip
    assert "已办理" in right, right
    assert state(public, number) == "upheld"
    carry = f"/objections/carry/{public.closed}"
    look = post(staff, carry, act="look")
    assert "还没有写入" in look
    assert state(public, number) == "upheld"
    done = post(staff, carry, act="carry")
    assert "已更正并重新公示" in done
    assert "」没有待更正的异议" in post(staff, carry, act="carry")  # the second click
    assert "与第 1 版相比，有变动的记分卡 1 份" in text(staff, f"/objections/carried/{public.closed}/2")
    letter = text(person, f"/objections/{number}/answer")
    assert "异议成立。确系速裁" in letter
    assert "更正后" in letter
    card = text(person, f"/scorecards/{public.closed}/甲队")
    assert "6.00 <small>" not in card
    assert "速裁" in card


def test_refused_reviewed_and_final(public: Site) -> None:
    person, leader, committee = (public.client(who) for who in ("person", "leader", "committee"))
    number = file(public)
    post(leader, f"/objections/{number}/decide?way=refuse", text="程序以审批表为准")
    assert "不服本答复，可以在" in text(person, f"/objections/{number}/answer")
    assert "请写明为什么不服答复" in post(person, f"/objections/{number}", act="review", reason="")
    assert state(public, number) == "refused"
    post(person, f"/objections/{number}", act="review", reason="审批表有误")
    assert "第一次答复由您作出" in text(leader, f"/objections/{number}")
    assert "的异议待复核" in text(committee, "/objections/")
    assert "已办理" in post(committee, f"/objections/{number}/decide?way=refuse", text="经查，维持")
    assert state(public, number) == "final"
    assert "本决定为最终决定" in text(person, f"/objections/{number}/answer")
    with public.session() as session, tenancy.everything(session):
        session.get_one(AppraisalPeriod, public.closed).publicised_until = today() - timedelta(days=1)
        session.get_one(AppraisalPeriod, public.closed).publicised_from = today() - timedelta(days=9)
        session.commit()
    assert "异议已办结" in post(public.client("staff"), f"/periods/{public.closed}/settle")


def test_an_open_one_keeps_the_period_from_settling(public: Site) -> None:
    file(public)
    with public.session() as session, tenancy.everything(session):
        session.get_one(AppraisalPeriod, public.closed).publicised_from = today() - timedelta(days=9)
        session.get_one(AppraisalPeriod, public.closed).publicised_until = today() - timedelta(days=1)
        session.commit()
    staff = public.client("staff")
    assert "还有 1 条异议没有办结" in post(staff, f"/periods/{public.closed}/settle")
    board = text(staff, f"/periods/{public.closed}")
    assert "异议 1 条待答复" in board


def test_points_by_hand_are_seconded_by_another(public: Site) -> None:
    staff, leader = public.client("staff"), public.client("leader")
    number = file(public)
    post(staff, f"/objections/{number}/decide?way=adjust", rule="closed", points="−1", fact="", text="折算")
    page = text(staff, f"/objections/carry/{public.closed}")
    assert "待另一人核准" in page
    assert 'value="carry"' not in page
    assert 'value="second"' not in text(staff, f"/objections/{number}")
    assert "已核准" in post(leader, f"/objections/{number}", act="second")
    assert "已更正并重新公示" in post(staff, f"/objections/carry/{public.closed}", act="carry")
    assert "5.00 <small>" in text(public.client("person"), f"/scorecards/{public.closed}/甲队")


def test_the_court_sets_its_terms(public: Site) -> None:
    staff = public.client("staff")
    assert "假设" in text(staff, "/objections/terms")
    given = {"office": "leader", "ask_days": "4", "review_days": "6", "publicity": "on", "least_days": "1"}
    page = post(staff, "/objections/terms", answer_days="3", source="示法〔2020〕1号", **given)
    assert "已保存" in page
    assert "1 到 60 个工作日" in post(staff, "/objections/terms", answer_days="0", source="示法〔2020〕1号", **given)
    number = file(public)
    assert "承办部门" in post(staff, f"/objections/{number}/decide?way=refuse", text="不成立")
    assert state(public, number) == "filed"
