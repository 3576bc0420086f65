from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compiled import Formula
from rules.exact import parse_number, round_to
from rules.formula import parse_formula
from rules.functions import FUNCTIONS
from scoring import functions
from scoring.constants import Book
from scoring.evaluate import evaluate
from scoring.explain import numbers
from scoring.export import to_data
from scoring.scope import Scope, Trace
from tests.scoring.small import run, scheme, value

NUMBERS = {
    "甲": Fraction(10),
    "乙": Fraction(3),
    "零": Fraction(0),
    "负": Fraction(-5, 2),
    "无": None,
    "率": Fraction(67, 638),
}
COMPILED = scheme(
    """\
parameters: {方式: {choices: [每满, 按比例], value: 每满, assumption: 演示}}
tables:
  段: {keys: [数], hit: bracket, rows: [[0, 1], [5, 2], [10, 4]], assumption: 演示}
  表: {keys: [甲类, 乙类], rows: [[一, 一, 1], [一, 其他, 2], [其他, 一, 3], [其他, 其他, 4]], assumption: 演示}
  缺表: {keys: [甲类], rows: [[一, 1]], assumption: 演示}
"""
)


def walked(text: str) -> tuple[object, list[str], str]:
    """Value, codes of problems, and the numbers put in."""
    tree, problems = parse_formula(text, [*NUMBERS, "方式", "真", "假", "一", "二"], COMPILED.tables)
    assert tree is not None, problems
    codes: list[str] = []
    scope = Scope(Book(COMPILED).regime(0), {**NUMBERS, "真": True, "假": False}, {"率": "%"})
    trace, formula = Trace(), Formula(text, tree)
    found = evaluate(formula, scope, lambda code, _: codes.append(code), trace)
    assert found == evaluate(formula, scope)  # with notes or without, one value
    return found, codes, numbers(formula, scope, trace)


def test_every_function_of_the_language_has_its_arithmetic_and_no_other() -> None:
    assert set(FUNCTIONS) == functions.NAMES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("封顶（甲，乙）", 3),
        ("封顶（乙，甲）", 3),
        ("保底（负，零）", 0),
        ("保底（甲，零）", 10),
        ("较大（甲，乙，11）", 11),
        ("较小（甲，乙，负）", "-2.5"),
        ("合计（甲，乙，负）", "10.5"),
        ("绝对值（负）", "2.5"),
        ("每满（10.5%，1%）", 10),
        ("每满（乙，2）", 1),
        ("每满（负，1）", 0),
        ("每满（9.99，10）", 0),
        ("每满（10，10）", 1),
        ("计步（率，1%，每满）", 10),
        ("计步（率，1%，按比例）", "6700/638"),
        ("计步（负，1，按比例）", 0),
        ("计步（甲，4，方式）", 2),
        ("四舍五入（2.345，2）", "2.35"),
        ("四舍五入（−2.345，2）", "-2.35"),
        ("四舍五入（1250，−2）", 1300),
        ("进一（25.2）", 26),
        ("进一（25）", 25),
        ("进一（−25.2）", -26),
        ("去尾（25.9）", 25),
        ("去尾（−25.9）", -25),
        ("占比（乙，甲）", "0.3"),
        ("若（甲 > 乙，1，2）", 1),
        ("若（甲 < 乙，1，2）", 2),
        ("若（真 且 非 假，1，2）", 1),
        ("缺省（无，7）", 7),
        ("缺省（甲，7）", 10),
        ("缺省（缺省（无，无），0）", 0),
        ("达标（甲，10，5，不得分）", 5),
        ("达标（乙，10，5，不得分）", 0),
        ("达标（乙，10，5，按比例）", "1.5"),
        ("不超（乙，10，5，不得分）", 5),
        ("不超（甲，3，5，不得分）", 0),
        ("不超（甲，3，5，按比例）", "1.5"),
        ("分段（0，段）", 1),
        ("分段（4.99，段）", 1),
        ("分段（5，段）", 2),
        ("分段（100，段）", 4),
        ("分段累计（0，段）", 0),
        ("分段累计（4，段）", 4),
        ("分段累计（7，段）", 9),
        ("分段累计（12，段）", 23),
        ("表（一，一）", 1),
        ("表（一，二）", 2),
        ("表（二，一）", 3),
        ("表（二，二）", 4),
        ("甲 + 乙 × 2 − 甲 ÷ 4", "13.5"),
        ("−甲 ÷ 乙", "-10/3"),
        ("50% × 甲", 5),
    ],
)
def test_functions(text: str, expected: int | str) -> None:
    assert walked(text)[:2] == (Fraction(expected), [])


@pytest.mark.parametrize(
    "text",
    [
        "无 + 1",
        "−无",
        "封顶（无，3）",
        "合计（甲，无）",
        "占比（甲，无）",
        "若（无 > 1，1，2）",
        "计步（无，1，每满）",
        "达标（无，1，1，不得分）",
        "分段（无，段）",
        "表（无，一）",
        "若（甲 > 1，无，2）",
        "占比（甲，零）",
    ],
)
def test_what_is_missing_makes_what_needs_it_missing_and_is_no_problem(text: str) -> None:
    assert walked(text)[:2] == (None, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("若（假 且 无 > 1，1，2）", 2),
        ("若（真 或 无 > 1，1，2）", 1),
        ("若（假 或 无 > 1，1，2）", None),
        ("若（真 且 无 > 1，1，2）", None),
    ],
)
def test_a_truth_that_is_decided_needs_no_more(text: str, expected: int | None) -> None:
    assert walked(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲 ÷ 零", "score-division-by-zero"),
        ("达标（负，零，5，按比例）", "score-division-by-zero"),
        ("不超（零，负，5，按比例）", "score-division-by-zero"),
        ("每满（甲，零）", "score-wrong-step"),
        ("计步（甲，负，每满）", "score-wrong-step"),
        ("计步（甲，1，一）", "score-wrong-choice"),
        ("达标（甲，1，1，一）", "score-wrong-choice"),
        ("四舍五入（甲，0.5）", "score-wrong-places"),
        ("四舍五入（甲，99）", "score-wrong-places"),
        ("分段（负，段）", "score-no-row"),
        ("缺表（二）", "score-no-row"),
        ("一 + 1", "score-wrong-kind"),
    ],
)
def test_what_cannot_be_computed_is_missing_and_reported(text: str, code: str) -> None:
    assert walked(text)[:2] == (None, [code])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("封顶（甲 × 4，30）", "封顶（10 × 4 = 40，30）= 30"),
        ("封顶（乙 × 4，30）", "封顶（3 × 4，30）= 12"),
        ("保底（负，零）", "保底（−2.5，0）= 0"),
        ("占比（乙，甲）× 4", "（3 ÷ 10 = 30%）× 4 = 1.2"),
        ("占比（甲，乙）", "10 ÷ 3 ≈ 333.33%"),
        ("计步（率，1%，方式）× 4", "计步（10.50%，1%，每满）× 4 = 40"),
        ("甲 − （乙 − 负）", "10 −（3 −（−2.5））= 4.5"),
        ("甲 ÷ （乙 × 2）", "10 ÷（3 × 2）≈ 1.6667"),
        ("若（甲 > 乙，甲 × 2，无）", "10 × 2 = 20"),
        ("缺省（无，7）", "7"),
        ("表（一，二）+ 1", "2 + 1 = 3"),
        ("甲 + 无", "10 + —，缺少：无"),
        ("−（甲 + 乙）", "−（10 + 3）= −13"),
        ("甲", "10"),
    ],
)
def test_the_formula_with_its_numbers(text: str, expected: str) -> None:
    assert walked(text)[2] == expected


def _published() -> list[dict[str, str]]:
    with (Path(__file__).parent.parent / "data" / "published-rates.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


RATES = {
    "ratio %": "占比（一数，二数）",
    "rise %": "一数 ÷ 二数 − 1",
    "difference pp": "一数 − 二数",
    "sum": "合计（一数，二数）",
}


@pytest.mark.parametrize("row", _published(), ids=lambda row: f"{row['court']} {row['what']}")
def test_published_rates_come_out_as_printed(row: dict[str, str]) -> None:
    compiled = scheme(
        "figures:\n  一数: {basis: 一}\n  二数: {basis: 一, may_be_zero: false}\n"
        f'  率: {{formula: "{RATES[row["kind"]]}", basis: 一}}\n'
    )
    found = value(run(compiled, {"中院": {"一数": row["a"], "二数": row["b"]}}), "中院", "率")
    printed = parse_number(row["printed"])
    assert isinstance(found, Fraction)
    assert printed is not None
    shown = found * 100 if row["kind"].endswith("%") else found
    places = len(row["printed"].partition(".")[2])
    assert round_to(shown, Fraction(1, 10**places), "half_up") == printed


@given(st.lists(st.integers(-1000, 1000).map(lambda cents: Fraction(cents, 100)), min_size=1, max_size=8))
def test_the_root_of_the_variance_has_fifty_digits(values: list[Fraction]) -> None:
    middle = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - middle) ** 2 for value in values), Fraction(0)) / len(values)
    root = functions.deviation(values)
    # half a unit of the fiftieth digit in the root is at most a unit of it in the square
    assert abs(root * root - variance) <= max(variance, Fraction(1)) * Fraction(101, 10**51)


LARGE = "9" * 40


@pytest.mark.parametrize(
    "text", [f"{LARGE} × 2", f"合计（{LARGE}，{LARGE}）", f"−（{LARGE} × {LARGE}）", f"1 ÷ 甲 × {LARGE}"]
)
def test_a_result_beyond_forty_digits_is_a_problem(text: str) -> None:
    found, codes, _ = walked(text)
    assert (found, codes) == ((None, ["score-too-large"]) if "÷" not in text else (Fraction(int(LARGE), 10), []))


@pytest.mark.parametrize("start", ["数 × 1000", "占比（1，数 + 2）"])
def test_figures_squared_again_and_again_end_at_once(start: str) -> None:
    """Forty squarings of a number, or of a fraction below one, would fill any memory."""
    chain = "\n".join(f'  量{n}: {{formula: "量{n - 1} × 量{n - 1}", assumption: 演示}}' for n in range(1, 40))
    compiled = scheme(
        f"""\
figures:
  数: {{basis: 一}}
  量0: {{formula: "{start}", assumption: 演示}}
{chain}
indicators: [{{id: a, title: 甲, points: 量39, basis: 一}}]
"""
    )
    result = run(compiled, {"东院": {"数": Fraction(3)}})
    assert "score-too-large" in {problem.code for problem in result.problems}
    assert value(result, "东院", "甲") is None
    assert to_data(compiled, result)  # every figure on the way can be written
