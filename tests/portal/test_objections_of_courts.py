"""A court objects to its own scorecard on its pages: the office of the court above is told and answers, its committee
reviews, the scorecard is corrected. On SQLite and on PostgreSQL, for the pages lock rows and look across courts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import create_app
from portal.database import EXTENSION
from portal.office import EXTENSION as OFFICE
from records.database import open_database
from tests.courts import FIGURE, Courts, build
from tests.migrated import fill
from tests.portal.test_objections import text
from tests.portal.test_running import post
from tests.site import PASSWORD, Site
from workflow.standing import standing_of


@pytest.fixture(params=["sqlite", "postgresql"])
def of_courts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Site, Courts]]:
    """The program over the courts of 延边; all their accounts have the password of the tests."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'courts.sqlite3'}"
    else:
        make: Callable[[], str] = request.getfixturevalue("postgres_url")
        url = make()
    fill(url)
    database = open_database(url)
    courts = build(database, PASSWORD)
    folders = {f"{name}_FOLDER": tmp_path / name for name in ("PAPERS", "JOBS", "ATTACHMENTS")}
    key = "a key of the tests, long enough to sign with"
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": key, **folders})
    yield Site(app, database, url, closed=courts.period), courts
    app.extensions[OFFICE].close()
    app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
    database.close()


def test_a_lower_court_objects_and_the_court_above_corrects(of_courts: tuple[Site, Courts]) -> None:
    site, courts = of_courts
    tumen, yanji, office, member = (site.client(login) for login in ("tumen", "yanji", "office", "member"))
    with courts.acting("office") as (session, _, period):
        rule = standing_of(session, period).compiled.scheme.indicators[0].id
    place = f"/objections/against/{courts.period}/图们法院?about=indicator&rule={rule}"
    assert f"about=indicator&amp;rule={rule}" in text(tumen, f"/scorecards/{courts.period}/图们法院")
    page = post(tumen, place, expects="应按 20 件计", reason="其中 3 件属于另案", evidence="案件清单")
    found = re.search(r"异议 (\d+)", page)
    assert found, page
    one = f"/objections/{found[1]}"
    assert yanji.get(one).status_code == 404
    assert "您不在其列" in post(tumen, f"{one}/decide?way=refuse", text="自己答复")

    assert "「图们法院」对" in text(office, "/notices/")
    assert "的异议待答复" in text(office, "/objections/")
    assert "已办理" in post(office, f"{one}/decide?way=refuse", text="清单不足以证明")
    assert "的异议不成立" in text(tumen, "/notices/")
    told = text(tumen, one)
    assert "答复：不成立" in told
    assert "清单不足以证明" in told
    assert "办理：延边中院" in text(tumen, f"{one}/answer")  # the accounts of the court above are not theirs to see
    assert "已申请复核" in post(tumen, one, act="review", reason="另附裁判文书")

    assert "申请复核" in text(member, "/notices/")
    assert "的异议待复核" in text(member, "/objections/")
    figure = f"court:{courts.ids['图们法院']}:{FIGURE}"
    assert "已办理" in post(member, f"{one}/decide?way=figure", figure=figure, value="20", text="复核属实")
    assert "已更正并重新公示" in post(office, f"/objections/carry/{courts.period}", act="carry")

    assert "更正后" in text(tumen, f"{one}/answer")
    told = text(tumen, one)
    assert [words in told for words in ("复核决定：成立", "记分卡第 2 版", "延边中院")] == [True] * 3
    with courts.acting("tumen") as (session, _, period):
        assert (period.edition, period.state) == (2, "publicised")
        assert standing_of(session, period).inputs.figures["图们法院", "2019", FIGURE] == 20
    assert yanji.get(one).status_code == 404
