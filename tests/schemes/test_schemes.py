"""The schemes that ship: free of problems, proven by their worked examples, true to the printed figures."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import copytree

import pytest

from rules.check import load, load_text
from rules.check_names import rules_of
from rules.compiled import Compiled
from rules.condition import Value
from scoring import cases
from scoring.engine import score
from scoring.inputs import Fact, Inputs, Subject
from scoring.period import Period
from scoring.result import Result

SCHEMES = sorted(path for path in Path("rules/schemes").glob("*.yaml") if path.name.count(".") == 1)
DATA = Path("rules/schemes/data")


def scheme(name: str) -> Compiled:
    compiled, problems = load(Path("rules/schemes") / f"{name}.yaml")
    assert compiled is not None, problems
    return compiled


def rows(name: str) -> dict[str, dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["院别"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_has_no_errors_and_no_warnings(path: Path) -> None:
    compiled, problems = load(path)
    assert [problem.line() for problem in problems] == []
    assert compiled is not None


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_its_worked_examples_come_out(path: Path) -> None:
    compiled = scheme(path.stem)
    beside = cases.cases_file(path)
    assert cases.count(beside) >= 10
    assert [problem.line() for problem in cases.run(compiled, beside)] == []


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("yanbian-2019", "reversed_total: 12.70", "reversed_total: 12.71"),
        ("linshu-2020", "甲法官: 5.56", "甲法官: 5.55"),
        ("yinzhou-cards-2020", "cards: [red_major, yellow, red_repeated]", "cards: [red_major, red_repeated]"),
    ],
)
def test_an_example_that_is_wrong_by_a_hair_fails(name: str, typed: str, wrong: str, tmp_path: Path) -> None:
    text = cases.cases_file(Path("rules/schemes") / f"{name}.yaml").read_text(encoding="utf-8")
    assert typed in text
    copytree(DATA, tmp_path / "data")
    beside = tmp_path / f"{name}.cases.yaml"
    beside.write_text(text.replace(typed, wrong), encoding="utf-8")
    assert [problem.code for problem in cases.run(scheme(name), beside)] == ["example-failed"]


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_every_rule_cites_its_clause_and_every_number_its_clause_or_an_assumption(path: Path) -> None:
    said = scheme(path.stem).scheme
    assert [rule.id for _, rule in rules_of(said) if not rule.basis] == []
    numbers = {**said.parameters, **said.tables}
    assert [name for name, number in numbers.items() if not number.basis and not number.assumption] == []


# —— Yanbian, annexes 1 to 3 ——


def yanbian_2019() -> Result:
    """Scored from nothing but the figures of 2018."""
    figures = {
        (court, "2018", name): Fraction(value)
        for court, row in rows("yanbian-2018.csv").items()
        for name, value in row.items()
        if name != "院别"
    }
    compiled = scheme("yanbian-2019")
    subjects = tuple(Subject(name, entry.classes, entry.parent) for name, entry in compiled.scheme.subjects.items())
    return score(compiled, Inputs(Period("year", 2019), subjects, figures=figures))


def test_annex_2_comes_out_of_annexes_2_and_3_for_all_nine_courts() -> None:
    printed = rows("yanbian-2018-targets.csv")
    found = {subject.subject: subject.quantities for subject in yanbian_2019().subjects}
    assert len(found) == 9
    for court, quantities in found.items():
        assert quantities["上年发改指总量"] == Fraction(printed[court]["2018年合计"])
        assert quantities["减少目标"] == -Fraction(printed[court]["2019目标"])
        assert quantities["发改指上限"] == Fraction(printed[court]["2019年发改指上限"])
    for quantities in found.values():
        assert quantities["全州上年发改指总量"] == Fraction(printed["总计"]["2018年合计"]) == 638
        assert quantities["全州减少目标"] == -Fraction(printed["总计"]["2019目标"]) == 67
        assert quantities["全州发改指上限"] == Fraction(printed["总计"]["2019年发改指上限"]) == 571
        assert quantities["全州目标降幅"] == Fraction(67, 638)


def test_the_printed_totals_are_those_of_annex_2() -> None:
    totals = [subject.quantities["上年发改指总量"] for subject in yanbian_2019().subjects]
    targets = [subject.quantities["减少目标"] for subject in yanbian_2019().subjects]
    ceilings = [subject.quantities["发改指上限"] for subject in yanbian_2019().subjects]
    assert totals == [67, 252, 23, 83, 40, 64, 29, 40, 40]
    assert targets == [7, 26, 3, 9, 4, 7, 3, 4, 4]
    assert ceilings == [60, 226, 20, 74, 36, 57, 26, 36, 36]


def test_the_full_marks_of_annex_1_add_up() -> None:
    tables = scheme("yanbian-2019").tables
    assert [row[-1] for row in tables["诉讼满分"].rows] == [40, 6, 6, 3, 3, 6, 6, 3, 3, 6, 6, 12]
    assert sum(Fraction(row[-1]) for row in tables["诉讼满分"].rows) == 100
    for level, core, quality, mean in (("中院", 25, 50, 25), ("基层", 30, 70, 0)):
        marks = [Fraction(row[-1]) for row in tables["执行分值"].rows if row[1] == level]
        assert len(marks) == 16
        assert [sum(marks[:4]), sum(marks[4:15]), marks[15]] == [core, quality, mean]


@pytest.mark.parametrize(("level", "points", "total"), [("中院", "5.2", "50"), ("基层", "8", "70")])
def test_a_slip_in_either_column_of_points_is_found(level: str, points: str, total: str) -> None:
    text = Path("rules/schemes/yanbian-2019.yaml").read_text(encoding="utf-8")
    row = f"- [保全率, {level}, {points}]"
    assert row in text
    compiled, problems = load_text(text.replace(row, f"- [保全率, {level}, 3]"), "slip.yaml")
    assert compiled is None
    assert {problem.code for problem in problems} == {"full-marks-do-not-sum"}
    assert problems[0].values["title"] == "质效和综合管理指标"
    assert f"满分是 {total}" in problems[0].text()
    assert f"（层级 = {level}）" in problems[0].text()


def test_a_decline_of_67_in_638_is_10_steps_or_42_01_points_before_the_cap() -> None:
    compiled = scheme("yanbian-2019")
    decline = Fraction(67, 638)
    per_point = next(row[-1] for row in compiled.tables["每点得分"].rows if row[0] == "发改指总量")
    assert isinstance(per_point, Fraction)
    assert round(decline * 100 * per_point, 2) == Fraction("42.01")
    assert (decline * 100).__floor__() * per_point == 40


# —— Linshu ——


def test_one_fast_track_case_is_the_unit_and_nobody_may_move_it() -> None:
    table = scheme("linshu-2020").tables["案件权重"]
    fast = [row for row in table.rows if row[1] == "速裁"]
    assert [row[-1] for row in fast] == [1, 1, 1]
    assert [row[:-1] for row in fast] == table.fixed


def test_shares_add_up_to_the_team_to_the_cent() -> None:
    said = scheme("linshu-2020").scheme
    assert [rule.to for rule in said.share_outs] == [said.rounding.to] * len(said.share_outs)


# —— Yinzhou ——


def found(day: date, severity: str) -> Fact:
    fields: dict[str, Value | None] = {"问题种类": "程序", "严重程度": severity, "认定": True}
    return Fact(day.isoformat(), "评查问题", day, "承办人甲", fields, case="（2020）浙0212民初1号")


def test_a_yellow_card_is_a_letter_and_a_red_one_a_notice_with_a_deadline() -> None:
    facts = (found(date(2020, 3, 2), "一般"), found(date(2020, 5, 6), "一般"), found(date(2020, 9, 1), "重大"))
    inputs = Inputs(Period("year", 2020), (Subject("承办人甲"),), facts=facts)
    (judge,) = score(scheme("yinzhou-cards-2020"), inputs).subjects
    assert [(card.colour, card.letter, card.notice, card.deadline, card.deadline_unit) for card in judge.cards] == [
        ("yellow", True, "none", None, "working_days"),
        ("red", False, "court", 15, "working_days"),
        ("red", False, "court", 15, "working_days"),
    ]
    assert judge.cards[1].earlier == ("2020-03-02",)
    assert judge.total is None
