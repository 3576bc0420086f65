"""Applications on pages: what is typed, what is attached, who sees what; every mistake is a sentence at its place."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from records import tenancy
from records.models import Application, Attachment, Posting
from tests.applicants import PDF, employ
from tests.site import Site, token

GOOD = {"day": "2020-04-02", "field0": "2", "field1": "演示事由", "text": "演示说明"}
NONCE = re.compile(r'name="form"[^>]*value="([^"]*)"')
KEPT = re.compile(r'name="kept" value="([^"]+)"')


@pytest.fixture(scope="module")
def office(desk: Site) -> Site:
    employ(desk)
    return desk


def path(office: Site, rule: str = "applied_plus") -> str:
    return f"/applications/new/{office.opened}/{rule}"


def send(client: FlaskClient, address: str, *files: tuple[bytes, str], **typed: object) -> TestResponse:
    page = client.get(address).get_data(as_text=True)
    nonce = NONCE.search(page)
    data: dict[str, Any] = {"csrf_token": token(client, address), "form": nonce[1] if nonce else "", **typed}
    data["files"] = [(BytesIO(content), name) for content, name in files]
    answer = client.post(address, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a large one is a file, which the test client leaves open
    return answer


def act(client: FlaskClient, address: str, which: str, turn: int, **typed: object) -> str:
    data = {"csrf_token": token(client, "/password"), "act": which, "turn": str(turn), **typed}
    return client.post(address, data=data, follow_redirects=True).get_data(as_text=True)


def applied(office: Site, **typed: object) -> str:
    answer = send(office.client("assistant"), path(office), (PDF, "证明.pdf"), **(GOOD | typed))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def count(office: Site, model: type[Any]) -> int:
    with office.session() as session, tenancy.everything(session):
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_from_the_form_to_the_ledger(office: Site) -> None:
    before = count(office, Posting)
    address = applied(office)
    assert "法官确认" in office.client("person").get("/applications/").get_data(as_text=True)
    assert "已确认" in act(office.client("person"), address, "confirm", 1)
    changed = act(office.client("head"), address, "change", 2, field0="1.5", field1="演示事由", reason="折算")
    assert "已修改并确认" in changed
    assert "<del>2</del> → <ins>1.5</ins>" in changed
    assert "已记到记分卡上" in act(office.client("leader"), address, "confirm", 3)
    assert count(office, Posting) == before + 1
    page = office.client("assistant").get(address).get_data(as_text=True)
    link = re.search(r'href="(/scorecards/[^"]+)"', page[page.index("记分</dt>") :])
    assert link is not None
    card = office.client("assistant").get(link[1].partition("#")[0]).get_data(as_text=True)
    assert "1.50" in card
    assert 'id="line-applied_plus"' in card


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": ""}, "请填写日期"),
        ({"day": "昨天"}, "不是日期"),
        ({"day": "2020-03-02"}, "不在考核周期"),
        ({"field0": "两个"}, "不是数"),
        ({"field0": ""}, "请填写「币值」"),
        ({"field0": "-0"}, "没有意义"),
        ({"field0": "99999999999"}, "分值过大"),
        ({"field1": "  "}, "请填写「事由」"),
        ({"text": ""}, "请写明情况说明"),
        ({"text": "长" * 2001}, "太长"),
        ({"case_number": "某某案"}, "不是案号"),
        ({"case_number": "（2019）鲁1329民初7号"}, "代字"),
        ({"field0": "<script>alert(1)</script>"}, "不是数"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(office: Site, typed: dict[str, str], words: str) -> None:
    before = count(office, Application)
    answer = send(office.client("assistant"), path(office), (PDF, "证明.pdf"), **(GOOD | typed))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, count(office, Application)) == (200, before)
    assert words in page
    assert "<script>alert" not in page
    kept = KEPT.search(page)
    assert kept is not None, "the file that came with the mistake is still there"
    assert "证明.pdf" in page


def test_a_case_that_is_not_known_yet_may_be_named(office: Site) -> None:
    """By its number of the kind before 2016, which names no court code."""
    address = applied(office, case_number="(2015)示民初字第7号")
    page = office.client("assistant").get(address).get_data(as_text=True)
    assert "（2015）示民初字第7号" in page
    assert "案件还没有登记" in page
    assert "案件还没有登记" not in office.client("assistant").get(applied(office)).get_data(as_text=True)


def test_a_file_of_an_earlier_try_counts_and_a_forged_one_does_not(office: Site) -> None:
    client = office.client("assistant")
    page = send(client, path(office), (PDF, "证明.pdf"), **(GOOD | {"text": ""})).get_data(as_text=True)
    kept = KEPT.search(page)
    assert kept is not None
    answer = send(client, path(office), **GOOD, kept=kept[1])
    assert "证明.pdf" in client.get(answer.location).get_data(as_text=True)
    for forged in (kept[1][:-3] + "abc", "x", ""):
        answer = send(client, path(office), **GOOD, kept=forged)
        assert "证明.pdf" not in client.get(answer.location).get_data(as_text=True)
    other = send(office.client("clerk"), path(office), **GOOD, kept=kept[1])  # signed for another person
    assert "证明.pdf" not in office.client("clerk").get(other.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html>", "页.pdf", "不是可以上传的文件"),
        (b"", "空.pdf", "空文件"),
        (PDF + b"x" * (10 * 1024 * 1024), "大.pdf", "超过一个文件的上限 10 MB"),
    ],
)
def test_what_cannot_be_attached(office: Site, content: bytes, name: str, words: str) -> None:
    before = count(office, Attachment)
    page = send(office.client("assistant"), path(office), (content, name), **GOOD).get_data(as_text=True)
    assert words in page
    assert count(office, Attachment) == before


def test_too_many_files(office: Site) -> None:
    files = [(PDF + str(number).encode(), f"{number}.pdf") for number in range(11)]
    page = send(office.client("assistant"), path(office), *files, **GOOD).get_data(as_text=True)
    assert "附件最多 10 个" in page


def test_a_file_is_handed_out_to_those_concerned_and_as_a_file(office: Site) -> None:
    address = applied(office, field1="<b>附件</b>")
    page = office.client("assistant").get(address).get_data(as_text=True)
    assert "<b>附件</b>" not in page
    link = re.search(rf'href="({address}/files/\d+)"', page)
    assert link is not None
    answer = office.client("person").get(link[1])
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    for login in ("clerk", "committee", "alone", "supervisor"):
        assert office.client(login).get(link[1]).status_code in (403, 404), login
        assert office.client(login).get(address).status_code in (403, 404), login
    number = int(link[1].rsplit("/", 1)[1])
    assert office.client("person").get(f"{address}/files/{number + 999}").status_code == 404
    other = applied(office)
    assert office.client("person").get(f"{other}/files/{number}").status_code == 404  # of another application


def test_the_second_click_the_stale_page_and_the_wrong_hand(office: Site) -> None:
    client = office.client("assistant")
    page = client.get(path(office)).get_data(as_text=True)
    nonce = NONCE.search(page)
    assert nonce is not None
    data = {"csrf_token": token(client, path(office)), "form": nonce[1], **GOOD}
    first = client.post(path(office), data=data)
    assert first.status_code == 302
    again = client.post(path(office), data=data).get_data(as_text=True)
    assert "这份申请已经提交过" in again
    judge, address = office.client("person"), str(first.location)
    assert "已确认" in act(judge, address, "confirm", 1)
    assert "刚刚有人办理过" in act(judge, address, "confirm", 1)
    assert "不由您办理" in act(judge, address, "confirm", 2)
    assert "须由别人确认" in act(client, address, "confirm", 2)
    assert "请写明理由" in act(office.client("head"), address, "refuse", 2)
    assert "没有办理" in act(office.client("head"), address, "confirm", "x")  # type: ignore[arg-type]  # as a forger types
    answer = client.post(address, data={"csrf_token": token(client, address), "act": "no-such", "turn": "2"})
    assert answer.status_code == 400
    assert "已撤回" in act(client, address, "withdraw", 2)


def test_sent_back_mended_and_applied_again(office: Site) -> None:
    client, address = office.client("assistant"), applied(office)
    assert client.get(f"{address}/again").status_code == 302  # not yet
    assert "已退回申请人补正" in act(office.client("person"), address, "return", 1, reason="请附照片")
    form = client.get(f"{address}/again").get_data(as_text=True)
    assert "请附照片" in form
    assert 'value="演示事由"' in form
    bad = send(client, f"{address}/again", **(GOOD | {"field0": "多"})).get_data(as_text=True)
    assert "不是数" in bad
    answer = send(client, f"{address}/again", (b"\x89PNG\r\n\x1a\n", "照片.png"), **(GOOD | {"field0": "3"}))
    assert answer.status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert "照片.png" in page
    assert "证明.pdf" not in page  # its box was not ticked
    assert "补正后重新提出" in page
    assert office.client("person").get(f"{address}/again").status_code == 403


def test_staff_apply_for_others_and_send_back(office: Site) -> None:
    staff = office.client("staff")
    page = staff.get(path(office, "applied_minus")).get_data(as_text=True)
    assert "为谁申请" in page
    missing = send(staff, path(office, "applied_minus"), **GOOD).get_data(as_text=True)
    assert "没有选定为谁申请" in missing
    person = re.search(r'<option value="(\d+)">示二', page)
    assert person is not None
    answer = send(staff, path(office, "applied_minus"), **GOOD, person=person[1])
    assert "−2.00" in staff.get(answer.location).get_data(as_text=True)
    assert "已退回" in act(staff, str(answer.location), "return", 1, reason="重复")


def test_a_closed_period_and_what_is_not_there(office: Site) -> None:
    client = office.client("assistant")
    closed = f"/applications/new/{office.closed}/applied_plus"
    page = send(client, closed, **(GOOD | {"day": "2020-03-02"})).get_data(as_text=True)
    assert "已关账，不能申请" in page
    for wrong in (f"/applications/new/{office.foreign_period}/applied_plus", path(office, "closed"),
                  path(office, "no-such"), "/applications/0", "/applications/99999999999"):  # fmt: skip
        assert client.get(wrong).status_code == 404, wrong


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "请填写开始日"),
        ({"deputy": "0", "since": "2099-01-01", "until": "2099-01-02"}, "选定的人不能代办"),
        ({"deputy": "x", "since": "2099-01-02", "until": "2099-01-01"}, "结束日要不早于开始日"),
        ({"deputy": "", "since": "2019-01-01", "until": "2019-01-02"}, "已经过去"),
    ],
)
def test_deputies_that_cannot_be(office: Site, typed: dict[str, str], words: str) -> None:
    client = office.client("person")
    data = {"csrf_token": token(client, "/applications/deputies"), **typed}
    assert words in client.post("/applications/deputies", data=data).get_data(as_text=True)


def test_a_deputy_is_named_stands_in_and_is_thanked(office: Site) -> None:
    judge, clerk = office.client("person"), office.client("clerk")
    address = applied(office)
    assert clerk.get(address).status_code == 404
    page = judge.get("/applications/deputies").get_data(as_text=True)
    chosen = re.search(r'<option value="(\d+)">示三', page)
    assert chosen is not None
    today = re.search(r'name="since"[^>]*value="([^"]+)"', page)
    assert today is not None
    data = {"csrf_token": token(judge, "/applications/deputies"), "deputy": chosen[1], "since": today[1],
            "until": today[1]}  # fmt: skip
    page = judge.post("/applications/deputies", data=data, follow_redirects=True).get_data(as_text=True)
    assert "已请「示三」代办" in page
    assert "您代 示person 办理" in clerk.get(address).get_data(as_text=True)
    assert "示三（代示person）" in act(clerk, address, "confirm", 1)
    end = re.search(r'action="(/applications/deputies/\d+/end)"', page)
    assert end is not None
    stranger = office.client("head").post(end[1], data={"csrf_token": token(office.client("head"), "/password")})
    assert stranger.status_code == 404
    done = judge.post(end[1], data={"csrf_token": token(judge, "/password")}, follow_redirects=True)
    assert "已结束代办" in done.get_data(as_text=True)


def test_the_leader_in_charge_is_named_by_staff(office: Site) -> None:
    staff = office.client("staff")
    page = staff.get("/applications/leaders").get_data(as_text=True)
    field = re.search(r'name="(division\d+)"', page)
    leader = re.search(r'<option value="(\d+)">示leader', page)
    assert field is not None
    assert leader is not None
    data = {"csrf_token": token(staff, "/applications/leaders")}
    assert staff.post("/applications/leaders", data={**data, field[1]: "99999"}).status_code == 400
    done = staff.post("/applications/leaders", data={**data, field[1]: leader[1]}, follow_redirects=True)
    assert "selected" in done.get_data(as_text=True)
    assert office.client("head").get("/applications/leaders").status_code == 403
