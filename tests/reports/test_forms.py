"""附表: 延边's annexes 2 and 3 come out as the source printed them, every figure of all nine courts."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import open_database
from records.models import AppraisalPeriod, Court
from reports.desk import Desk, desk_of
from reports.forms import compose_forms, fill
from reports.press.press import press
from rules.beside import SCHEMES
from rules.check import load
from rules.forms import forms_of
from scoring.forms import forms_to_data
from tests import migrated
from workflow.demonstration import loading

DATA = SCHEMES / "data"


def printed(name: str) -> dict[str, list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return {row[0]: row[1:] for row in rows[1:]}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('forms') / 'yanbian.sqlite3'}"
    migrated.fill(url)
    database = open_database(url)
    with database.session() as opened:
        loading._yanbian(opened, lambda _: None)  # noqa: SLF001 - the nine courts alone
        with tenancy.everything(opened):
            court = opened.scalars(select(Court.id).where(Court.name == "延边中院")).one()
        tenancy.enter(opened, court, below=True)
        yield opened
    database.close()


@pytest.fixture(scope="module")
def desk(session: Session) -> Desk:
    period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == "2019")).one()
    return desk_of(session, period)


def test_the_annexes_are_those_of_the_source(desk: Desk) -> None:
    annex2, annex3 = forms_to_data(fill(desk))
    base, targets = printed("yanbian-2018.csv"), printed("yanbian-2018-targets.csv")
    expected2 = {name: [*row[:5], *targets[name]] for name, row in base.items()}
    expected3 = {name: row[4:] for name, row in base.items()}
    assert {row["subject"]: row["values"] for row in annex2["rows"]} == expected2
    assert {row["subject"]: row["values"] for row in annex3["rows"]} == expected3
    assert [row["subject"] for row in annex2["rows"]] == list(base)
    assert annex2["totals"] == ["382", "145", "73", "19", "19", "638", "-67", "571"]
    assert annex3["totals"] == ["19", "88", "49", "2733", "1077", "985"]


def test_the_paper_says_the_same(desk: Desk, tmp_path: Path) -> None:
    sheet = compose_forms(desk, "")
    assert sheet is not None
    paper = press(sheet)
    assert paper.problems == ()
    path = tmp_path / "forms.pdf"
    path.write_bytes(paper.pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"],  # noqa: S607 - where the package put it
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "“审判执行质量年”发改指令控制目标统计表" in text
    lines = {
        line.split()[1]: line.split()[2:] for line in text.splitlines() if len(line.split()) > 7 and "法院" in line
    }
    assert lines["延吉法院"][-3:] == ["252", "−26", "226"] or lines["延吉法院"] == [
        "3",
        "29",
        "3",
        "1085",
        "117",
        "113",
    ]
    for number in ("638", "−67", "571", "2733", "1077", "985"):
        assert number in text.replace(",", "")


BAD = {
    "form-name": "columns: [{title: x, of: 二审被改}]",
    "form-before": "columns: [{title: x, of: 发改指总量, period: before}]",
    "form-shape": "columns: []",
    "form-scheme": "columns: [{title: x, of: 二审被改判}]",
}


@pytest.mark.parametrize("code", BAD)
def test_a_wrong_form_is_told_at_its_place(code: str, tmp_path: Path) -> None:
    compiled, _ = load(SCHEMES / "yanbian-2019.yaml")
    assert compiled is not None
    name = "another" if code == "form-scheme" else "yanbian-2019"
    text = f"scheme: {name}\nforms:\n  - id: x\n    title: x\n    {BAD[code]}\n"
    (tmp_path / "yanbian-2019.forms.yaml").write_text(text, encoding="utf-8")
    forms, problems = forms_of(compiled, tmp_path)
    assert (forms, [problem.code for problem in problems]) == ((), [code])
    assert problems[0].place.line == (1 if code == "form-scheme" else 5)


def test_forms_that_ship_are_sound() -> None:
    for path in SCHEMES.glob("*.forms.yaml"):
        compiled, _ = load(SCHEMES / path.name.replace(".forms", ""))
        assert compiled is not None
        forms, problems = forms_of(compiled)
        assert (bool(forms), problems) == (True, [])
