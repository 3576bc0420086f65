"""What goes wrong is a page in Chinese with a way back, and never a traceback."""

from __future__ import annotations

import pytest

from tests.site import Site
from workflow import accounts

HUGE = 60 * 1024 * 1024


def boom(*_args: object, **_named: object) -> None:
    raise RuntimeError("secret detail")


@pytest.mark.parametrize(
    ("login", "method", "path", "status", "words"),
    [
        ("person", "GET", "/workbench/facts/", 403, "没有权限"),
        ("staff", "GET", "/no/such/page", 404, "没有这一页"),
        (None, "GET", "/no/such/page", 404, "没有这一页"),
        ("staff", "GET", "/logout", 405, "不能这样打开"),
        ("staff", "GET", "/?a=%00", 400, "请求有误"),
        ("staff", "GET", "/workbench/facts/?search=%00", 400, "请求有误"),
        (None, "GET", "/static/../app.py", 404, "没有这一页"),
        (None, "GET", "/static/css/", 404, "没有这一页"),
    ],
)
def test_refusals(site: Site, login: str | None, method: str, path: str, status: int, words: str) -> None:
    answer = site.client(login).open(path, method=method)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, words in page, 'lang="zh-Hans-CN"' in page) == (status, True, True)
    assert "回到首页" in page
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/login", "/intake/"])
def test_what_is_too_big_is_not_read(site: Site, path: str) -> None:
    answer = site.client("staff").post(
        path,
        data=b"x",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(HUGE)},
    )
    assert answer.status_code == 413
    assert "文件太大" in answer.get_data(as_text=True)


def test_a_failure_is_logged_and_tells_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(site.app.view_functions, "home.index", boom)
    answer = site.client("staff").get("/")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "系统出错" in page, "secret" in page) == (500, True, False)
    assert "secret detail" in caplog.text


def test_a_failure_to_find_out_who_asks_is_a_page_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.enter("leaving")
    monkeypatch.setattr(accounts, "session_user", boom)
    answer = client.get("/")
    assert (answer.status_code, "系统出错" in answer.get_data(as_text=True)) == (500, True)
