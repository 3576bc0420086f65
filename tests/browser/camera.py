"""Takes pictures of pages at desk and phone width, small enough to keep, and remembers what was too wide."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page

SIZES = {"desk": (1366, 768), "phone": (390, 844)}
ATTEMPTS = 3
TALLEST = 2400  # pixels of a phone's page that are kept
COLOURS = 96  # a palette makes a picture a third of the size, and the eye sees no difference in a page of text


class Camera:
    """A browser at a served demonstration; one page a log-in. ``wanted``: parts of names, none: all pictures."""

    def __init__(self, browser: Browser, base: str, password: str, folder: Path, wanted: tuple[str, ...] = ()) -> None:
        self.browser, self.base, self.password, self.folder, self.wanted = browser, base, password, folder, wanted
        self.pages: dict[str, Page] = {}
        self.taken: list[str] = []
        self.wide: list[str] = []

    def open(self, login: str, path: str = "/") -> Page:
        """A page as somebody at an address of the site."""
        if login not in self.pages:
            context = self.browser.new_context(base_url=self.base, locale="zh-CN")
            context.set_default_timeout(20_000)
            page = self.pages[login] = context.new_page()
            if login:
                page.goto("/login")
                page.fill("#login", login)
                page.fill("#password", self.password)
                page.click("button[type=submit]")
                page.wait_for_url(lambda url: "/login" not in url)
        page = self.pages[login]
        page.set_viewport_size({"width": SIZES["desk"][0], "height": SIZES["desk"][1]})
        page.goto(path)
        return page

    def follow(self, login: str, texts: tuple[str, ...]) -> Page:
        """From the home page by the texts of links."""
        page = self.open(login)
        for text in texts:
            page.goto(page.locator("a", has_text=text).first.get_attribute("href") or "/")
        return page

    def take(self, page: Page, name: str) -> None:
        """The page as it stands, at both widths: the window on a desk, the whole page on a phone."""
        if self.wanted and not any(part in name for part in self.wanted):
            return
        for size in SIZES:
            for _ in range(ATTEMPTS):
                try:
                    self._shoot(page, name, size)
                    break
                except Error:  # a page that tells of progress went on to its next state
                    page.wait_for_load_state()
            else:
                raise RuntimeError(name)
        page.set_viewport_size({"width": SIZES["desk"][0], "height": SIZES["desk"][1]})
        self.taken.append(name)

    def _shoot(self, page: Page, name: str, size: str) -> None:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            self.wide.append(f"{name}-{size}")
        tall = page.evaluate("document.documentElement.scrollHeight") if size == "phone" else height
        clip = {"x": 0, "y": 0, "width": width, "height": min(TALLEST, max(height, tall))}
        shot = page.screenshot(full_page=size == "phone", clip=clip, animations="disabled")  # type: ignore[arg-type]  # a FloatRect
        keep(shot, self.folder / f"{name}-{size}.png")


def keep(shot: bytes, path: Path) -> None:
    """With a palette of its own."""
    with Image.open(BytesIO(shot)) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
