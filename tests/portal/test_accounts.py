"""The operator's page: an account made, its first password used, reset, closed and opened; and what is refused."""

from __future__ import annotations

import re

import pytest

from tests.site import Site, token

SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


def post(desk: Site, path: str, **data: str) -> str:
    client = desk.client("operator")
    answer = client.post(path, data={**data, "csrf_token": token(client, "/accounts/")}, follow_redirects=True)
    return answer.get_data(as_text=True)


def make(desk: Site, login: str, **changes: str) -> str:
    form = {"login": login, "name": "示新人", "role": "staff", "person": "0", "division": "0", **changes}
    return post(desk, "/accounts/", **form)


def test_an_account_from_beginning_to_end(desk: Site) -> None:
    made = SECRET.search(make(desk, "beginner"))
    assert made
    client = desk.enter("beginner", made[1])
    assert client.get("/").location == "/password"
    page = desk.client("operator").get("/accounts/").get_data(as_text=True)
    assert made[1] not in page
    row = page[page.index(">beginner</td>") :]
    number = re.search(r"/accounts/(\d+)/reset", row)
    assert number
    again = SECRET.search(post(desk, f"/accounts/{number[1]}/reset"))
    assert again
    assert again[1] != made[1]
    assert client.get("/").location.startswith("/login")  # its sessions ended
    assert "示新人 已停用" in post(desk, f"/accounts/{number[1]}/close")
    refused = desk.app.test_client()
    answer = refused.post("/login", data={"login": "beginner", "password": again[1], "csrf_token": token(refused)})
    assert answer.status_code == 200
    assert "示新人 已启用" in post(desk, f"/accounts/{number[1]}/open")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"login": ""}, "请填写登录名"),
        ({"login": "staff"}, "已"),
        ({"login": "x y"}, "登录名"),
        ({"login": "h1", "role": "head"}, "庭室"),
        ({"login": "p1", "role": "person"}, "干警"),
        ({"login": "r1", "role": "emperor"}, "有效"),
        ({"login": "q1", "role": "staff", "person": "999999"}, "有效"),
    ],
)
def test_what_is_refused(desk: Site, changes: dict[str, str], said: str) -> None:
    page = make(desk, **{"login": "nobody", **changes})
    assert SECRET.search(page) is None
    assert said in page


def test_a_person_has_one_account_and_an_operator_keeps_her_own(desk: Site) -> None:
    page = desk.client("operator").get("/accounts/").get_data(as_text=True)
    person = re.search(r'<option value="(\d+)">示一（', page)
    assert person
    assert "这名干警已经有账号" in make(desk, "twin", role="person", person=person[1])
    row = page[page.index(">operator</td>") :]
    own = re.search(r"/accounts/(\d+)/close", row)
    assert own
    assert "不能停用自己" in post(desk, f"/accounts/{own[1]}/close")
