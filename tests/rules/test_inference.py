"""Types and units of formulas: what a formula yields, and what is said of one that cannot be meant."""

from __future__ import annotations

import pytest

from rules.formula import parse_formula
from rules.inference import infer
from rules.measure import Lookup, Type, measured
from rules.problem import Problem

TYPES = {
    "结案": measured("件", quantity=True),
    "收案": measured("件", quantity=True),
    "用时": measured("天", quantity=True),
    "法官人数": measured("人", quantity=True, may_be_zero=False),
    "执结率": measured("%", quantity=True),
    "完成指标": Type("truth", quantity=True),
    "基准": measured("件"),
    "每件分": measured("分/件"),
    "目标": measured("%", may_be_zero=False),
    "无单位": measured(""),
    "满分": measured("分"),
    "计点方式": Type("choice", choices=("每满", "按比例")),
    "层级": Type("choice", choices=("中院", "基层")),
    "立案日": Type("date"),
}
TABLES = {
    "案件权重": Lookup((("案件类型", ("民事", "刑事")), ("层级", ("中院", "基层"))), measured("分", may_be_zero=False)),
    "自由表": Lookup((("键", ()),), measured("分")),
    "累进": Lookup((("数", ()),), measured("分"), bracket=True),
}


def judge(text: str) -> tuple[Type | None, list[Problem]]:
    tree, problems = parse_formula(text, TYPES, TABLES)
    assert problems == []
    assert tree is not None
    return infer(tree, TYPES, TABLES, points="分", units=["部门分"])


@pytest.mark.parametrize(
    ("formula", "kind", "unit", "percent"),
    [
        ("结案 + 收案", "number", "件", False),
        ("结案 − 3", "number", "件", False),
        ("−结案", "number", "件", False),
        ("结案 × 2", "number", None, False),
        ("结案 × 10%", "number", "件", False),
        ("执结率 × 结案", "number", "件", False),
        ("结案 × 每件分", "number", "分", False),
        ("结案 × 用时", "number", None, False),
        ("结案 ÷ 法官人数", "number", None, False),
        ("法官人数 ÷ 法官人数", "number", "", False),
        ("结案 ÷ 目标", "number", "件", False),
        ("执结率 − 目标", "number", "", True),
        ("10%", "number", "", True),
        ("占比（结案，收案）", "number", "", True),
        ("降幅（结案，10%）", "number", "", True),
        ("上期（结案）", "number", "件", False),
        ("封顶（结案，40）", "number", "件", False),
        ("进一（结案 × 10%）", "number", "件", False),
        ("较大（结案，收案，基准，0）", "number", "件", False),
        ("每满（降幅（结案），1%）", "number", "", False),
        ("计步（降幅（结案），1%，计点方式） × 满分", "number", "分", False),
        ("达标（执结率，目标，满分，按比例）", "number", "分", False),
        ("若（完成指标，满分，0）", "number", "分", False),
        ("若（层级 = 中院，满分，0）", "number", "分", False),
        ("若（有值（结案），结案，基准）", "number", "件", False),
        ("缺省（结案，0）", "number", "件", False),
        ("均值（结案，全体）", "number", "件", False),
        ("名次（结案，同类）", "number", "", False),
        ("分段（结案，累进）", "number", "分", False),
        ("换算（无单位）", "number", "分", False),
        ("案件权重（「民事」，层级）", "number", "分", False),
        ("案件权重（民事，层级）", "number", "分", False),
        ("自由表（「什么都行」）", "number", "分", False),
        ("结案 > 3 且 非 完成指标", "truth", None, False),
        ("立案日 > 立案日", "truth", None, False),
        ("无单位 + 结案", "number", "件", False),
    ],
)
def test_yields(formula: str, kind: str, unit: str | None, percent: bool) -> None:  # noqa: FBT001 - a column of the table
    found, problems = judge(formula)
    assert problems == []
    assert found is not None
    assert (found.kind, found.unit, found.percent) == (kind, unit, percent)


@pytest.mark.parametrize(
    ("formula", "code", "words", "column"),
    [
        ("1 + 基准数", "unknown-name", "未定义的指标「基准数」，是否为「基准」？", 5),
        ("案件权重", "table-without-keys", "案件权重（案件类型，层级）", 1),
        ("降幅 + 1", "function-without-brackets", "括号", 1),
        ("全体 + 1", "group-misplaced", "范围", 1),
        ("层级 + 1", "kind-mismatch", "「层级」是选项，这里要数", 1),
        ("封顶（1，「二」）", "kind-mismatch", "是文字，这里要数", 6),
        ("−完成指标", "kind-mismatch", "是判断（是或否），这里要数", 2),
        ("若（结案，1，2）", "kind-mismatch", "这里要判断", 3),
        ("结案 > 1 且 收案", "kind-mismatch", "这里要判断", 10),
        ("立案日 − 1", "kind-mismatch", "「立案日」是日期", 1),
        ("结案 = 层级", "kinds-compared", "同一类", 1),
        ("层级 > 中院", "order-compared", "没有大小", 1),
        ("若（完成指标 = 是，1，2）", "truth-compared", "直接写「完成指标」", 3),
        ("若（层级 = 中园，1，2）", "unknown-choice", "是否为「中院」？", 8),
        ("「县院」 ≠ 层级", "unknown-choice", "可用：中院、基层", 1),
        ("结案 + 用时", "unit-mismatch", "「件」，「用时」的单位是「天」", 6),
        ("结案 + 10%", "unit-mismatch", "「%」", 6),
        ("结案 > 用时", "unit-mismatch", "比较", 6),
        ("较大（结案，3，用时）", "unit-mismatch", "「天」", 9),
        ("若（完成指标，结案，用时）", "unit-mismatch", "「天」", 11),
        ("每满（结案，1%）", "unit-mismatch", "「%」", 7),
        ("执结率 > 90", "share-as-whole", "90%", 7),
        ("每满（执结率，1）", "share-as-whole", "1%", 8),
        ("结案 ÷ 0", "divides-by-zero", "除数是 0", 6),
        ("每满（结案，0）", "divides-by-zero", "除数是 0", 7),
        ("结案 ÷ 收案", "may-divide-by-zero", "若（收案 ≠ 0", 6),
        ("每满（结案，收案）", "may-divide-by-zero", "步长", 7),
        ("封顶（结案）", "argument-count", "要 2 个参数，这里写了 1 个", 1),
        ("合计（）", "argument-count", "1+ 个参数", 1),
        ("降幅（结案，1，2）", "argument-count", "1–2 个参数", 1),
        ("降幅（结案 + 1）", "argument-quantity", "不能是算式", 4),
        ("上期（基准）", "argument-quantity", "直接写统计数", 4),
        ("均值（结案，全院）", "argument-group", "全体、同类、下级、成员", 7),
        ("分段（结案，案件权重）", "argument-table", "分段表", 7),
        ("计步（执结率，1%，每蛮）", "argument-choice", "是否为「每满」？", 11),
        ("达标（执结率，目标，满分，计点方式）", "argument-choice", "不得分、按比例", 14),
        ("若（完成指标，1，层级）", "branches-differ", "同一类", 1),
        ("累进（3）", "bracket-called", "分段（数，累进）", 1),
        ("案件权重（「民事」）", "table-key-count", "案件类型，层级", 1),
        ("案件权重（「民事案件」，层级）", "table-key-value", "是否为「民事」？", 6),
        ("案件权重（民事类，层级）", "table-key-value", "是否为「民事」？", 6),
        ("案件权重（层级，层级）", "table-key-value", "键「案件类型」没有「中院」", 6),
        ("换算（结案）", "unit-not-convertible", "「件」没有登记", 4),
    ],
)
def test_says_what_is_wrong(formula: str, code: str, words: str, column: int) -> None:
    _, problems = judge(formula)
    assert code in {problem.code for problem in problems}
    assert {problem.place.column for problem in problems} == {column}
    assert words in problems[0].text()
    assert problems[0].severity == ("warning" if code == "share-as-whole" else "error")


def test_all_problems_at_once_and_none_twice() -> None:
    _, problems = judge("基准数 + 基准数 + 结案 ÷ 收案 + 封顶（层级，降幅（用时量））")
    assert [(problem.code, problem.place.column) for problem in problems] == [
        ("unknown-name", 1), ("unknown-name", 7), ("may-divide-by-zero", 18),
        ("kind-mismatch", 26), ("unknown-name", 32),
    ]  # fmt: skip


def test_place_of_the_formula_asks_for_a_kind() -> None:
    tree, _ = parse_formula("结案 > 1", TYPES)
    assert tree is not None
    _, problems = infer(tree, TYPES, wants="number")
    assert [(problem.code, problem.text()) for problem in problems] == [
        ("kind-mismatch", "「结案 > 1」是判断（是或否），这里要数")
    ]


def test_noun_of_an_unknown_name() -> None:
    tree, _ = parse_formula("收案数", ["收案"])
    assert tree is not None
    _, problems = infer(tree, {"收案": measured("件")}, noun="字段")
    assert problems[0].text() == "未定义的字段「收案数」，是否为「收案」？"


@pytest.mark.parametrize(
    "formula",
    [
        "若（收案 > 0，结案 ÷ 收案，0）",
        "若（收案 ≠ 0，结案 ÷ 收案，0）",
        "若（0 < 收案，结案 ÷ 收案，0）",
        "若（收案 ≥ 1，结案 ÷ 收案，0）",
        "若（收案 < −1，结案 ÷ 收案，0）",
        "若（收案 = 5，结案 ÷ 收案，0）",
        "若（收案 = 0，0，结案 ÷ 收案）",
        "若（收案 ≤ 0，0，结案 ÷ 收案）",
        "若（收案 < 1，0，结案 ÷ 收案）",
        "若（非（收案 = 0），结案 ÷ 收案，0）",
        "若（收案 > 0 且 完成指标，结案 ÷ 收案，0）",
        "若（收案 = 0 或 完成指标，0，结案 ÷ 收案）",
        "若（收案 > 1 或 收案 < −1，结案 ÷ 收案，0）",
        "若（收案 + 结案 > 0，结案 ÷ （收案 + 结案），0）",
        "若（收案 > 0，若（结案 > 0，收案 ÷ 结案 + 结案 ÷ 收案，0），0）",
        "若（收案 > 0，每满（结案，收案），0）",
        "若（上期（收案） > 0，结案 ÷ 上期（收案），0）",
        "结案 ÷ 法官人数",
        "结案 ÷ （法官人数 × 2）",
        "结案 ÷ −法官人数",
        "结案 ÷ 上期（法官人数）",
        "结案 ÷ 较小（法官人数，2）",
        "结案 ÷ 保底（收案，1）",
        "结案 ÷ 案件权重（民事，层级）",
        "结案 ÷ 名次（结案，全体）",
        "结案 ÷ 若（收案 > 0，收案，1）",
        "占比（结案，收案）",
    ],
)
def test_guarded_division(formula: str) -> None:
    assert judge(formula)[1] == []


@pytest.mark.parametrize(
    "formula",
    [
        "若（收案 > 0，0，结案 ÷ 收案）",
        "若（收案 ≥ 0，结案 ÷ 收案，0）",
        "若（收案 > −1，结案 ÷ 收案，0）",
        "若（收案 = 0，结案 ÷ 收案，0）",
        "若（结案 > 0，结案 ÷ 收案，0）",
        "若（收案 > 0 或 完成指标，结案 ÷ 收案，0）",
        "若（收案 > 0 且 完成指标，0，结案 ÷ 收案）",
        "若（收案 > 0 且 结案 ÷ 收案 > 50%，1，0）",  # both sides of 且 are evaluated
        "若（收案 > 0，0，0） + 结案 ÷ 收案",
        "若（上期（收案） > 0，结案 ÷ 收案，0）",
        "结案 ÷ （法官人数 − 1）",
        "结案 ÷ 去尾（法官人数）",
        "结案 ÷ 均值（法官人数，全体）",
        "结案 ÷ 保底（收案，0）",
        "结案 ÷ 自由表（「键」）",
        "结案 ÷ 若（收案 > 0，收案，0）",
    ],
)
def test_unguarded_division(formula: str) -> None:
    assert [problem.code for problem in judge(formula)[1]] == ["may-divide-by-zero"]
