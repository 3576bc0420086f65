"""Pictures of the pages, at desk and phone width, for docs/screens/.

``.venv/bin/python -m tests.browser.screens [PART OF A NAME …]`` loads a demonstration of its own, serves it, walks
through it and takes all pictures, or those whose names contain a part. Not a test: people look at the pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from app import create_app
from portal.database import EXTENSION
from portal.office import EXTENSION as OFFICE
from records.database import migrate, open_database
from tests.browser.camera import Camera
from tests.browser.conftest import served
from tests.browser.scenes import SCENES
from tests.site import Site
from workflow.demonstration.loading import load
from workflow.versions import close_engines

HERE = Path(__file__).resolve().parent.parent.parent / "docs" / "screens"
RAIL = ".rail nav a"
# (file name, log-in, what leads there from the home page: texts of links to follow)
EXTRA = (
    ("scorecard-team", "kaohe", ("记分卡", "2025 年 11 月", "民事二队")),
    ("scorecard-court", "zhongyuan", ("记分卡", "2019 年", "延吉法院")),
    ("scorecard-own", "faguan", ("记分卡", "2025 年 11 月")),
    ("scorecard-mine", "faguan", ("我的记分卡",)),
    ("scorecard-mine-card", "faguan", ("我的记分卡", "打开记分卡")),
    ("scorecard-facts", "faguan", ("我的记分卡", "打开记分卡", "逐件看得分")),
    ("scorecard-another", "faguan", ("我的记分卡", "打开记分卡", "再来一件会怎样")),
    ("overviews-leader", "yuanling", ("总览",)),
    ("overviews-cards", "yuanling", ("总览", "发卡统计")),
    ("overviews-late", "yuanling", ("总览", "逾期")),
    ("overviews-waits", "yuanling", ("总览", "谁在等谁")),
    ("overviews-head", "tingzhang", ("总览",)),
    ("overviews-courts", "zhongyuan", ("总览", "各院")),
    ("committee-draw", "kaohe", ("案件评查", "抽取案件")),
    ("committee-round", "kaohe", ("案件评查", "2025 年第四季度案件评查")),
    ("committee-repeat", "kaohe", ("案件评查", "2025 年第四季度案件评查", "重做这次抽取")),
    ("committee-vote", "kaohe", ("案件评查", "案件质量问题认定")),
    ("cards-notice", "kaohe", ("红黄卡", "全院通报")),
    ("cards-own", "faguan", ("红黄卡",)),
    ("year-list", "yuanling", ("年度等次", "年度考核等次")),
    ("year-selection", "kaohe", ("年度等次", "法官遴选建议名单")),
    ("year-pay", "yuanling", ("年度等次", "绩效奖金分配")),
    ("year-mine", "faguan", ("年度等次",)),
    ("applications-own", "zhuli", ("申请加减",)),
    ("applications-choose", "zhuli", ("申请加减", "提出申请")),
    ("applications-form", "zhuli", ("申请加减", "提出申请", "申请加分")),
    ("applications-posted", "zhuli", ("申请加减", "第 4 号")),
    ("applications-again", "zhuli", ("申请加减", "第 5 号", "补正后重新提出")),
    ("applications-decide", "yuanling", ("申请加减", "第 3 号")),
    ("applications-late", "tingzhang", ("申请加减", "第 9 号")),
    ("applications-deputies", "minyi", ("申请加减", "代办人")),
    ("applications-leaders", "kaohe", ("申请加减", "分管领导")),
    ("standing", "kaohe", ("记分卡", "2025 年 11 月")),
    ("standing-courts", "zhongyuan", ("记分卡", "2019 年")),
    ("scheme-document", "kaohe", ("考核办法", "第 1.0 版")),
    ("tuning-supply", "kaohe", ("试算", "2025 年 11 月", "供求")),
    ("tuning-goal", "kaohe", ("试算", "2025 年 11 月", "目标")),
    ("password", "faguan", ("修改密码",)),
)


@contextmanager
def demonstration() -> Iterator[tuple[Site, str]]:
    """A demonstration in a folder of its own, and its password."""
    with TemporaryDirectory(prefix="hengji-screens-") as folder:
        url, word = f"sqlite:///{folder}/demo.sqlite3", Path(folder) / "password"
        migrate(url)
        database = open_database(url)
        load(database, lambda _line: None, word)
        app = create_app({"DATABASE_URL": url, "SECRET_KEY": "a key of the pictures, long enough to sign with",
                          "ATTACHMENTS_FOLDER": Path(folder) / "attachments", "PAPERS_FOLDER": Path(folder) / "papers",
                          "JOBS_FOLDER": Path(folder) / "jobs"})  # fmt: skip
        yield Site(app, database, url), word.read_text(encoding="ascii").strip()
        app.extensions[OFFICE].close()
        close_engines()
        app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
        database.close()


def main(*wanted: str) -> int:
    """Every page of the rail for the staff and the operator, the pages behind them, then the scenes; 1 when a page is
    wider than its window.
    """
    HERE.mkdir(exist_ok=True)
    with demonstration() as (site, password), served(site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        camera = Camera(browser, base, password, HERE, wanted)
        camera.take(camera.open("", "/login"), "login")
        for login in ("kaohe", "xitong"):
            page = camera.open(login)
            for address in page.eval_on_selector_all(RAIL, "links => links.map(link => link.getAttribute('href'))"):
                name = address.strip("/").replace("/", "-") or "home"
                if name not in camera.taken:
                    page.goto(address)
                    camera.take(page, name)
        for name, login, texts in EXTRA:
            camera.take(camera.follow(login, texts), name)
        for scene in SCENES:
            if not wanted or any(part in name or name in part for part in wanted for name in scene.names):
                scene.play(camera, site)
        browser.close()
    told = [f"{len(camera.taken)} pages in {HERE}", *(f"too wide: {name}" for name in camera.wide)]
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if camera.wide else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
