"""登记表, 公示名单, 绩效奖金分配表: what they print is what the records hold; who has none of them gets none."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from records.database import open_database
from records.models import AppraisalPeriod
from records.queries.directory import load_directory
from reports.annual import compose_annual
from reports.appraisal_form import compose_form
from reports.desk import Desk, desk_of
from reports.kinds import KINDS, subjects_of
from reports.pay import compose_pay
from reports.press.press import press
from reports.press.sheet import Sheet
from reports.publicity import compose_publicity
from rules.exact import decimal_text
from tests import migrated
from tests.reports.conftest import Printing
from tests.workflow.world import build
from tests.workflow.year.world import closed, end, published
from workflow.facts import record_facts
from workflow.year.lists import make
from workflow.year.results import pay_lists

OF_DIVISIONS = """\
scheme: divisions
version: "1.0"
title: 庭室办法
basis: {document: 演示}
appraises: division
period: year
effective: 2020-01-01
ranking: hidden
total: total
facts:
  结案: {fields: {案件类型: {type: text}, 审理程序: {type: text}, 结案方式: {type: text}, 审理天数: {type: number}}}
figures:
  结案数: {unit: 件, fact: 结案, take: count}
indicators: [{id: total, title: 办案, points: 结案数, basis: 一}]
"""


@pytest.fixture(scope="module")
def year_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('papers') / 'year.sqlite3'}"
    migrated.fill(url)
    database = open_database(url)
    with database.session() as opened:
        ending = end(opened, build(opened))
        closed(opened, ending)
        (division,) = published(opened, ending.world.court_id, OF_DIVISIONS, "2020")
        opened.info["period"], opened.info["division"] = ending.period_id, division.id
        record_facts(opened, None, [ending.world.closed("结-1"), ending.world.closed("结-2", "示二")])
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


def test_a_division_lists_its_members_with_post_days_and_facts(year_session: Session, tmp_path: Path) -> None:
    """示一 was in both teams of the division, as a judge throughout; 示四 came in July."""
    period = year_session.get_one(AppraisalPeriod, year_session.info["division"])
    text = said(compose_annual(desk_of(year_session, period), "民一庭"), tmp_path)
    assert "成员及其结果" in text
    for row in ("示一员额法官3661", "示二法官助理3661", "示三书记员3660", "示四书记员1840"):
        assert row in text
    assert "2.00" in text
    assert "分得" not in text  # this scheme shares nothing out


@pytest.mark.parametrize(
    ("names", "order"),
    [
        # the court first, then each division with its teams and its people, by name
        (("乙队", "示二", "民一庭", "示一", "示一院", "甲队"), ("示一院", "民一庭", "甲队", "乙队", "示二", "示一")),
    ],
)
def test_papers_of_four_levels_come_in_the_order_of_the_house(
    year_desk: Desk, names: tuple[str, ...], order: tuple[str, ...]
) -> None:
    keys = {}
    for key, entity in load_directory(year_desk.session).entities.items():
        if entity.name in names:
            keys[entity.name] = key
    results = tuple(replace(year_desk.standing.results[0], subject=name) for name in names)
    desk = replace(year_desk, standing=replace(year_desk.standing, results=results, keys=keys), kept={})
    assert subjects_of(desk, KINDS["annual"]) == list(order)
