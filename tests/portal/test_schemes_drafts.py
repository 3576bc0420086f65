"""A draft from its start to its publication, as two people do it in the browser; nothing typed is ever lost."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from records.models import SchemeVersion
from tests.site import Site, token

SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]{64})"')
AREA = re.compile(r'<textarea id="text".*?>\n(.*?)</textarea>', re.DOTALL)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def seen(client: FlaskClient, path: str) -> str:
    found = SEEN.search(page(client, path))
    assert found, path
    return found[1]


def send(client: FlaskClient, path: str, **data: Any) -> Any:  # noqa: ANN401 - werkzeug's answer
    return client.post(path, data=data, headers={"X-CSRFToken": token(client, "/password")})


def text_of(client: FlaskClient, path: str) -> str:
    found = AREA.search(page(client, f"{path}/text"))
    assert found
    return html.unescape(found[1])


@pytest.fixture
def draft(desk: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new draft of the first scheme, as the address of its pages."""
    monkeypatch.setattr("portal.schemes.writing.MOMENT", timedelta(0))
    answer = send(desk.client("staff"), f"/schemes/{desk.version}/start")
    assert answer.status_code == 302
    path: str = answer.location
    return path


def test_a_scheme_reads_as_a_document_with_what_it_did(desk: Site) -> None:
    shown = page(desk.client("person"), f"/schemes/{desk.version}")
    assert "“上期”指 2020 年 3 月（已关账）" in shown
    assert "上期 3 件 · 2 个对象 · +9.00" in shown  # 审结案件: three cases at 3 of two teams
    assert "上期涉及 2 个对象" not in shown  # whom a rule touched is for those who may read their scorecards
    assert "上期涉及 2 个对象</summary>乙队、甲队</details>" in page(desk.client("staff"), f"/schemes/{desk.version}")
    assert "审理天数不超过 「快审天数」，且审理程序不为速裁" in shown
    assert "据此起草新版" not in shown
    assert "据此起草新版" in page(desk.client("staff"), f"/schemes/{desk.version}")


def test_drafts_are_for_those_who_work_on_them(desk: Site, draft: str) -> None:
    answers = {role: desk.client(role).get(draft).status_code for role in ("staff", "leader", "person", "head")}
    assert answers == {"staff": 200, "leader": 200, "person": 404, "head": 404}
    assert draft not in page(desk.client("person"), "/schemes/")


def test_a_double_click_starts_one_draft(desk: Site) -> None:
    client = desk.client("staff")
    first, second = (send(client, f"/schemes/{desk.version}/start").location for _ in range(2))
    assert first == second


def test_form_and_text_are_two_views_of_one_draft(desk: Site, draft: str) -> None:
    client = desk.client("staff")
    before = text_of(client, draft)
    form = {"name": "快审加分", "unit": "沭法币", "value": "0.15", "tunable-min": "0", "tunable-max": "2",
            "tunable-step": "0.05", "assumption": "案例没有印出"}  # fmt: skip
    path = f"{draft}/parameters/快审加分"
    assert send(client, path, seen=seen(client, path), **form).status_code == 302
    after = text_of(client, draft)
    assert after.count("#") == before.count("#")
    assert [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]] == [
        ("    value: 0.1", "    value: 0.15")
    ]
    changed = after.replace("value: 0.15", "value: 0.25")
    assert send(client, f"{draft}/text", seen=seen(client, f"{draft}/text"), text=changed).status_code == 302
    assert 'value="0.25"' in page(client, path)


def test_someone_saved_meanwhile(desk: Site, draft: str) -> None:
    """Told, shown the difference, nothing overwritten, the own text still in the form; a second try may save it."""
    client = desk.client("staff")
    path = f"{draft}/text"
    mark, text = seen(client, path), text_of(client, draft)
    theirs = text.replace("[民事一审, 普通, 3]", "[民事一审, 普通, 3.5]")
    mine = text.replace("[刑事一审, 普通, 4]", "[刑事一审, 普通, 4.5]")
    assert send(client, path, seen=mark, text=theirs).status_code == 302
    answer = send(client, path, seen=mark, text=mine)
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "没有保存：您打开以后，示staff" in shown
    assert "案件权重（民事一审，普通）由 3.5 改为 3" in shown
    assert "案件权重（刑事一审，普通）由 4 改为 4.5" in shown
    assert "[刑事一审, 普通, 4.5]" in shown
    assert text_of(client, draft) == theirs
    again = SEEN.search(shown)
    assert again
    assert send(client, path, seen=again[1], text=mine).status_code == 302
    assert text_of(client, draft) == mine


def test_saving_twice_is_saving_once(desk: Site, draft: str) -> None:
    client = desk.client("staff")
    path = f"{draft}/text"
    mark, text = seen(client, path), text_of(client, draft).replace("value: 30\n", "value: 31\n")
    assert [send(client, path, seen=mark, text=text).status_code for _ in range(2)] == [302, 302]


def test_the_road_to_publication(desk: Site, draft: str) -> None:
    staff, leader = desk.client("staff"), desk.client("leader")
    path, check = f"{draft}/text", f"{draft}/check"
    text = text_of(staff, draft).replace("[民事一审, 普通, 3]", "[民事一审, 普通, 三]")
    send(staff, path, seen=seen(staff, path), text=text)
    shown = page(staff, check)
    assert "1 处错误" in shown
    assert f"{draft}/tables/" in shown
    answer = send(staff, f"{draft}/act/submit", seen=seen(staff, check))
    assert (answer.status_code, answer.location) == (302, check)
    assert ">草稿<" in page(staff, check)
    send(staff, path, seen=seen(staff, path), text=text.replace("普通, 三]", "普通, 4]"))
    shown = page(staff, f"{check}?period={desk.closed}")
    assert "0 处错误" in shown
    assert "有变化 2 个，共 2 个" in shown
    assert "6.00</td>" in shown
    assert "8.00</td>" in shown
    send(staff, f"{draft}/act/submit", seen=seen(staff, check))
    assert ">待批准<" in page(staff, check)
    assert f"{draft}/decide/approve" not in page(staff, check)
    send(leader, f"{draft}/decide/back", seen=seen(leader, check), reason="请写依据")
    assert "退回意见：请写依据" in page(staff, check)
    send(staff, f"{draft}/act/submit", seen=seen(staff, check))
    send(leader, f"{draft}/decide/approve", seen=seen(leader, check))
    answer = send(leader, f"{draft}/decide/publish", seen=seen(leader, check), effective="2026-01-01")
    published = draft.removesuffix("/draft")
    assert answer.location == published
    assert send(staff, path, text="x").status_code == 404
    difference = page(desk.client("person"), f"{published}/compare/{desk.version}")
    assert "案件权重（民事一审，普通）由 3 改为 4" in difference
    answer = send(staff, f"/schemes/{desk.version}/again", effective="2026-07-01", reason="试行期满")
    assert ">待批准<" in page(leader, answer.location)


def test_files_go_out_and_come_back_the_same(desk: Site, draft: str) -> None:
    client, files = desk.client("staff"), f"{draft}/files"
    for kind in ("yaml", "xlsx"):
        data = client.get(draft.replace("/draft", f"/export.{kind}")).data
        answer = send(client, files, file=(BytesIO(data), f"办法.{kind}"))
        assert "与草稿相同，没有要改的。" in answer.get_data(as_text=True), kind
    changed = text_of(client, draft).replace("[民事一审, 普通, 3]", "[民事一审, 普通, 3.5]")
    answer = send(client, files, file=(BytesIO(changed.encode()), "办法.yaml"))
    shown = answer.get_data(as_text=True)
    assert "案件权重（民事一审，普通）由 3 改为 3.5" in shown
    assert text_of(client, draft) != changed
    mark = SEEN.search(shown)
    assert mark
    send(client, f"{files}/take", seen=mark[1], text=changed)
    assert text_of(client, draft) == changed


@pytest.mark.parametrize(
    ("text", "typed", "problem", "numbers"),
    [
        ("−超审限每日扣减 × 超期天数", [{"name": "超期天数", "when": "", "value": "9"}], "", "得 −0.05 × 9 = −0.45"),
        ("−超审限每日扣减 × 超期天", [], "未定义的字段「超期天」，是否为「超期天数」？", ""),
        ("−（", [], "没有配对的右括号", ""),
        ("1 ÷ 0", [], "0", ""),
    ],
)
def test_a_formula_is_tried_while_it_is_typed(
    desk: Site, draft: str, text: str, typed: list[dict[str, str]], problem: str, numbers: str
) -> None:
    client = desk.client("staff")
    asked = {"what": "formula", "kind": "items", "place": "points", "fact": "超审限", "text": text, "typed": typed}
    answer = client.post(f"{draft}/try", json=asked, headers={"X-CSRFToken": token(client, "/password")}).get_json()
    assert answer["numbers"] == numbers
    assert problem in " ".join(one["text"] for one in answer["problems"])


@pytest.mark.parametrize(
    "given", [None, [], {}, {"what": "formula", "kind": "nothing"}, {"what": "condition", "kind": 1, "place": []}]
)
def test_odd_questions_are_refused(desk: Site, draft: str, given: object) -> None:
    client = desk.client("staff")
    answer = client.post(f"{draft}/try", json=given, headers={"X-CSRFToken": token(client, "/password")})
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["", "a: [", "scheme: 1", "- x", "items: 3\ntables: []", "items:\n  - 1\n  - {id: a}"])
def test_whatever_is_written_every_page_opens(desk: Site, draft: str, text: str) -> None:
    client = desk.client("staff")
    path = f"{draft}/text"
    assert send(client, path, seen=seen(client, path), text=text).status_code in (302, 422)
    for tail in (
        "",
        "/text",
        "/check",
        "/files",
        "/items/a",
        "/head/head",
        "/add/items",
        "/tables/x",
        "/names?kind=items",
    ):
        assert client.get(draft + tail).status_code in (200, 302, 404), tail


def test_a_rule_is_added_moved_and_taken_out(desk: Site, draft: str) -> None:
    client = desk.client("staff")
    path = f"{draft}/add/items"
    form = {
        "id": "night",
        "title": "夜间值班",
        "category": "fixed",
        "when-fact": "表彰",
        "points": "0.5",
        "basis": "一",
    }
    assert send(client, path, seen=seen(client, path), **form).status_code == 302
    made = f"{draft}/items/night"
    assert "夜间值班" in page(client, made)
    send(client, f"{made}/up", seen=seen(client, made))
    items = text_of(client, draft).split("\nitems:\n")[1].split("\nchains:")[0]  # the part that stands behind them
    order = re.findall(r"  - id: (\w+)\n", items)
    order = re.findall(r"  - id: (\w+)\n", items)
    assert order[-2:] == ["night", "applied_minus"]
    send(client, f"{made}/remove", seen=seen(client, made))
    assert "night" not in text_of(client, draft)
    assert client.get(made).status_code == 404


def test_nobody_is_left_with_half_a_draft(desk: Site, draft: str) -> None:
    client = desk.client("staff")
    send(client, f"{draft}/act/discard", seen=seen(client, f"{draft}/check"))
    assert client.get(draft).status_code == 404
    with desk.session() as session:
        assert session.get(SchemeVersion, int(draft.split("/")[2])) is None


def test_a_scheme_from_nothing_or_from_a_file(desk: Site) -> None:
    client = desk.client("staff")
    empty = send(client, "/schemes/new").location
    assert "新办法" in page(client, empty)
    own = text_of(client, empty).replace("新办法", "演示办法").replace("new-scheme", "own-scheme")
    made = send(client, "/schemes/new", file=(BytesIO(own.encode()), "办法.yaml")).location
    assert "演示办法" in page(client, made)
    assert send(client, "/schemes/new", file=(BytesIO(b"a: ["), "x.yaml")).location == "/schemes/"
    assert 'class="message error"' in page(client, "/schemes/")
