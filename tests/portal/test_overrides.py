"""单独评分 on its pages: applied for, verified and decided by three people, and seen on the scorecard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.site import Site, open_site

INDICATOR = "indicators:\n  - {id: special, title: 专项工作, full_marks: 5, points: 1, basis: 示例}\n"
ALLOWED = "\noverrides: {allowed: indicators, applies_by: 审判团队, verified_by: 审管办, decided_by: 院党组}\n"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def with_overrides(text: str) -> str:
    return text.replace("indicators:\n", INDICATOR, 1) + ALLOWED if "\nindicators:\n" in text else text


@pytest.fixture(scope="module")
def special(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose scheme allows an indicator to be scored by decision."""
    with open_site(tmp_path_factory.mktemp("overrides"), with_overrides) as site:
        yield site


def post(client: FlaskClient, path: str, **data: object) -> str:
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found, path
    answer = client.post(path, data={"csrf_token": found[1], **data}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_from_the_application_to_the_scorecard_and_back(special: Site) -> None:
    staff, second, leader = (special.client(name) for name in ("staff", "leaving", "leader"))
    period, place = f"/periods/{special.opened}", f"/periods/{special.opened}/override"
    assert place in staff.get(period).get_data(as_text=True)
    assert "本周期没有单独评分" in staff.get(period).get_data(as_text=True)
    page = staff.get(place).get_data(as_text=True)
    team = re.search(r'<option value="(team:\d+)">甲队</option>', page)
    assert team
    form = {"subject": team[1], "rule": "special", "points": "3", "reason": "系列案", "evidence": "党组纪要"}
    assert "「三分」不是数" in post(staff, place, **(form | {"points": "三分"}))
    assert "单独评分 6 超出 0 至 5" in post(staff, place, **(form | {"points": "6"}))
    assert "请写明依据" in post(staff, place, **(form | {"evidence": ""}))
    page = post(staff, place, **form)
    assert "已申请，请另一个人核实" in page
    assert "须由三个不同的人办理" in page
    assert "已有一件待办或已生效的单独评分" in post(staff, place, **form)
    address = re.search(r"/overrides/\d+", staff.get(period).get_data(as_text=True))
    assert address
    assert "1 件单独评分待核实或决定" in staff.get("/periods/").get_data(as_text=True)
    assert "已核实，请另一个人决定" in post(second, address[0], act="verify")
    assert "待决定的单独评分" in leader.get("/").get_data(as_text=True)
    assert "已生效" in post(leader, address[0], act="decide")
    card = staff.get(f"/scorecards/{special.opened}/甲队").get_data(as_text=True)
    assert "系列案（依据：党组纪要）" in card
    page = leader.get(address[0]).get_data(as_text=True)
    assert all(words in page for words in ("（办法：审判团队）", "（办法：审管办）", "（办法：院党组）"))
    assert "请写明理由" in post(leader, address[0], act="refuse")
    assert "本项得分按公式计算" in post(leader, address[0], act="refuse", note="材料不实")
    assert "未采用：材料不实" in staff.get(address[0]).get_data(as_text=True)
    assert "系列案（依据" not in staff.get(f"/scorecards/{special.opened}/甲队").get_data(as_text=True)


@pytest.mark.parametrize(
    ("login", "path", "answer"),
    [("person", "/periods/{opened}/override", 403), ("leader", "/periods/{opened}/override", 403),
     ("alone", "/periods/{opened}/override", 404), ("person", "/overrides/1", 403), ("alone", "/overrides/1", 404)],
)  # fmt: skip
def test_others_do_not_get_in(special: Site, login: str, path: str, answer: int) -> None:
    assert special.client(login).get(path.format(opened=special.opened)).status_code == answer
