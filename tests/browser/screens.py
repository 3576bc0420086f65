"""Pictures of the pages, at desk and phone width, for docs/screens/.

Run beside a served demonstration: ``.venv/bin/python -m tests.browser.screens http://127.0.0.1:8080 PASSWORD``, with
the password that ``./hengji demo`` prints. Not a test: the pictures are looked at by people.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent.parent.parent / "docs" / "screens"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
RAIL = ".rail nav a"
# (file name, log-in, what leads there from the home page: texts of links to follow, or an address)
EXTRA = (
    ("scorecard-team", "kaohe", ("记分卡", "2025 年 11 月", "民事二队")),
    ("scorecard-court", "zhongyuan", ("记分卡", "2019 年", "延吉法院")),
    ("scorecard-own", "faguan", ("记分卡", "2025 年 11 月")),
    ("standing", "kaohe", ("记分卡", "2025 年 11 月")),
    ("standing-courts", "zhongyuan", ("记分卡", "2019 年")),
    ("scheme-document", "kaohe", ("考核办法", "第 1.0 版")),
    ("period", "kaohe", ("周期", "沭法币积分办法 · 2025 年 11 月")),
    ("period-close", "kaohe", ("周期", "关账")),
    ("period-publicise", "kaohe", ("周期", "公示")),
    ("tuning-sliders", "kaohe", ("试算", "2025 年 11 月")),
    ("tuning-supply", "kaohe", ("试算", "2025 年 11 月", "供求")),
    ("tuning-goal", "kaohe", ("试算", "2025 年 11 月", "目标")),
    ("password", "faguan", ("修改密码",)),
)
TALLEST = 2400  # pixels of a phone's page that are kept


def _enter(page: Page, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/login")
    page.fill("#login", login)
    page.fill("#password", password)
    page.click("button[type=submit]")


def _keep(page: Page, name: str, size: str) -> None:
    width, height = SIZES[size]
    full = size == "phone"
    tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight")) if full else height
    page.screenshot(
        path=HERE / f"{name}-{size}.png", full_page=full, clip={"x": 0, "y": 0, "width": width, "height": tall}
    )


def _follow(page: Page, base: str, texts: tuple[str, ...]) -> None:
    page.goto(f"{base}/")
    for text in texts:
        page.goto(base + (page.locator("a", has_text=text).first.get_attribute("href") or "/"))


def main(base: str, password: str) -> None:
    """Every page of the rail for the staff and the operator, then the pages behind them."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for login in ("kaohe", "xitong", "zhongyuan", "faguan"):
                page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
                if login == "kaohe":
                    page.goto(f"{base}/login")
                    _keep(page, "login", size)
                _enter(page, base, login, password)
                if login in {"kaohe", "xitong"}:
                    for address in page.eval_on_selector_all(
                        RAIL, "links => links.map(link => link.getAttribute('href'))"
                    ):
                        if login == "kaohe" or "/workbench/" in address:
                            page.goto(base + address)
                            _keep(page, address.strip("/").replace("/", "-") or "home", size)
                for name, who, texts in EXTRA:
                    if who == login:
                        _follow(page, base, texts)
                        _keep(page, name, size)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
