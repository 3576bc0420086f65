"""红白黄皮书: every case of the facts that the data names, with its judge, division, finding, rule and clause."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from records.models import AppraisalPeriod, Case, Person
from records.queries.directory import SubjectKey
from reports.desk import Desk, desk_of
from reports.press.press import press
from reports.yearbooks import book, chapters_of, data_of
from rules.beside import SCHEMES
from rules.check import load
from rules.yearbooks import Colour, yearbooks_of
from tests.reports.conftest import Printing
from workflow.facts import Draft, record_facts
from workflow.opening import open_period
from workflow.schemes import publish, submit

NAME = "shangrao-evaluation-2019"
EVENTS = [
    ("精品评选", "示一", date(2020, 6, 1), {"种类": "精品文书"}, "说理充分"),
    ("重点案件", "示二", date(2020, 5, 4), {"事由": "引起重大信访"}, "当事人多次来访"),
    ("重点案件", "示三", date(2020, 5, 5), {"事由": "超审执限"}, "不收入黄皮书"),
    ("重点案件评价", "示一", date(2020, 7, 2), {"事由": "改判", "评价": "有过错"}, "证据采信有误<b>"),
    ("重点案件评价", "示三", date(2020, 7, 3), {"事由": "发回重审", "评价": "无过错"}, "出现新证据"),
]


@pytest.fixture
def shangrao(printing: Printing) -> Desk:
    """The scheme's year 2020 with two evaluated cases, one petition, one model judgment; made once a module."""
    session, court = printing.session, printing.period.court_id
    period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == "2020")).all()
    found = next((one for one in period if one.version.scheme.name == NAME), None)
    if found is None:
        version = submit(session, None, court, (SCHEMES / f"{NAME}.yaml").read_text(encoding="utf-8"))
        publish(session, None, version)
        found = open_period(session, None, version, court, "2020")
        people = {one.name: one.id for one in session.scalars(select(Person).where(Person.court_id == court))}
        case = session.scalars(select(Case.id).where(Case.court_id == court)).first()
        drafts = [
            Draft(court, f"册/{number}", kind, day, SubjectKey("person", people[who]), fields, case, evidence=text)
            for number, (kind, who, day, fields, text) in enumerate(EVENTS)
        ]
        recorded = record_facts(session, None, drafts)
        assert len(recorded.rows) == len(EVENTS)
        session.commit()
    return desk_of(session, found)


def said(desk: Desk, colour: Colour, folder: Path) -> str:
    sheet = book(colour)(desk, "")
    assert sheet is not None
    paper = press(sheet)
    assert paper.problems == ()
    assert paper.pages >= 3
    path = folder / f"{colour}.pdf"
    path.write_bytes(paper.pdf)
    done = subprocess.run(["/usr/bin/pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


@pytest.mark.parametrize(
    ("colour", "title", "there", "not_there"),
    [
        ("red", "红皮书", ["示一", "精品文书", "说理充分", "只收录，不计分"], ["示二", "示三"]),
        ("white", "白皮书", ["示一", "示三", "改判", "证据采信有误<b>", "有过错1件，无过错1件",
                          "列入白皮书并启动案件质量评查", "改革案例第162号二、三是"], ["示二"]),
        ("yellow", "黄皮书", ["示二", "引起重大信访", "当事人多次来访"], ["不收入黄皮书", "示三"]),
    ],
)  # fmt: skip
def test_a_book_holds_its_cases_and_no_other(
    colour: Colour, title: str, there: list[str], not_there: list[str], shangrao: Desk, tmp_path: Path
) -> None:
    text = said(shangrao, colour, tmp_path)
    assert "（2020）示0101民初1号" in text
    assert "草稿" in text  # the year is open
    for part in (title, "目录", "民一庭", "验真码", *there):
        assert part in text, part
    assert [part for part in not_there if part in text] == []


def test_the_contents_give_the_page_of_each_case(shangrao: Desk, tmp_path: Path) -> None:
    """Cover, contents, cases: the first division begins on the third page."""
    contents = said(shangrao, "white", tmp_path).partition("目录")[2]
    assert "（2020）示0101民初1号示一3" in contents.replace(".", "")


def test_cases_stand_by_division_with_rule_and_clause(shangrao: Desk) -> None:
    books, problems = yearbooks_of(shangrao.standing.compiled)
    assert problems == []
    white = next(one for one in books if one.book.colour == "white")
    chapters = chapters_of(shangrao, white)
    assert [(one.division, [case.judge for case in one.cases]) for one in chapters] == [("民一庭", ["示一", "示三"])]
    guilty, innocent = chapters[0].cases
    assert [(one.title, one.basis) for one in guilty.consequences] == [
        ("有过错", "改革案例第162号 二、三是"),
        ("列入白皮书并启动案件质量评查", "改革案例第162号 二、三是"),
    ]
    assert [one.title for one in innocent.consequences] in ([], ["列入白皮书"])
    assert (guilty.team, innocent.team) == ("甲队", "乙队")
    assert [case["found"] for case in data_of(white, chapters)["cases"]] == ["有过错", "无过错"]


def test_the_same_records_give_the_same_book(shangrao: Desk) -> None:
    first, second = (book("white")(shangrao, "") for _ in range(2))
    assert first == second


def test_a_scheme_without_books_has_none(printing: Printing) -> None:
    assert book("red")(desk_of(printing.session, printing.period), "") is None


BAD = {
    "book-fact": ("when: {fact: 重点案}", 6),
    "book-field": ("when: {fact: 重点案件}\n    found: 评价", 7),
    "book-shape": ("when: 重点案件", 6),
    "book-scheme": ("when: {fact: 重点案件}", 1),
}


@pytest.mark.parametrize("code", BAD)
def test_a_wrong_book_is_told_at_its_place(code: str, tmp_path: Path) -> None:
    compiled, _ = load(SCHEMES / f"{NAME}.yaml")
    assert compiled is not None
    name = "another" if code == "book-scheme" else NAME
    rest, line = BAD[code]
    text = f"scheme: {name}\nyearbooks:\n  - id: x\n    colour: red\n    title: x\n    {rest}\n"
    (tmp_path / f"{NAME}.yearbooks.yaml").write_text(text, encoding="utf-8")
    books, problems = yearbooks_of(compiled, tmp_path)
    assert (books, [(problem.code, problem.place.line) for problem in problems]) == ((), [(code, line)])


def test_a_wrong_condition_is_told(tmp_path: Path) -> None:
    compiled, _ = load(SCHEMES / f"{NAME}.yaml")
    assert compiled is not None
    text = (SCHEMES / f"{NAME}.yearbooks.yaml").read_text(encoding="utf-8").replace("事由 = 引起", "事 = 引起")
    (tmp_path / f"{NAME}.yearbooks.yaml").write_text(text, encoding="utf-8")
    books, problems = yearbooks_of(compiled, tmp_path)
    assert books == ()
    assert len(problems) == 1
    assert problems[0].place.line == text[: text.index("事 = ")].count("\n") + 1
