"""Exports of a period: whole, exact, without formulas, for those who may."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AuditEvent, User
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.exporting import KINDS, export_period
from workflow.facts import record_facts
from workflow.names import rule_titles


@pytest.fixture
def staff(session: Session, world: World) -> User:
    record_facts(session, None, [
        world.closed("1"), world.closed("=2", who="示三"), world.closed("later", day=date(2020, 4, 1)),
        world.draft("6", "申请事项", "示二", date(2020, 3, 9), {
            "方向": "减", "币值": Fraction(3, 4), "批准": True, "事由": "=SUM(A1)",
        }),
    ])  # fmt: skip
    return session.get_one(User, world.staff_id)


def exported(session: Session, staff: User, kind: str, path: Path) -> list[list[str]]:
    heard: list[tuple[int, int | None]] = []
    march = period(session, "2020-03")
    count = export_period(session, staff, march, kind, "csv", path, lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, count)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == count + 1
    return rows


def test_the_ledger(session: Session, staff: User, tmp_path: Path) -> None:
    head, *rows = exported(session, staff, "ledger", tmp_path / "x.csv")
    columns = [head.index(name) for name in ("日期", "对象", "分值", "事实编号")]
    assert sorted([row[column] for column in columns] for row in rows) == [
        ["2020-03-05", "乙队", "3", "'=2"],
        ["2020-03-05", "甲队", "3", "1"],
        ["2020-03-09", "甲队", "-0.75", "6"],
    ]
    assert {row[head.index("项目")] for row in rows} <= set(rule_titles(period(session, "2020-03").version).values())


def test_facts_cases_and_scorecards(session: Session, staff: User, tmp_path: Path) -> None:
    head, *rows = exported(session, staff, "facts", tmp_path / "f.csv")
    assert [row[0] for row in rows] == ["1", "'=2", "6"]
    assert rows[2][head.index("事由")] == "'=SUM(A1)"
    assert rows[2][head.index("币值")] == "0.75"
    _, *cases = exported(session, staff, "cases", tmp_path / "c.csv")
    assert [row[0] for row in cases] == ["（2020）示0101民初1号"]
    head, *cards = exported(session, staff, "scorecards", tmp_path / "s.csv")
    assert {row[0]: row[2] for row in cards} == {"甲队": "2.25", "乙队": "3"}


@pytest.mark.parametrize("kind", KINDS)
def test_workbooks_hold_numbers_and_days_and_no_formula(
    session: Session, world: World, staff: User, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "x.xlsx"
    when = "2020" if kind == "cards" else "2020-03"
    if kind == "cards":
        record_facts(session, None, [world.finding("q1", date(2020, 3, 2)), world.finding("q2", date(2020, 6, 1))])
    export_period(session, staff, period(session, when), kind, "xlsx", path, lambda _done, _total: None)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    if kind == "facts":
        assert {cell.value for cell in cells} >= {"=2", "=SUM(A1)", "0.75"}
    if kind == "cards":
        assert {cell.value for cell in cells} >= {"黄卡", "红卡（一般问题多次发生）", "示一", "民一庭"}
    if kind == "ledger":
        assert -0.75 in [cell.value for cell in cells]


def test_an_export_is_audited_and_for_those_who_may(
    session: Session, world: World, staff: User, tmp_path: Path
) -> None:
    exported(session, staff, "facts", tmp_path / "f.csv")
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert event is not None
    assert (event.action, event.details) == ("records:exports:run", {"kind": "facts", "form": "csv", "rows": 3})
    for user, kind, word in (
        (session.get_one(User, world.person_user_id), "facts", "无权"),
        (staff, "all", "没有这种"),
    ):
        with pytest.raises(ProblemError, match=word):
            export_period(session, user, period(session, "2020-03"), kind, "csv", tmp_path / "n", lambda _d, _t: None)
