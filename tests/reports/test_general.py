"""年度考核总报告: its figures are those of the database; names only where the scheme shows ranking."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Card, Scorecard
from reports.court_year import court_year, spread
from reports.desk import desk_of
from reports.general import compose_general, data_of
from reports.kinds import KINDS, composed, subjects_of
from reports.press.press import press
from reports.press.sheet import Sheet
from shown.writing import amount
from tests.reports.conftest import Printing


def text_of(sheet: Sheet | None, folder: Path) -> str:
    assert sheet is not None
    paper = press(sheet)
    assert paper.problems == ()
    path = folder / "paper.pdf"
    path.write_bytes(paper.pdf)
    done = subprocess.run(["/usr/bin/pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def stored(session: Session, period: AppraisalPeriod) -> list[Fraction]:
    query = select(Scorecard.total).where(Scorecard.period_id == period.id, Scorecard.edition == period.edition)
    return [total for total in session.scalars(query) if total is not None]


def test_the_report_says_what_is_stored(printing: Printing, tmp_path: Path) -> None:
    period = printing.period
    totals = stored(printing.session, period)
    text = text_of(compose_general(desk_of(printing.session, period), ""), tmp_path)
    assert len(totals) == 2
    for part in ("演示第一法院", "2020年3月考核总报告", "总分分布", "民一庭", "没有人工调整", "没有异议",
                 "本期没有拟定等次名单", "2019年3月没有按本办法考核的结果", "验真码", "草稿", "未封存",
                 f"最高/最低{amount(max(totals))}/{amount(min(totals))}",
                 f"平均{amount(sum(totals, Fraction(0)) / 2)}"):  # fmt: skip
        assert part in text, part


def test_the_data_is_that_of_the_rows(printing: Printing) -> None:
    desk = desk_of(printing.session, printing.period)
    year = court_year(desk)
    assert year is not None
    totals = stored(printing.session, printing.period)
    data = data_of(year)
    assert (Fraction(data["totals"]["high"]), data["totals"]["count"]) == (max(totals), len(totals))
    by_rule = {row.title: row.points for row in year.rules}
    for title, points in by_rule.items():
        lines = [line for one in desk.standing.results for line in one.lines if line.title == title]
        assert points == sum((line.points for line in lines if line.points is not None), Fraction(0))
    assert [(one.name, one.count) for one in year.units] == [("民一庭", 2)]
    assert year.groups[0].count == 2
    assert year.fairness.small_groups == len(year.groups)  # two teams: too few to compare


def test_ranking_stands_where_the_scheme_shows_it(printing: Printing, tmp_path: Path) -> None:
    desk = desk_of(printing.session, printing.period)
    year = court_year(desk)
    assert year is not None
    assert desk.standing.compiled.scheme.ranking == "shown"
    assert {name for _, name, _ in year.ranked} == {"甲队", "乙队"}
    hidden = printing.session.get_one(AppraisalPeriod, printing.site.cards)
    cards = desk_of(printing.session, hidden)
    assert cards.standing.compiled.scheme.ranking == "hidden"
    text = text_of(compose_general(cards, ""), tmp_path)
    assert "本报告只列汇总数" in text
    assert [name for name in ("示二", "示三") if name in text] == []
    assert "名次" not in text
    count = printing.session.scalar(select(func.count(Card.id)).where(Card.day.between(hidden.starts, hidden.ends)))
    told = court_year(cards)
    assert told is not None
    assert sum(one.standing + one.withdrawn for one in told.cards) == (count or 0) > 0


@pytest.mark.parametrize(
    ("values", "ratio"),
    [((), None), ((3, 3), 1), ((6, 4, 3), 2), ((5, 0), None), ((5, -1), None)],
)
def test_highest_to_lowest(values: tuple[int, ...], ratio: int | None) -> None:
    assert spread([Fraction(value) for value in values]).ratio == ratio


def test_few_persons_give_no_mean(printing: Printing) -> None:
    hidden = desk_of(printing.session, printing.session.get_one(AppraisalPeriod, printing.site.cards))
    year = court_year(hidden)
    assert year is not None
    assert hidden.standing.compiled.scheme.appraises == "person"
    assert {(one.small, one.mean) for one in year.units} <= {(True, None)}


@pytest.mark.parametrize("kind", ["letter", "notice", "general"])
def test_the_batch_has_the_paper_with_its_code(kind: str, printing: Printing, tmp_path: Path) -> None:
    desk = desk_of(printing.session, printing.session.get_one(AppraisalPeriod, printing.site.cards))
    first, again = ([composed(desk, KINDS[kind], one) for one in subjects_of(desk, KINDS[kind])] for _ in range(2))
    assert first == again
    sheets = [sheet for sheet in first if sheet is not None]
    assert len(sheets) == 1
    text = text_of(sheets[0], tmp_path)
    assert sheets[0].code in text
    assert ("草稿" in text) == (kind == "general")  # a card counts from its day, the year is open


def test_a_letter_says_the_card_of_the_records(printing: Printing, tmp_path: Path) -> None:
    desk = desk_of(printing.session, printing.session.get_one(AppraisalPeriod, printing.site.cards))
    text = text_of(composed(desk, KINDS["letter"], "示一"), tmp_path)
    for card in printing.session.scalars(select(Card).where(Card.letter)):
        assert f"关于发出{card.title}的通知" in text
        assert f"{card.day.year}年{card.day.month}月{card.day.day}日" in text
    assert "（2020）示0101民初1号" in text
