"""Log-in, log-out, and what a cookie is worth afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access import inside
from records import tenancy
from records.models import User, UserSession
from records.types import now
from tests.site import PASSWORD, Site, token
from workflow import throttle

COOKIE = "session"


def log_in(client: FlaskClient, login: str, password: str, to: str = "") -> tuple[int, str, str]:
    data = {"login": login, "password": password, "csrf_token": token(client)}
    answer = client.post(f"/login{to}", data=data)
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


def sessions_of(site: Site, login: str) -> list[UserSession]:
    with site.session() as session, tenancy.everything(session):
        query = select(UserSession).join(User).where(User.login == login).order_by(UserSession.id)
        return list(session.scalars(query))


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/scorecards/", "/scorecards/"),
        ("/workbench/facts/?flt0_0=%E7%BB%93%E6%A1%88&page=1", "/workbench/facts/?flt0_0=%E7%BB%93%E6%A1%88&page=1"),
        ("", None),
        ("//evil.example/", None),
        ("///evil.example", None),
        ("/\\evil.example", None),
        ("\\/evil.example", None),
        ("/\t/evil.example", None),
        ("/\n/evil.example", None),
        (" //evil.example", None),
        ("https://evil.example/", None),
        ("https:evil.example", None),
        ("javascript:alert(1)", None),
        ("scorecards", None),
    ],
)
def test_only_paths_of_this_site_follow_a_log_in(address: str, where: str | None) -> None:
    assert inside(address) == where


def test_log_in_leads_where_one_wanted_to_go(site: Site) -> None:
    assert log_in(site.client(), "leaving", PASSWORD, "?next=/scorecards/")[:2] == (302, "/scorecards/")
    assert log_in(site.client(), "leaving", PASSWORD, "?next=//evil.example")[:2] == (302, "/")
    assert site.client("staff").get("/login?next=https://evil.example/").location == "/"


def test_log_out_ends_the_session_in_the_database(site: Site) -> None:
    client = site.enter("leaving")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    copy = site.client()
    copy.set_cookie(COOKIE, cookie.value)
    assert copy.get("/").status_code == 200
    assert client.post("/logout", data={"csrf_token": token(client, "/password")}).location == "/login"
    assert sessions_of(site, "leaving")[-1].revoked_at is not None
    assert copy.get("/").location.startswith("/login")
    copy.set_cookie(COOKIE, cookie.value)
    assert copy.get("/").location.startswith("/login")


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    client = site.client()
    data = {"login": "leaving", "password": PASSWORD, "csrf_token": token(client)}
    cookie = client.post("/login", data=data).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_forged_cookie_is_nobodys(site: Site) -> None:
    client = site.enter("leaving")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    forged = site.client()
    forged.set_cookie(COOKIE, cookie.value[:-4] + "AAAA")
    assert forged.get("/").location.startswith("/login")


@pytest.mark.parametrize(("idle", "live"), [(timedelta(minutes=20), True), (timedelta(minutes=31), False)])
def test_an_idle_session_ends(site: Site, idle: timedelta, *, live: bool) -> None:
    client = site.enter("leaving")
    with site.session() as session:
        row = session.get_one(UserSession, sessions_of(site, "leaving")[-1].id)
        row.seen_at = now() - idle
        session.commit()
    assert (client.get("/").status_code == 200) == live


def test_a_session_ends_after_ten_hours_whatever_happens(site: Site) -> None:
    client = site.enter("leaving")
    with site.session() as session:
        row = session.get_one(UserSession, sessions_of(site, "leaving")[-1].id)
        row.created_at = now() - timedelta(hours=10, minutes=1)
        session.commit()
    assert client.get("/").location.startswith("/login")


@pytest.mark.parametrize(
    ("login", "password", "words"),
    [("staff", "错的密码", "登录名或密码不对"), ("谁也不是", PASSWORD, "登录名或密码不对"), ("", "", "请填写登录名"),
     ("x" * 10_000, PASSWORD, ""), ("staff", "x" * 10_000, "")],
)  # fmt: skip
def test_a_refused_log_in_says_so(site: Site, login: str, password: str, words: str) -> None:
    status, _, page = log_in(site.client(), login, password)
    assert status == 200
    assert words in page
    assert 'class="error"' in page or 'class="message error"' in page
    assert "<h1" in page


def test_too_many_failures_are_throttled_with_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.FREE_TRIES, "name", 2)
    client = site.client()
    pages = [log_in(client, "hunted", "错的密码")[2] for _ in range(3)]
    assert "登录名或密码不对" in pages[1]
    assert "失败次数过多" in pages[2]
    assert "分钟后再试" in pages[2]


def test_one_changes_ones_password(site: Site) -> None:
    client, other = site.enter("leaving"), site.enter("leaving")
    new = "明月何曾是两乡 明月"

    def change(old: str, to: str, again: str) -> tuple[int, str]:
        data = {"old": old, "new": to, "again": again, "csrf_token": token(client, "/password")}
        answer = client.post("/password", data=data)
        return answer.status_code, answer.get_data(as_text=True)

    for old, to, again, words in (
        ("错", new, new, "原密码不对"),
        (PASSWORD, new, new + "!", "两次填写的新密码不一致"),
        (PASSWORD, "short", "short", "密码太短"),
        (PASSWORD, "", "", "请填写新密码"),
    ):
        status, page = change(old, to, again)
        assert (status, words in page) == (200, True), words
    assert change(PASSWORD, new, new)[0] == 302
    assert "密码已修改" in client.get("/").get_data(as_text=True)
    assert other.get("/").location.startswith("/login")
    assert change(new, PASSWORD, PASSWORD)[0] == 302  # as it was, for the other tests
