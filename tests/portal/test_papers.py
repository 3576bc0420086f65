"""Papers on pages: one at once, many as a job, a code checked by anyone of the court and by nobody else."""

from __future__ import annotations

import io
import re
import time
import zipfile
from urllib.parse import unquote

import pytest

from tests.site import Site, token


def watched(desk: Site, address: str) -> str:
    """The job's page when nothing happens any more."""
    client, until = desk.client("staff"), time.monotonic() + 120
    while 'http-equiv="refresh"' in (page := client.get(address).get_data(as_text=True)):
        assert time.monotonic() < until, page
        time.sleep(0.3)
    return page


def ordered(desk: Site, **fields: object) -> str:
    client, address = desk.client("staff"), f"/papers/new/{desk.closed}"
    data = {"csrf_token": token(client, address), "kind": "scorecard", "who": "all", "order": "kind", **fields}
    answer = client.post(address, data=data)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def test_a_job_from_order_to_zip(desk: Site) -> None:
    address = ordered(desk)
    page = watched(desk, address)
    assert "已完成" in page
    assert "共 2 件，已打印 2 件" in page
    client = desk.client("staff")
    archive = client.get(f"{address}/all.zip")
    named = archive.headers["Content-Disposition"]
    assert unquote(named.encode("latin-1").decode()).startswith("attachment; filename*=UTF-8''示一院_")
    packed = zipfile.ZipFile(io.BytesIO(archive.data))
    assert packed.namelist() == ["0001 甲队 2020年3月 记分卡.pdf", "0002 乙队 2020年3月 记分卡.pdf"]
    single = client.get(f"{address}/1.pdf")
    assert (single.mimetype, single.data) == ("application/pdf", packed.read(packed.namelist()[0]))
    single.close()
    (code, _) = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page)
    for login in ("person", "head", "leader"):
        told = desk.client(login).get(f"/verify/?code={code}").get_data(as_text=True)
        assert "打印时是草稿" in told
        assert "甲队" in told
    assert "没有打印过" in desk.client("alone").get(f"/verify/?code={code}").get_data(as_text=True)
    assert desk.client("alone").get(address).status_code == 404
    data = {"code": code, "file": (io.BytesIO(single.data + b" "), "x.pdf"), "csrf_token": token(client, "/verify/")}
    assert "被改动过" in client.post("/verify/", data=data).get_data(as_text=True)


def test_only_those_ticked_and_one_at_once_give_the_same_paper(desk: Site) -> None:
    address = ordered(desk, who="some", subject="乙队")
    assert "共 1 件，已打印 1 件" in watched(desk, address)
    at_once = desk.client("staff").get(f"/scorecards/{desk.closed}/乙队/paper.pdf")
    assert at_once.mimetype == "application/pdf"
    assert at_once.data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("word", ["pause", "go-on", "again"])
def test_what_cannot_be_done_now_is_said(desk: Site, word: str) -> None:
    address = ordered(desk, who="some", subject="甲队")
    watched(desk, address)
    client = desk.client("staff")
    answer = client.post(f"{address}/{word}", data={"csrf_token": token(client, "/verify/")}, follow_redirects=True)
    assert ("不能这样做" in answer.get_data(as_text=True)) == (word != "again")
    watched(desk, address)


def test_a_month_has_no_papers_of_a_year(desk: Site) -> None:
    client, address = desk.client("staff"), f"/papers/new/{desk.closed}"
    assert "打印全年材料" not in client.get(address).get_data(as_text=True)
    data = {"csrf_token": token(client, address)}
    answer = client.post(f"{address}/whole", data=data, follow_redirects=True)
    assert "不是年度，没有全年材料" in answer.get_data(as_text=True)


def test_nothing_ticked_is_said(desk: Site) -> None:
    client, address = desk.client("staff"), f"/papers/new/{desk.closed}"
    answer = client.post(address, data={"csrf_token": token(client, address), "who": "some"})
    assert "至少选一种报表" in answer.get_data(as_text=True)
