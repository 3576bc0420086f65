"""Formulas: how they are read, and what is said at which character when they cannot be."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.expression import (
    Arithmetic,
    Binary,
    Call,
    Compare,
    Comparing,
    Expression,
    Logic,
    Name,
    Negative,
    Number,
    Text,
    walk,
    without_spans,
)
from rules.formula import MAX_DEPTH, parse_formula
from rules.lexer import MAX_CHARACTERS
from rules.sentence import sentence

NAMES = [
    "数",
    "数量",
    "甲",
    "乙",
    "迟延天数",
    "申请再审、申诉案件结案数",
    "审判（中院）",
    "两年·均值",
    "或有事项",
    "指标１",
    "3个月率",
]
TABLES = ["案件权重"]


def read(text: str) -> Expression:
    tree, problems = parse_formula(text, NAMES, TABLES)
    assert problems == []
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("甲+乙", "甲 + 乙"),
        ("甲＋乙－1", "甲 + 乙 − 1"),
        ("甲−乙–1", "甲 − 乙 − 1"),
        ("甲*乙×2／3÷4", "甲 × 乙 × 2 ÷ 3 ÷ 4"),
        ("甲-(乙-1)", "甲 − （乙 − 1）"),
        ("(甲-乙)-1", "甲 − 乙 − 1"),
        ("（甲＋乙）×２．５", "（甲 + 乙） × 2.5"),
        ("甲×10%＋２０％", "甲 × 10% + 20%"),
        ("-甲*-乙", "−甲 × −乙"),
        ("-(甲+乙)", "−（甲 + 乙）"),
        ("+甲", "甲"),
        ("封顶(甲,40)", "封顶（甲，40）"),
        ("封顶（每满（甲，1%）×4，40）", "封顶（每满（甲，1%） × 4，40）"),
        ("案件权重（「民事一审」,'速裁'）", "案件权重（「民事一审」，「速裁」）"),
        ('若（甲>=1，"是」"，“否”）', "若（甲 ≥ 1，“是」”，「否」）"),
        ("甲>1且乙<2或非(甲=乙)", "甲 > 1 且 乙 < 2 或 非 甲 = 乙"),
        ("甲≠1 且 （乙!=2 或 甲<>3）", "甲 ≠ 1 且 （乙 ≠ 2 或 甲 ≠ 3）"),
        ("甲≧1且甲≤2且甲＞＝3", "甲 ≥ 1 且 甲 ≤ 2 且 甲 ≥ 3"),
        ("非 甲 且 非乙", "非 甲 且 非 乙"),
        ("(甲=乙)=乙", "（甲 = 乙） = 乙"),
        ("申请再审、申诉案件结案数÷数量", "申请再审、申诉案件结案数 ÷ 数量"),
        ("审判（中院）×2", "审判（中院） × 2"),
        ("两年·均值 + 指标１ + 3个月率", "两年·均值 + 指标１ + 3个月率"),
        ("或有事项或甲或非或有事项", "或有事项 或 甲 或 非 或有事项"),
        ("迟延天数>7且数>1", "迟延天数 > 7 且 数 > 1"),
        ("未知名称 + 1", "未知名称 + 1"),
    ],
)  # fmt: skip
def test_reads(typed: str, canonical: str) -> None:
    assert sentence(read(typed)) == canonical


@pytest.mark.parametrize(
    ("typed", "part", "characters"),
    [
        ("封顶（甲 + 1，40）", Call, "封顶（甲 + 1，40）"),
        ("封顶（甲 + 1，40）", Binary, "甲 + 1"),
        ("封顶（甲 + 1，4０％）", Number, "1"),
        ("（甲+乙）×2", Binary, "（甲+乙）×2"),
        ("1 + −（甲）", Negative, "−（甲）"),
        ("1+ 「按比例」", Text, "「按比例」"),
        ("1>2 且 甲", Compare, "1>2"),
        ("1=2 且 甲 且 乙", Logic, "1=2 且 甲 且 乙"),
        ("2×数量", Name, "数量"),
    ],
)
def test_spans_are_the_characters_typed(typed: str, part: type[Expression], characters: str) -> None:
    node = next(node for node in walk(read(typed)) if isinstance(node, part))
    assert typed[slice(*node.span)] == characters


@pytest.mark.parametrize(
    ("typed", "code", "words", "column"),
    [
        ("", "formula-empty", "空", 1),
        ("  ", "formula-empty", "空", 1),
        ("甲 + ", "formula-operand-end", "末尾缺", 5),
        ("甲 + × 乙", "formula-operand", "「×」前面缺", 5),
        ("甲 乙", "formula-operator", "「甲」和「乙」之间缺运算符", 3),
        ("2（甲）", "formula-operator", "缺运算符", 2),
        ("（甲 + 1", "formula-open", "补上 ）", 1),
        ("封顶（甲，40", "formula-open", "补上 ）", 3),
        ("甲 + 1）", "formula-close", "没有左括号", 6),
        ("甲，乙", "formula-comma", "参数", 2),
        ("（甲，乙）", "formula-comma", "参数", 3),
        ("封顶（，40）", "formula-argument-empty", "第 1 个参数是空的", 4),
        ("封顶（甲，）", "formula-argument-empty", "第 2 个参数是空的", 6),
        ("1 < 甲 < 5", "formula-chain", "用「且」连接", 7),
        ("甲 = 乙 = 1", "formula-chain", "用「且」连接", 7),
        ("（甲 + 乙）%", "formula-percent", "÷ 100", 8),
        ("甲%", "formula-percent", "÷ 100", 2),
        ("甲（3）", "formula-call", "相乘请写 ×", 1),
        ("封项（甲，3）", "unknown-function", "是否为「封顶」？", 1),
        ("案件权数（甲）", "unknown-function", "是否为「案件权重」？", 1),
        ("甲 + 5件", "formula-number-name", "「5」后面直接跟着「件」", 6),
        ("1.2.3", "formula-number", "「1.2.3」不是数", 1),
        ("甲 + .5", "formula-number", "两边都要有数字", 5),
        ("5. × 甲", "formula-number", "两边都要有数字", 1),
        ("1" * 41, "formula-number", "40 位", 1),
        ("甲 = 「按比例", "formula-quote", "补上 」", 5),
        ("甲 ** 2", "formula-power", "连乘", 3),
        ("甲 ^ 2", "formula-power", "连乘", 3),
        ("甲[1]", "formula-subscript", "查表", 2),
        ("甲.乙", "formula-attribute", "小数点", 2),
        ("甲 ; 乙", "formula-character", "「;」", 3),
        ("甲！", "formula-character", "「！」", 2),
        ("lambda x", "formula-word", "直接写算式", 1),
        ("如果 甲 > 1", "formula-word", "若（", 1),
        ("甲 > 1 并且 乙 > 2", "formula-word", "「且」", 7),
        ("甲 > 1 或者乙 > 2", "formula-word", "「或」", 7),
        ("（" * (MAX_DEPTH + 5) + "甲", "formula-too-deep", "40 层", MAX_DEPTH + 1),
        ("甲" + "+甲" * MAX_DEPTH, "formula-too-deep", "合计", 1),
        ("合计（" + "甲，" * 420 + "甲）", "formula-too-many", "400 项", 1),
        ("甲" * (MAX_CHARACTERS + 1), "formula-too-long", "上限 2000", MAX_CHARACTERS + 1),
    ],
)
def test_says_what_is_wrong(typed: str, code: str, words: str, column: int) -> None:
    _, problems = parse_formula(typed, NAMES, TABLES)
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].text()
    assert problems[0].place.column == column


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            "封项（1，2） + 封顶（2 *，^） + 5件",
            [("unknown-function", 1), ("formula-operand", 17), ("formula-power", 18), ("formula-number-name", 24)],
        ),
        ("（1 + ） × （甲 乙）", [("formula-operand", 6), ("formula-operator", 13)]),
        (
            "合计（甲 甲，1 < 2 < 3，[，乙）",
            [("formula-operator", 6), ("formula-chain", 14), ("formula-subscript", 18)],
        ),
        ("甲） + （乙 乙）", [("formula-close", 2), ("formula-operator", 9)]),
    ],
)  # fmt: skip
def test_all_problems_at_once(typed: str, found: list[tuple[str, int]]) -> None:
    tree, problems = parse_formula(typed, NAMES, TABLES)
    assert [(problem.code, problem.place.column) for problem in problems] == found
    assert tree is None


def test_an_unknown_function_still_gives_a_tree() -> None:
    tree, problems = parse_formula("封项（基准数，2）", NAMES)
    assert [problem.code for problem in problems] == ["unknown-function"]
    assert isinstance(tree, Call)


def test_numbers_are_exact() -> None:
    values = [node.value for node in walk(read("0.1 + 10% + ０．３")) if isinstance(node, Number)]
    assert values == [Fraction(1, 10), Fraction(1, 10), Fraction(3, 10)]


NOWHERE = (0, 0)
QUOTED = st.text(st.sampled_from("按比例」\"'”（，"), max_size=3)
LEAVES = st.one_of(
    st.sampled_from(NAMES).map(lambda name: Name(name, NOWHERE)),
    st.decimals(0, 10_000, places=2).map(lambda value: Number(Fraction(value), NOWHERE)),
    st.decimals(0, 100, places=1).map(lambda value: Number(Fraction(value) / 100, NOWHERE, percent=True)),
    QUOTED.filter(lambda text: not set("」\"'”") <= set(text)).map(lambda text: Text(text, NOWHERE)),
)


def flat_logic(op: Literal["且", "或"], parts: list[Expression]) -> Expression:
    flat = [part.operands if isinstance(part, Logic) and part.op == op else (part,) for part in parts]
    return Logic(op, tuple(operand for operands in flat for operand in operands), NOWHERE)


def grow(below: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    signs, comparisons = st.sampled_from(get_args(Arithmetic)), st.sampled_from(get_args(Comparing))
    words, callables = st.sampled_from(["且", "或"]), st.sampled_from(["封顶", "若", "案件权重"])
    return st.one_of(
        st.builds(lambda op, left, right: Binary(op, left, right, NOWHERE), signs, below, below),
        st.builds(lambda op, left, right: Compare(op, left, right, NOWHERE), comparisons, below, below),
        st.builds(flat_logic, words, st.lists(below, min_size=2, max_size=3)),
        st.builds(lambda operand: Negative(operand, NOWHERE), below),
        st.builds(lambda operand: Logic("非", (operand,), NOWHERE), below),
        st.builds(
            lambda name, parts: Call(name, tuple(parts), NOWHERE, NOWHERE), callables, st.lists(below, max_size=3)
        ),
    )


TREES: st.SearchStrategy[Expression] = st.recursive(LEAVES, grow, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_a_tree_survives_writing_and_reading(tree: Expression) -> None:
    assert without_spans(read(sentence(tree))) == tree


@pytest.mark.parametrize(
    "canonical",
    [
        "甲 − （乙 − 1）",
        "（甲 + 乙） × 2",
        "甲 ÷ （乙 × 2）",
        "−（甲 + 乙）",
        "非 （甲 且 乙）",
        "（甲 或 乙） 且 甲",
        "（甲 = 乙） = 乙",
    ],
)
def test_writes_the_brackets_that_are_needed(canonical: str) -> None:
    assert sentence(read(canonical)) == canonical
    bare = canonical.replace("（", " ").replace("）", " ")
    again, problems = parse_formula(bare, NAMES)
    assert problems or again is None or without_spans(again) != without_spans(read(canonical))


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.sampled_from("甲乙数量封顶若案件权重且或非（）()，,、+-−×÷*/^%＝=<>!≥「」\"'.．1２3年 \n[]lambda·"),
        max_size=40,
    )
)
def test_no_text_breaks_the_parser(text: str) -> None:
    tree, problems = parse_formula(text, NAMES, TABLES)
    assert tree is not None or problems
    assert all(
        isinstance(problem.place.column, int) and 1 <= problem.place.column <= len(text) + 1 for problem in problems
    )
    assert all(problem.text() for problem in problems)
