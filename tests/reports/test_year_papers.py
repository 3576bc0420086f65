"""登记表, 公示名单, 绩效奖金分配表: what they print is what the records hold; who has none of them gets none."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from records.database import open_database
from records.models import AppraisalPeriod
from reports.annual import compose_annual
from reports.appraisal_form import compose_form
from reports.desk import Desk, desk_of
from reports.pay import compose_pay
from reports.press.press import press
from reports.press.sheet import Sheet
from reports.publicity import compose_publicity
from rules.exact import decimal_text
from tests import migrated
from tests.reports.conftest import Printing
from tests.workflow.world import build
from tests.workflow.year.world import closed, end
from workflow.year.lists import make
from workflow.year.results import pay_lists


@pytest.fixture(scope="module")
def year_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('papers') / 'year.sqlite3'}"
    migrated.fill(url)
    database = open_database(url)
    with database.session() as opened:
        ending = end(opened, build(opened))
        closed(opened, ending)
        opened.info["period"] = ending.period_id
        opened.commit()
        yield opened
    database.close()


@pytest.fixture(scope="module")
def year_desk(year_session: Session) -> Desk:
    period = year_session.get_one(AppraisalPeriod, year_session.info["period"])
    make(year_session, None, period, "annual")
    year_session.commit()
    return desk_of(year_session, period)


def said(sheet: Sheet | None, folder: Path) -> str:
    """The paper's text without the spaces of its layout."""
    assert sheet is not None
    paper = press(sheet)
    assert paper.problems == ()
    path = folder / "paper.pdf"
    path.write_bytes(paper.pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S607
    return "".join(done.stdout.split())


def test_the_form_of_a_person(year_desk: Desk, tmp_path: Path) -> None:
    result = next(one for one in year_desk.standing.results if one.total is not None)
    text = said(compose_form(year_desk, result.subject), tmp_path)
    places = year_desk.standing.compiled.rounding.places
    assert result.total is not None
    for words in ("公务员年度考核登记表", result.subject, decimal_text(result.total, places), "本人总结", "本人意见"):
        assert words in text
    assert "草稿" in text
    assert "缺考核委员会签名" in text


def test_sums_to_the_fen(year_desk: Desk, tmp_path: Path) -> None:
    text = said(compose_pay(year_desk, ""), tmp_path)
    lists = pay_lists(year_desk.session, year_desk.period)
    assert lists
    for one in lists:
        for row in one.rows:
            assert decimal_text(row.amount, 2) in text
        assert f"合计{len(one.rows)}人{decimal_text(one.total, 2)}元" in text


def test_the_list_for_all(year_desk: Desk, tmp_path: Path) -> None:
    text = said(compose_publicity(year_desk, ""), tmp_path)
    for result in year_desk.standing.results:
        assert result.subject in text
    ranked = year_desk.standing.compiled.scheme.ranking == "shown"
    assert ("名次" in text) == ranked
    assert "个工作日内答复" in text


def test_a_month_of_teams_has_a_list_in_order_and_neither_forms_nor_pay(printing: Printing, tmp_path: Path) -> None:
    desk = desk_of(printing.session, printing.period)
    text = said(compose_publicity(desk, ""), tmp_path)
    assert text.index("甲队") < text.index("乙队")  # 6 points and 3: the scheme shows ranking
    assert "名次" in text
    assert (compose_form(desk, "甲队"), compose_pay(desk, "")) == (None, None)


def test_the_report_of_a_year(year_desk: Desk, tmp_path: Path) -> None:
    result = next(one for one in year_desk.standing.results if one.total is not None)
    sheet = compose_annual(year_desk, result.subject)
    text = said(sheet, tmp_path)
    places = year_desk.standing.compiled.rounding.places
    for line in result.lines:
        if line.points is not None:
            assert decimal_text(line.points, max(places, 0)).replace("-", "−") in text
    for words in ("年度绩效考核报告", "结果与等次", "异议及结果", "草稿", result.subject):
        assert words in text
    assert ("分项与权重" in text) == bool(year_desk.standing.compiled.scheme.sections)
    assert (tmp_path / "paper.pdf").stat().st_size <= 200 * 1024


def test_a_team_has_one_too(printing: Printing, tmp_path: Path) -> None:
    text = said(compose_annual(desk_of(printing.session, printing.period), "甲队"), tmp_path)
    assert "绩效考核报告" in text
    assert "6.00" in text
