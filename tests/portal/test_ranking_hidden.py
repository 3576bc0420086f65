"""A scheme that hides ranking: no place, and no list in the order of results, on any page, export, paper or answer.

Every scheme of the site is made to hide ranking. Five teams have results so that neither the order of names nor that of
the establishment is the order of results, up or down; whatever lists four of them in the order of results is found.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod, Court, Membership, Person, Team, User
from records.queries.directory import SubjectKey
from reports.desk import desk_of
from reports.kinds import KINDS, composed, subjects_of
from reports.press.press import press
from rules.condition import Value
from tests.portal.test_pages import walk
from tests.site import START, Site, open_site
from workflow import exporting
from workflow.closing import close
from workflow.facts import Draft, record_facts
from workflow.permissions import GRANTS
from workflow.tokens import RIGHTS, issue

MORE = {"己队": 3, "戊队": 4, "丁队": 1}  # cases closed, 3 each; 甲队 has 6 points, 乙队 3
RESULTS: dict[str, Fraction] = {
    "戊队": Fraction(12), "己队": Fraction(9), "甲队": Fraction(6), "丁队": Fraction("3.2"), "乙队": Fraction(3),
}  # fmt: skip
PLACE = re.compile(r"名次|排名|第\s*[0-9一二三四五六七八九十]+\s*名|名列")
LEAST = 4  # names that make an order: three of the five stand so by chance
EXEMPT = ("/schemes/",)  # the text of a scheme says whether it ranks


class Lists(HTMLParser):
    """The names of teams in each table and list of a page, in the order in which they first stand there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._open: list[dict[str, None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"table", "ul", "ol", "svg", "select", "main"}:
            self._open.append({})

    def handle_endtag(self, tag: str) -> None:
        if tag in {"table", "ul", "ol", "svg", "select", "main"} and self._open:
            self.found.append(list(self._open.pop()))

    def handle_data(self, data: str) -> None:
        for name in re.findall("|".join(RESULTS), data):
            for names in self._open:
                names.setdefault(name)


def by_result(names: list[str]) -> bool:
    """Whether so many names stand in the order of results, up or down."""
    values = [RESULTS[name] for name in names if name in RESULTS]
    return len(values) >= LEAST and values in (sorted(values), sorted(values, reverse=True))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """March is closed with two teams; in April there are five, and it is made public."""
    folder = tmp_path_factory.mktemp("hidden")
    with open_site(folder, lambda text: text.replace("ranking: shown", "ranking: hidden")) as site:
        _more_teams(site)
        yield site


def _more_teams(site: Site) -> None:
    with site.session() as session:
        with tenancy.everything(session):
            court = session.scalars(select(Court.id).where(Court.name == "示一院")).one()
        tenancy.enter(session, court)
        first = session.scalars(select(Team).order_by(Team.id)).first()
        assert first is not None
        drafts = []
        for number, (name, count) in enumerate(MORE.items()):
            team = Team(court_id=court, name=name, division_id=first.division_id, classes=dict(first.classes))
            person = Person(court_id=court, name=f"示{'子丑寅'[number]}", number=f"9{number}")
            session.add_all([team, person])
            session.flush()
            session.add(Membership(court_id=court, person_id=person.id, team_id=team.id, post="员额法官", since=START))
            fields: dict[str, Value | None] = {
                "案件类型": "民事一审", "审理程序": "普通", "结案方式": "调解" if name == "丁队" else "判决",
                "审理天数": Fraction(100),
            }  # fmt: skip
            key, case = SubjectKey("person", person.id), site.own["cases"]
            drafts += [
                Draft(court, f"更多/{number}/{one}", "结案", date(2020, 4, 8), key, fields, case)
                for one in range(count)
            ]
        session.flush()
        record_facts(session, None, drafts)
        april = session.get_one(AppraisalPeriod, site.opened)
        assert close(session, None, april).closed
        april.state, april.publicised_from, april.publicised_until = "publicised", date(2020, 5, 6), date(2020, 5, 12)
        session.commit()


def test_the_results_stand_in_no_order_of_names(hidden: Site) -> None:
    with hidden.session() as session:
        session.info.clear()
        with tenancy.everything(session):
            desk = desk_of(session, session.get_one(AppraisalPeriod, hidden.opened))
    assert {one.subject: one.total for one in desk.standing.results} == RESULTS
    assert not by_result([one.subject for one in desk.standing.results])
    assert not by_result(sorted(RESULTS))
    assert by_result(list(RESULTS))


@pytest.mark.parametrize("role", GRANTS)
def test_no_page_shows_a_place_or_an_order_of_results(hidden: Site, role: str) -> None:
    pages = walk(hidden, role)
    places, orders = {}, {}
    for address, page in pages.items():
        if not address.startswith(EXEMPT) and (found := PLACE.search(page.text)):
            places[address] = found[0]
        if found_lists := [names for names in Lists(page.text).found if by_result(names)]:
            orders[address] = found_lists
    assert (places, orders) == ({}, {})


def test_the_checker_sees_an_order_of_results() -> None:
    row = "<tr><td>{}</td></tr>"
    table = f"<main><table>{''.join(row.format(name) for name in RESULTS)}</table></main>"
    assert [by_result(names) for names in Lists(table).found] == [True, True]


@pytest.mark.parametrize("role", ["staff", "leader"])
@pytest.mark.parametrize("kind", exporting.KINDS)
def test_no_export_has_one(hidden: Site, tmp_path: Path, kind: str, role: str) -> None:
    with hidden.session() as session:
        with tenancy.everything(session):
            user = session.scalars(select(User).where(User.login == role)).one()
            user_id, court = user.id, user.court_id
        tenancy.enter(session, court)
        user, period = session.get_one(User, user_id), session.get_one(AppraisalPeriod, hidden.opened)
        path = tmp_path / "out.csv"
        exporting.export_period(session, user, period, kind, "csv", path, lambda _done, _total: None)
    text = path.read_text(encoding="utf-8-sig")
    assert not PLACE.search(text)
    names = [name for row in csv.reader(text.splitlines()) for name in RESULTS if name in row]
    assert not by_result(list(dict.fromkeys(names)))
    assert kind != "scorecards" or list(dict.fromkeys(names)) == sorted(RESULTS)


@pytest.mark.parametrize("role", ["person", "head", "staff", "leader", "supervisor", "committee"])
def test_no_workbook_of_a_card_has_one(hidden: Site, role: str) -> None:
    answer = hidden.client(role).get(f"/scorecards/{hidden.opened}/甲队/card.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not [cell for cell in cells if PLACE.search(cell)]
    assert not by_result([cell for cell in dict.fromkeys(cells) if cell in RESULTS])


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_has_one(hidden: Site, tmp_path: Path, kind: str) -> None:
    with hidden.session() as session:
        with tenancy.everything(session):
            court = session.scalars(select(Court.id).where(Court.name == "示一院")).one()
        tenancy.enter(session, court)
        desk = desk_of(session, session.get_one(AppraisalPeriod, hidden.opened))
        sheets = [composed(desk, KINDS[kind], subject) for subject in subjects_of(desk, KINDS[kind])[:2]]
        for sheet in sheets:
            if sheet is None:
                continue
            path = tmp_path / "paper.pdf"
            path.write_bytes(press(sheet).pdf)
            done = subprocess.run(["pdftotext", path, "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S607
            assert not PLACE.search(done.stdout)
            assert not by_result(list(dict.fromkeys(re.findall("|".join(RESULTS), done.stdout))))
            attached = json.dumps(sheet.attachment, ensure_ascii=False, default=str)
            assert '"place"' not in attached


def test_no_answer_of_the_interface_has_one(hidden: Site) -> None:
    with hidden.session() as session, tenancy.everything(session):
        accounts = {user.login: user for user in session.scalars(select(User))}
        rights = [right.value for right in RIGHTS]
        _, secret = issue(session, accounts["operator"], accounts["staff"].id, "审判系统", rights, 30)
        session.commit()
    client = hidden.app.test_client()
    sent = {"Authorization": f"Bearer {secret}"}
    path = "/api/v1/periods/linshu-2020/2020-04/scorecards"
    answer = client.get(path, headers=sent).get_json()
    assert [line["subject"] for line in answer["scorecards"]] == sorted(RESULTS)
    assert '"place"' not in json.dumps([answer, client.get(f"{path}/甲队", headers=sent).get_json()])
