"""Year's end on pages: a list from its proposal to a person's opinion; the wrong person, twice, another court."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app import create_app
from records import tenancy
from records.database import open_database
from records.models import GradeEntry, GradeList, User
from tests.migrated import fill
from tests.site import PASSWORD, Site, token
from tests.workflow.world import build
from tests.workflow.year.world import closed, end
from workflow.passwords import hashed

GROUP = "全体"


@dataclass
class Year:
    site: Site
    period: int
    people: dict[str, int]
    users: dict[str, int]
    list_id: int = 0

    def page(self, login: str, path: str = "") -> str:
        answer = self.site.client(login).get(path or f"/year/lists/{self.list_id}")
        return answer.get_data(as_text=True) if answer.status_code == 200 else str(answer.status_code)

    def act(self, login: str, act: str, **typed: object) -> str:
        client = self.site.client(login)
        return post(client, f"/year/lists/{self.list_id}", act=act, **typed)

    def state(self) -> str:
        with self.site.session() as session, tenancy.everything(session):
            return session.get_one(GradeList, self.list_id).state

    def entry(self, name: str) -> int:
        with self.site.session() as session, tenancy.everything(session):
            query = select(GradeEntry.id).where(GradeEntry.person_id == self.people[name])
            return session.scalars(query.order_by(GradeEntry.id.desc())).first() or 0


def post(client: FlaskClient, path: str, **typed: object) -> str:
    data = {"csrf_token": token(client, "/password"), **typed}
    answer = client.post(path, data=data, follow_redirects=True)
    return answer.get_data(as_text=True) if answer.status_code == 200 else str(answer.status_code)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The court of tests.workflow.year.world with its year closed; everyone can log in."""
    url = f"sqlite:///{tmp_path_factory.mktemp('year') / 'year.sqlite3'}"
    fill(url)
    database = open_database(url)
    with database.session() as session:
        ending = end(session, build(session))
        closed(session, ending)
        period, people, keys = ending.period_id, ending.people, ending.keys
        session.commit()
        with tenancy.everything(session):
            word = hashed(PASSWORD)
            for user in session.scalars(select(User)):
                user.password_hash = word
            session.add(
                User(
                    court_id=ending.foreign.court_id, password_hash=word, login="foreign", name="示外", role="staff",
                )
            )  # fmt: skip
            session.add(
                User(court_id=ending.world.court_id, password_hash=word, login="it", name="示运维", role="operator")
            )
            session.commit()
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "a key of the tests, long enough to sign with"})
    yield Year(Site(app, database, url), period, people, keys)
    database.close()


def test_a_summary_and_a_comment_on_it(year: Year) -> None:
    """Before the list is signed; who is nobody's leader and whose form it is not find nothing."""
    path, person = f"/year/periods/{year.period}/summary", year.people["示二"]
    client = year.site.client("p2")
    assert path in year.page("p2", "/year/")
    assert "已保存，还没有提交" in post(client, path, text="一稿", act="save")
    comments = f"/year/periods/{year.period}/comments"
    assert "一稿" not in year.page("chair", f"{comments}/{person}")  # not handed in yet
    long = post(client, path, text="长" * 2001, act="submit")
    assert "最多 2000 字" in long
    assert "长" * 2001 in long  # what was typed is not lost
    assert "个人总结已提交" in post(client, path, text="<b>定稿</b>", act="submit")
    assert "已经提交" in post(client, path, text="再改", act="submit")
    assert year.page("staff", path) == year.page("foreign", path) == "404"

    assert "示二" in year.page("chair", comments)
    shown = year.page("chair", f"{comments}/{person}")
    assert "&lt;b&gt;定稿&lt;/b&gt;" in shown
    chair = year.site.client("chair")
    assert "请填写评语" in post(chair, f"{comments}/{person}", text="", level="优秀")
    assert "评语已签署" in post(chair, f"{comments}/{person}", text="踏实", level="优秀")
    assert "优秀" in year.page("chair", comments)
    assert year.page("p2", comments) == year.page("staff", comments) == "403"
    assert year.page("chair", f"{comments}/99999") == "404"


def test_a_list_is_proposed_decided_signed_told_and_answered(year: Year) -> None:
    staff, site = year.site.client("staff"), year.site
    assert "拟定名单" in year.page("staff", "/year/")
    made = post(staff, f"/year/periods/{year.period}/make", rule="annual")
    assert "名单已拟定" in made
    with site.session() as session, tenancy.everything(session):
        year.list_id = session.scalars(select(GradeList.id)).one()
    assert "已经拟定" in post(staff, f"/year/periods/{year.period}/make", rule="annual")  # twice
    assert "并列待定" in year.page("staff")

    refuses_others(year)
    deciding(year)
    signing(year)
    answering(year)


def refuses_others(year: Year) -> None:
    """Another person, another court, nobody."""
    for login in ("one", "stranger", "foreign"):
        assert year.page(login) == "404"
        assert year.act(login, "sign") == "404"
    assert year.site.client().get(f"/year/lists/{year.list_id}").status_code == 302
    assert year.page("foreign", f"/year/periods/{year.period}/pay") == "404"


def deciding(year: Year) -> None:
    """The committee: who it is, a tie, a change."""
    assert "应有 5 至 9 人" in year.act("staff", "compose", chair=year.users["chair"], member=[year.users["m1"]])
    members = [year.users[login] for login in ("m1", "m2", "m3", "m4")]
    assert "已办" in year.act("staff", "compose", chair=year.users["chair"], member=members, signing="majority")
    refused = year.act("staff", "put")
    assert "并列待定，请委员先决定" in refused
    assert "等次待定：示十" in refused
    assert "不是「年度等次 2020」的考核委员会委员" in year.act("staff", "tie", level="a", group=GROUP, chosen="示二")
    assert "请写明理由" in year.act("m1", "tie", level="a", group=GROUP, chosen="示二", reason="")
    assert "只余 1 个名额" in year.act("m1", "tie", level="a", group=GROUP, chosen=["示二", "示三"], reason="x")
    assert "已办" in year.act("m1", "tie", level="a", group=GROUP, chosen="示二", reason="办案更多")
    refused = year.act("m2", "change", person=year.people["示三"], level="a", reason="也很好")
    assert "已列 3 人" in refused
    assert "也很好</textarea>" in refused  # what was typed is kept
    assert "已办" in year.act("m2", "change", person=year.people["示十"], level="b", reason="按平时考核")
    assert "按平时考核" in year.page("m1")
    assert "已办" in year.act("staff", "put")
    assert year.state() == "signing"
    assert "不能再改" in year.act("m2", "change", person=year.people["示十"], level="c", reason="x")


def signing(year: Year) -> None:
    """Member by member."""
    assert "签署「年度等次 2020」" in year.page("m1", "/")
    assert "已办" in year.act("m1", "sign")
    assert "您已经签署过" in year.act("m1", "sign")
    assert "已办" in year.act("m2", "sign")
    assert year.state() == "signing"
    assert "已办" in year.act("chair", "sign")
    assert year.state() == "signed"


def answering(year: Year) -> None:
    """The person reads and answers, once."""
    assert "年度等次 2020" in year.page("p2", "/year/mine")
    address = f"/year/mine/{year.entry('示二')}"
    assert "结果告知" in year.page("p2", address)
    assert year.page("p3", address) == "404"
    assert year.page("staff", address) == "404"
    client = year.site.client("p2")
    assert "请选择" in post(client, address, text="")
    assert "请写明意见" in post(client, address, agrees="no", text=" ")
    shown = post(client, address, agrees="no", text="<b>另有想法</b>")
    assert "您的意见已经签署" in shown
    assert "<b>另有想法</b>" not in shown
    assert "&lt;b&gt;另有想法" in shown
    assert "您已经签署过意见" in post(client, address, agrees="yes")
    assert "有不同意见" in year.page("m3")
    assert "另有想法" in year.page("staff", f"/year/lists/{year.list_id}/people/{year.people['示二']}")


def test_the_letter_about_a_grade_is_for_its_person_alone(year: Year) -> None:
    """After the list is signed. Who may read every list gets it from the lists, not from another's own page."""
    path = f"/year/mine/{year.entry('示二')}/notice.pdf"
    answer = year.site.client("p2").get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    refused = {login: year.site.client(login).get(path).status_code for login in ("p3", "m1", "staff", "foreign", "it")}
    assert refused == {"p3": 404, "m1": 404, "staff": 404, "foreign": 404, "it": 403}
    assert year.site.client().get(path).status_code == 302
    assert year.site.client("p2").get("/year/mine/999999/notice.pdf").status_code == 404


def test_the_scorecard_of_who_moved_lists_each_stay(year: Year) -> None:
    """示一 from one team to another, 示四 from July on; who was in one place all the year has no list."""
    stays = {}
    for name in ("示一", "示二", "示四"):
        shown = year.page("staff", f"/scorecards/{year.period}/{name}")
        table = re.search(r'<table class="list" id="tenures">(.*?)</table>', shown, re.DOTALL)
        found = re.findall(r"<td[^>]*>(.*?)</td>", table[1]) if table else []
        cells = [re.sub(r"<[^>]*>", "", cell) for cell in found]
        stays[name] = [tuple(cells[at : at + 4]) for at in range(0, len(cells), 4)]
    assert stays == {
        "示一": [("2020-01-01 — 2020-03-10", "甲队", "员额法官", "70"),
                ("2020-03-11 — 2020-12-31", "乙队", "员额法官", "296")],
        "示二": [],
        "示四": [("2020-07-01 — 2020-12-31", "乙队", "书记员", "184")],
    }  # fmt: skip


def test_nobody_reads_a_score_in_a_notice(year: Year) -> None:
    told = year.page("p2", "/notices/")
    assert "等次已经确定" in told
    assert not re.search(r"优秀|称职|90", told.split("<main", 1)[-1].split("等次已经确定")[0][-200:])


@pytest.mark.parametrize("act", ["", "nothing", "seal"])
def test_an_act_that_there_is_not_is_refused(year: Year, act: str) -> None:
    assert year.act("staff", act) == "400"


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "change", "person": "x", "level": "b", "reason": "x"},
        {"act": "change", "person": "9" * 40, "level": "b", "reason": "x"},
        {"act": "compose", "chair": "", "member": ["x", "-1", "9" * 30]},
        {"act": "tie", "level": "x" * 5000, "group": "x", "chosen": "x", "reason": "x" * 20_000},
        {"act": "raise", "level": "a", "group": "无此组", "document": "x" * 5000, "reason": "x"},
    ],
    ids=str,
)
def test_bad_input_is_a_sentence_and_never_a_fault(year: Year, typed: dict[str, object]) -> None:
    act = str(typed["act"])
    shown = year.act("m4", act, **{key: value for key, value in typed.items() if key != "act"})
    assert 'class="message error"' in shown


def test_results_are_used_to_the_fen(year: Year) -> None:
    assert "10 人" in year.page("chair", f"/year/periods/{year.period}/pay")
    client = year.site.client("chair")
    book = load_workbook(io.BytesIO(client.get(f"/year/periods/{year.period}/pay.xlsx").data))
    assert list(book["绩效奖金"].values)[-1][3] == 1000
    rows = list(load_workbook(io.BytesIO(client.get(f"/year/lists/{year.list_id}/list.xlsx").data))["年度等次"].values)
    grades = {row[0]: row[4] for row in rows}
    assert [grades[name] for name in ("示一", "示二", "示三", "示十")] == ["优秀", "优秀", "称职", "称职"]
    assert client.get("/year/periods/999999/pay").status_code == 404
    assert year.page("one", f"/year/periods/{year.period}/pay") == "403"
