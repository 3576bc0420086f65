"""Every page that a role can walk to, and that each is sound."""

from __future__ import annotations

from collections import deque
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.headers import POLICY
from tests.portal.soundness import Page
from tests.site import Site
from workflow.permissions import GRANTS

FILES = (".pdf", ".xlsx", ".yaml")
NO_PAGE = {""}


def kind_of(address: str) -> tuple[object, ...]:
    """Links that differ only in what they filter by lead to one kind of page; so do the records of a list."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    return parts.path, tuple(sorted(asked)), tuple(asked.get("sort", ()))


def walk(site: Site, role: str) -> dict[str, Page]:
    """Everything a role reaches by links from the home page. A link that fails is a fault of the page it is on."""
    client, found = site.client(role), dict[str, Page]()
    seen, waiting = {kind_of("/")}, deque([("/", "")])
    while waiting:
        address, source = waiting.popleft()
        answer = client.get(address, follow_redirects=True)  # a notice leads on to what it tells of
        assert answer.status_code == 200, f"{role}: {source} leads to {address}: {answer.status_code}"
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        page = found[address] = Page(answer.get_data(as_text=True))
        for link in page.links:
            if link.startswith("#"):  # a place on this very page
                assert link[1:] in page.ids, f"{role}: {address} has nothing called {link}"
                continue
            if link in NO_PAGE or urlsplit(link).path.endswith(FILES) or kind_of(link) in seen:
                continue
            seen.add(kind_of(link))
            waiting.append((link, address))
    return found


@pytest.mark.parametrize("role", [*GRANTS, "alone"])
def test_every_page_within_reach_is_sound(site: Site, role: str) -> None:
    """``alone`` is staff of a court without anything: every list and page is empty."""
    pages = walk(site, role)
    assert {address: page.faults for address, page in pages.items() if page.faults} == {}
    assert len(pages) >= 3


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "还没有考核周期"),
        ("/scorecards/", "还没有可看的考核周期"),
        ("/workbench/people/", "没有符合条件的干警"),
        ("/workbench/cases/", "没有符合条件的案件"),
        ("/workbench/facts/", "没有符合条件的事实"),
        ("/workbench/figures/", "没有符合条件的统计数"),
        ("/workbench/cards/", "没有符合条件的卡"),
        ("/workbench/imports/", "还没有导入过文件"),
        ("/workbench/schemes/", "还没有考核办法"),
        ("/workbench/periods/", "还没有考核周期"),
        ("/workbench/ledger/", "没有符合条件的记账"),
        ("/workbench/memberships/", "没有符合条件的任职记录"),
        ("/intake/", "还没有已发布的考核办法"),
    ],
)
def test_an_empty_court_is_told_what_comes_next(site: Site, path: str, words: str) -> None:
    assert words in site.client("alone").get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/login", "/no/such/page"])
def test_pages_before_the_door_are_sound(site: Site, path: str) -> None:
    assert Page(site.client().get(path).get_data(as_text=True)).faults == []


def test_the_checker_sees_what_is_wrong() -> None:
    text = (
        '<html><p id="a" onclick="x"><b id="a" style="y"></p><input name="q"><script>1</script><a href="//x.example">'
    )
    assert Page(text).faults == [
        "no doctype", "no lang", "onclick on <p>", "style on <b>", "</p> closes ['b'] at (1, 48)", "inline <script>",
        "href leads outside: //x.example", "unclosed <html>", "unclosed <p>", "unclosed <b>", "unclosed <a>",
        "id a twice", "field ? has no label", "0 h1",
    ]  # fmt: skip


def test_a_scorecard_shows_the_way_from_total_to_case(site: Site) -> None:
    page = site.client("staff").get(f"/scorecards/{site.closed}/甲队").get_data(as_text=True)
    for words in ('id="total">6.00', "民事一审", "依据", "（2020）示0101民初1号", "2020-03-05", "已关账", "打印 PDF"):
        assert words in page, words
    assert f"/workbench/facts/details/?id={site.own['facts']}" in page


def test_whoever_may_not_open_facts_gets_no_dead_link(site: Site) -> None:
    page = site.client("person").get(f"/scorecards/{site.closed}/甲队").get_data(as_text=True)
    assert "（2020）示0101民初1号" in page
    assert "/workbench/facts/" not in page


def test_cards_are_shown_with_what_made_them(site: Site) -> None:
    page = site.client("staff").get(f"/scorecards/{site.cards}/示一").get_data(as_text=True)
    for words in ("红黄卡", "2020-03-09", "2020-04-09", 'class="tag yellow"', 'class="tag red"'):
        assert words in page, words
    assert "名次" not in site.client("staff").get(f"/scorecards/{site.cards}").get_data(as_text=True)
