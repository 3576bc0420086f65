"""A served site and a browser to look at it with. Whatever a page complains about on its console fails the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as SlowPage
from waitress.server import create_server
from waitress.wasyncore import close_all

from reports.press.fonts import made
from tests.site import PASSWORD, Site

DESKTOP, PHONE = (1366, 768), (390, 844)
WAIT = 30_000  # milliseconds: a machine with other work must not fail a test; Playwright's own is 5,000 for expect()
PRESS = 120_000  # for a paper: the first one waits until a process that prints has started
expect.set_options(timeout=WAIT)
Visit = Callable[..., Page]
Enter = Callable[[str], Page]


@contextmanager
def served(site: Site) -> Iterator[str]:
    """A site on a free port, by the server that ./hengji serve uses."""
    server = create_server(
        site.app, host="127.0.0.1", port=0, threads=4, ident=None, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(lambda: close_all(server._map))  # noqa: SLF001 - in its own thread, which then ends
    thread.join()
    server.task_dispatcher.shutdown()


@pytest.fixture(scope="session", autouse=True)
def _fonts() -> None:
    """The fonts of the papers are cut once, which takes half a minute: no page should wait for that in a test."""
    made()


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """The site that is only read."""
    with served(site) as base:
        yield base


@pytest.fixture(scope="module")
def base(desk: Site) -> Iterator[str]:
    """A site that a module of tests may write on."""
    with served(desk) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium: Playwright's own download is not needed."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def states(address: str, browser: Browser) -> dict[str, object]:
    """What the browser keeps of a log-in, by role: log-ins are slow on purpose."""
    return {}


@pytest.fixture
def visit(address: str, browser: Browser, states: dict[str, object]) -> Iterator[Visit]:
    """Opens the site as somebody, in a window of a size; at the end no page may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(login: str, path: str = "/", size: tuple[int, int] = DESKTOP) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": size[0], "height": size[1]}, locale="zh-CN",
            storage_state=states.get(login),  # type: ignore[arg-type]  # as storage_state() gave it
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # A request given up because the page was left is no failure: the icon often is.
        page.on(
            "requestfailed",
            lambda asked: (
                complaints.append(f"{asked.url}: {asked.failure}") if "ERR_ABORTED" not in str(asked.failure) else None
            ),
        )
        page.goto(path)
        if login not in states:
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            states[login] = context.storage_state()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def enter(base: str, browser: Browser) -> Iterator[Enter]:
    """Logs somebody in where tests may write; at the end no page may have complained of its scripts or its content
    policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(login: str) -> Page:
        context = browser.new_context(
            base_url=base, viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def no_wider(page: Page, width: int) -> None:
    """The page is no wider than its window. Asked again while a click's next page is still on its way: a document that
    is being replaced has no width to tell.
    """
    try:
        page.wait_for_function(
            "width => document.readyState === 'complete' && document.documentElement.scrollWidth <= width", arg=width
        )
    except SlowPage:
        pytest.fail(f"{page.url} is wider than {width} pixels")


def fits(page: Page) -> None:
    """Neither at desk nor at phone width is the page wider than its window."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        no_wider(page, width)
