"""Every kind of paper, as the batch prints it: its figures are the database's, its data the interface's, its bytes the
same from job to job and from process to process, its code known.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from portal.database import EXTENSION as DATABASE
from records import tenancy
from records.models import Card, Case, Court, Fact, Figure, GradeEntry, GradeList, Paper, Person, User
from reports.kinds import KINDS
from tests.reports.conftest import Year
from tests.reports.every_paper import PAPERS, Printed, Wanted, enter
from tests.reports.from_database import DECIMAL, EXPECTED, known, said, stored
from tests.reports.small_court import BOOKS, CARDS, COURTS, YEARLY
from workflow.permissions import Permission
from workflow.printing.verifying import verify
from workflow.tokens import issue
from workflow.versions import close_engines

ROOT = Path(__file__).parents[2]
NAMES = [one.name for one in PAPERS]
WITH_A_CARD = ("scorecard", "annual", "appraisal-form", "grade-notice")


def paper(year: Year, name: str) -> Printed:
    return next(one for one in year.papers if one.wanted.name == name)


def test_every_kind_is_here() -> None:
    assert {one.kind for one in PAPERS} == set(KINDS) == set(EXPECTED)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_database_holds_stands_on_the_paper(name: str, year: Year) -> None:
    one = paper(year, name)
    period, text = enter(year.session, one.wanted.scheme), one.text()
    wanted = list(EXPECTED[one.wanted.kind](year.session, period, one.wanted.subject))
    assert len(wanted) > 1
    assert [pattern for pattern in wanted if re.search(pattern, text) is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_decimal_on_the_paper_is_of_the_database(name: str, year: Year) -> None:
    one = paper(year, name)
    texts = known(year.session, enter(year.session, one.wanted.scheme))
    assert set(DECIMAL.findall(one.lines())) - texts == set()


@pytest.fixture(scope="module")
def ask(year: Year) -> Iterator[Callable[[str, str], Any]]:
    """The interface's answer about a subject's scorecard in a scheme's period, asked with a token of its court."""
    app = create_app({"DATABASE_URL": year.url, "SECRET_KEY": "a key of the tests, long enough to sign with"})
    with year.session.no_autoflush, tenancy.everything(year.session):
        users = {user.login: user for user in year.session.scalars(select(User))}
        rights = [Permission.SCORECARD_READ.value]
        secrets = {
            login: issue(year.session, users["operator"], users[login].id, "审判系统", rights, 30)[1]
            for login in ("staff", "above")
        }
        year.session.commit()
    client: FlaskClient = app.test_client()

    def answer(scheme: str, subject: str) -> Any:  # noqa: ANN401 - whatever the JSON text holds
        secret = secrets["above" if scheme == COURTS else "staff"]
        period = enter(year.session, scheme).text
        path = f"/api/v1/periods/{scheme}/{period}/scorecards/{quote(subject)}"
        found = client.get(path, headers={"Authorization": f"Bearer {secret}"})
        assert found.status_code == 200, found.get_data(as_text=True)
        return json.loads(found.get_data())

    yield answer
    close_engines()
    app.extensions[DATABASE].session_factory.kw["bind"].dispose()


@pytest.mark.parametrize("name", [one.name for one in PAPERS if one.kind in WITH_A_CARD])
def test_what_is_attached_is_what_the_interface_answers(name: str, year: Year, ask: Callable[[str, str], Any]) -> None:
    one = paper(year, name)
    assert one.data() == ask(one.wanted.scheme, one.wanted.subject)


def test_the_list_for_all_as_data(year: Year) -> None:
    rows = stored(year.session, enter(year.session, YEARLY))
    expected = {name: (said(row.total or Fraction(0)), row.place) for name, row in rows.items()}
    assert {
        row["subject"]: (row["total"], row["place"]) for row in year.of("publicity", YEARLY).data()["rows"]
    } == expected
    hidden = year.of("publicity", CARDS).data()["rows"]
    assert [set(row) for row in hidden] == [{"subject", "total"}] * len(hidden)


def test_sums_as_data(year: Year) -> None:
    rows = stored(year.session, enter(year.session, YEARLY))
    shares = {
        share["member"]: said(Fraction(share["amount"])) for row in rows.values() for share in row.result["shares"]
    }
    (whole,) = year.of("pay").data()["lists"]
    assert {row["name"]: row["amount"] for row in whole["rows"]} == shares
    assert whole["total"] == said(sum(map(Fraction, shares.values()), Fraction(0)))


def test_forms_as_data(year: Year) -> None:
    enter(year.session, COURTS)
    names = {court.id: court.name for court in year.session.scalars(select(Court))}
    figures = year.session.scalars(select(Figure).where(Figure.period == "2018", Figure.name == "二审被改判"))
    reported = {names[figure.subject_id]: said(figure.value or Fraction(0), 0) for figure in figures}
    first = year.of("forms").data()["forms"][0]
    assert {row["subject"]: row["values"][0] for row in first["rows"]} == reported


def test_the_general_report_as_data(year: Year) -> None:
    period = enter(year.session, YEARLY)
    rows = stored(year.session, period)
    totals = [row.total for row in rows.values() if row.total is not None]
    data = year.of("general", YEARLY).data()
    assert (data["appraised"], data["totals"]["count"]) == (len(rows), len(totals))
    assert Fraction(data["totals"]["mean"]) == sum(totals, Fraction(0)) / len(totals)
    assert (Fraction(data["totals"]["high"]), Fraction(data["totals"]["low"])) == (max(totals), min(totals))
    signed = Counter(
        entry.title
        for entry in year.session.scalars(
            select(GradeEntry)
            .join(GradeList, GradeList.id == GradeEntry.list_id)
            .where(GradeList.rule == "annual", GradeList.period_id == period.id)
        )
        if entry.level
    )
    assert data["grades"][0]["counts"] == signed


@pytest.mark.parametrize(("kind", "fact"), [("red", "精品评选"), ("white", "重点案件评价"), ("yellow", "重点案件")])
def test_a_book_as_data(kind: str, fact: str, year: Year) -> None:
    period = enter(year.session, BOOKS)
    query = (
        select(Case.number, Fact.day, Fact.evidence)
        .join(Fact, Fact.case_id == Case.id)
        .where(Fact.kind == fact, Fact.court_id == period.court_id)
    )
    expected = {(number, day.isoformat(), text) for number, day, text in year.session.execute(query)}
    cases = year.of(f"book-{kind}").data()["cases"]
    assert {(case["case"], case["day"], case["text"]) for case in cases} == expected


@pytest.mark.parametrize("one", [one for one in PAPERS if one.kind in ("letter", "notice")], ids=lambda one: one.name)
def test_letters_as_data(one: Wanted, year: Year) -> None:
    period = enter(year.session, CARDS)
    cards = [
        card
        for card in year.session.scalars(select(Card).where(Card.version_id == period.version_id).order_by(Card.day))
        if (card.notice == "court" if one.kind == "notice" else card.subject_id == _person(year, one.subject))
    ]
    found = paper(year, one.name).data()["cards"]
    assert [(card["title"], card["day"], card["due"]) for card in found] == [
        (card.title, card.day.isoformat(), card.due.isoformat() if card.due else None) for card in cards
    ]


def _person(year: Year, name: str) -> int:
    return year.session.scalars(select(Person.id).where(Person.name == name)).one()


def test_another_job_in_another_process_gives_the_same_bytes(year: Year, tmp_path: Path) -> None:
    """With another order of sets, on another shelf; and no paper is written down twice."""
    before = count(year)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "tests.reports.every_paper", year.url, tmp_path / "shelf"],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4711"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    again = {tuple(line.rsplit(" ", 2)) for line in done.stdout.splitlines()}
    assert again == {(one.wanted.name, sha256(one.path.read_bytes()).hexdigest(), one.code) for one in year.papers}
    assert count(year) == before


def count(year: Year) -> int:
    """How many papers are written down, of all courts."""
    year.session.rollback()
    with tenancy.everything(year.session):
        return year.session.scalar(select(func.count(Paper.id))) or 0


@pytest.mark.parametrize("name", NAMES)
def test_a_sealed_and_signed_paper_is_no_draft_and_its_code_is_known(name: str, year: Year) -> None:
    one = paper(year, name)
    enter(year.session, one.wanted.scheme)
    text = one.text()
    assert "草稿" not in text
    assert one.code in text
    found = verify(year.session, one.code, one.path.read_bytes())
    assert (found.verdict, found.file) == ("stands" if one.wanted.kind in ("letter", "notice") else "valid", "same")
