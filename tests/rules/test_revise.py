"""Edits of a scheme's text: the document says exactly what was asked, and no other line is touched."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check import load_text
from rules.document import parse
from rules.node import Key
from rules.patch import required_at
from rules.revise import Edit, revise

SCHEMES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path("rules/schemes").glob("*-20??.yaml"))}
LINSHU, CARDS, YANBIAN = SCHEMES["linshu-2020"], SCHEMES["yinzhou-cards-2020"], SCHEMES["yanbian-2019"]
ITEM = "id: visit\ntitle: 巡回审判  # 新设\ncategory: base\nwhen: {fact: 结案}\npoints: 2\nbasis: 某条"


def data(text: str) -> Any:  # noqa: ANN401 - any YAML
    document, problems = parse(text, "")
    assert document is not None
    assert problems == []
    return document.data


def touched(before: str, after: str) -> list[str]:
    """The lines that went (-) and came (+)."""
    old, new = before.splitlines(), after.splitlines()
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [f"-{line.strip()}" for line in old[a:b]] + [f"+{line.strip()}" for line in new[c:d]]
    return found


def test_every_scheme_that_ships_is_tried() -> None:
    assert len(SCHEMES) >= 4


CASES: list[tuple[str, str, tuple[Edit, ...], list[str]]] = [
    ("a parameter's value", LINSHU, (Edit(("parameters", "快审加分", "value"), "set", "0.25"),),
     ["-value: 0.1", "+value: 0.25"]),
    ("a dated value beside the one value", LINSHU, (Edit(("parameters", "快审加分", "values", "2020-07-01"), "set",
     "0.3"),),
     ["-value: 0.1", "+values: {2020-01-01: 0.1, 2020-07-01: 0.3}"]),
    ("a cell", LINSHU, (Edit(("tables", "案件权重", "rows", ("民事一审", "普通")), "set", "2.5"),),
     ["-- [民事一审, 普通, 3]", "+- [民事一审, 普通, 2.5]"]),
    ("a cell whose line has a comment", YANBIAN, (Edit(("tables", "诉讼满分", "rows", ("综合评价",)), "set", "10"),),
     ["-- [综合评价, 12]                        # 二.7", "+- [综合评价, 10]                        # 二.7"]),
    ("a new row", LINSHU, (Edit(("tables", "发改扣减", "rows", ("指定再审",)), "set", "5"),), ["+- [指定再审, 5]"]),
    ("a row gone", LINSHU, (Edit(("tables", "发改扣减", "rows", ("改判",)), "remove"),), ["-- [改判, 2]"]),
    ("cells from a day on", LINSHU, (
        Edit(("tables", "发改扣减", "changes", "2020-07-01", ("改判",)), "set", "3"),
        Edit(("tables", "发改扣减", "changes", "2020-07-01", ("发回重审",)), "set", "4")),
     ["+changes:", "+- from: 2020-07-01", "+rows:", "+- [改判, 3]", "+- [发回重审, 4]"]),
    ("a condition in brackets is quoted where it must be", LINSHU, (
        Edit(("items", "settled", "when", "where"), "set", "结案方式 属于(调解, 撤诉)"),),
     ["-when: {fact: 结案, where: 结案方式 属于（调解，撤诉）}",
     '+when: {fact: 结案, where: "结案方式 属于(调解, 撤诉)"}']),
    ("a key that was not there, at its place", LINSHU, (Edit(("items", "closed", "applies"), "set",
     "类别 = 审判团队"),),
     ["+applies: 类别 = 审判团队"]),
    ("an optional key emptied", LINSHU, (Edit(("items", "quick", "assumption"), "set"),),
     ["-assumption: 案例没有列出哪些行为属于固定加减项；速裁本来就快，不再加"]),
    ("a text that YAML would take for something else", LINSHU, (Edit(("items", "closed", "note"), "set", "# 注: 一"),),
     ['+note: "# 注: 一"']),
    ("a switch", CARDS, (Edit(("ladders", "quality_cards", "steps", "yellow", "letter"), "set", "false"),),
     ["-letter: true", "+letter: false"]),
    ("a day", CARDS, (Edit(("effective",), "set", "2021-01-01"),), ["-effective: 2020-01-01",
     "+effective: 2021-01-01"]),
    ("a list of choices", CARDS, (Edit(("parameters", "再次认定", "choices"), "put", "[同类问题, 任何问题, 不论]"),),
     ["-choices: [同类问题, 任何问题]", "+choices: [同类问题, 任何问题, 不论]"]),
    ("a rule at the end, its comment kept", LINSHU, (Edit(("items",), "add", ITEM),),
     ["+- id: visit", "+title: 巡回审判  # 新设", "+category: base", "+when: {fact: 结案}", "+points: 2",
     "+basis: 某条"]),
    ("a rule before another", LINSHU, (Edit(("items", 1), "add", "{id: a, title: 乙}"),), ["+- {id: a, title: 乙}"]),
    ("a parameter", CARDS, (Edit(("parameters", "宽限"), "add", "unit: 天\nvalue: 3"),), ["+宽限:", "+unit: 天",
     "+value: 3"]),
    ("the first of a part", CARDS, (Edit(("figures", "人数"), "add", "{unit: 人, basis: 某条}"),),
     ["+figures:", "+人数: {unit: 人, basis: 某条}", "+"]),
    ("a step gone", CARDS, (Edit(("ladders", "quality_cards", "steps", "yellow"), "remove"),),
     ["-- id: yellow", "-title: 黄卡", "-where: 严重程度 = 一般 且 此前次数 < 黄卡次数", "-card: yellow",
     "-letter: true",
      "-basis: 改革案例第159号 三、一是"]),
    ("a part of a section moved", YANBIAN, (Edit(("sections", "litigation", "parts", "overall_ballot"), "move", "5"),),
     ["+- {of: overall_ballot}", "-- {of: overall_ballot}"]),
    ("a parameter renamed", LINSHU, (Edit(("parameters", "快审加分"), "rename", "快结奖励"),),
     ["-快审加分:", "+快结奖励:", "-points: 快审加分", "+points: 快结奖励"]),
    ("a figure renamed, not the row of the same name", YANBIAN, (Edit(("figures", "二审发改数"), "rename",
     "二审改发数"),),
     ["-二审发改数:", "+二审改发数:", "-formula: 二审发改数 + 再审发改数 + 指令再审",
     "+formula: 二审改发数 + 再审发改数 + 指令再审",
      "-points: 计步（降幅（二审发改数，零基数降幅），1%，计点方式）× 每点得分（「二审发改数」）",
      "+points: 计步（降幅（二审改发数，零基数降幅），1%，计点方式）× 每点得分（「二审发改数」）"]),
    ("an id renamed", LINSHU, (Edit(("items", "closed", "id"), "rename", "done"),),
     ["-- id: closed", "+- id: done", "-parts: [{of: closed}]", "+parts: [{of: done}]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edits", "lines"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_the_lines_meant_are_touched(text: str, edits: tuple[Edit, ...], lines: list[str]) -> None:
    after, problems = revise(text, edits)
    assert [problem.line() for problem in problems] == []
    assert touched(text, after) == lines


@pytest.mark.parametrize("case", [case for case in CASES if "renamed" in case[0]], ids=lambda case: str(case[0]))
def test_what_was_renamed_is_still_a_scheme(case: tuple[str, str, tuple[Edit, ...], list[str]]) -> None:
    after, _ = revise(case[1], case[2])
    assert load_text(after, "")[1] == load_text(case[1], "")[1]


@pytest.mark.parametrize(
    ("text", "path", "old", "new"),
    [
        (LINSHU, ("facts", "超审限", "fields"), "超期天数", "迟延天数"),
        (LINSHU, ("facts", "结案", "fields"), "结案方式", "结案的方式"),  # 标的 of a condition
        (LINSHU, ("facts", "结案", "fields"), "审理程序", "所用程序"),  # the key of a table
        (CARDS, ("facts", "评查问题", "fields"), "问题种类", "问题类别"),  # must be the same in earlier facts
        (CARDS, ("facts",), "评查问题", "评查结论"),
        (YANBIAN, ("classes",), "层级", "审级"),
        (LINSHU, ("member_classes",), "岗位", "职务"),
        (LINSHU, ("units",), "部门分", "本部门分"),
        (YANBIAN, ("subjects",), "延边中院", "延边州中院"),
    ],
)
def test_a_new_name_stands_wherever_the_old_one_was_read(text: str, path: tuple[str, ...], old: str, new: str) -> None:
    """The scheme means the same as before; texts for people (titles, sources, comments) are left to people."""
    after, problems = revise(text, [Edit((*path, old), "rename", new)])
    assert problems == []
    assert [problem.code for problem in load_text(after, "")[1]] == [problem.code for problem in load_text(text, "")[1]]
    told = re.compile(r"^(#|(basis|assumption|note|title|document):)|(assumption|note|basis|title): |  #")
    rest = re.sub(f"{new}|岗位系数|部门分折币率", "", after)  # longer names are others
    left = [line for line in rest.splitlines() if old in line and not told.search(line.strip(" -"))]
    assert left == []
    back, problems = revise(after, [Edit((*path, new), "rename", old)])
    assert (back, problems) == (text, [])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit(("parameters", "没有", "value"), "set", "1"), "revise-nothing-there"),
        (Edit(("items", "none", "points"), "set", "1"), "revise-nothing-there"),
        (Edit(("items", "closed", "when"), "set", "1"), "revise-not-a-value"),
        (Edit(("parameters", "快审加分"), "add", "{value: 1}"), "revise-there-already"),
        (Edit(("parameters", "新"), "add", "{value: 1"), "revise-not-yaml"),
        (Edit(("parameters", "快审加分"), "rename", "调撤加分"), "revise-there-already"),
        (Edit(("facts", "结案", "fields", "结案方式"), "rename", "审理程序"), "revise-there-already"),
        (Edit(("facts", "结案", "fields", "结案方式"), "rename", ""), "revise-no-rename"),
        (Edit(("facts", "结案", "case"), "rename", "案号"), "revise-no-rename"),
        (Edit(("parameters", "快审加分"), "rename", "案件权重"), "revise-name-taken"),
        (Edit(("parameters", "快审加分"), "rename", "审理天数"), "revise-name-taken"),  # a field is read beside it
        (Edit(("parameters", "快审加分"), "rename", "quick"), "revise-name-taken"),  # an id stands for a title, too
        (Edit(("items", "quick", "title"), "rename", "案件权重"), "revise-name-taken"),
        (Edit(("items", "quick", "id"), "rename", "closed"), "revise-name-taken"),
        (Edit(("facts", "结案", "fields", "审理天数"), "rename", "快审天数"), "revise-name-taken"),
        (Edit(("parameters", "快审加分"), "rename", "速裁"), "revise-name-taken"),  # a value of conditions
        (Edit(("parameters", "快审加分"), "rename", "满分"), "revise-name-reserved"),
        (Edit(("parameters", "快审加分"), "rename", "四舍五入"), "revise-name-reserved"),
        # where the two stand beside each other, they would be read as the one
        (Edit(("parameters", "快审加分"), "rename", "超审限每日扣减 × 超期天数"), "revise-name-unreadable"),
        (Edit(("items", "closed"), "move", "99"), "revise-position"),
        (Edit(("items", "closed"), "move", "前"), "revise-position"),
        (Edit(("items", "none"), "remove"), "revise-nothing-there"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is(edit: Edit, code: str) -> None:
    good = Edit(("title",), "set", "新名")
    after, problems = revise(LINSHU, [good, edit])
    assert [problem.code for problem in problems] == [code]
    assert after == LINSHU


def test_a_value_that_is_called_as_a_rule_is_stays_a_value() -> None:
    text = SCHEMES["shangrao-evaluation-2019"]
    after, problems = revise(text, [Edit(("items", "fault", "title"), "rename", "评价扣分")])
    assert (touched(text, after), problems) == (["-title: 有过错", "+title: 评价扣分"], [])


def test_a_formula_over_several_lines_keeps_them() -> None:
    after, problems = revise(YANBIAN, [Edit(("parameters", "未达标得分方式"), "rename", "未达标方式")])
    assert problems == []
    assert after == re.sub("未达标得分方式(?=[:，＝= ）])", "未达标方式", YANBIAN)


def test_all_that_cannot_be_done_is_said_at_once() -> None:
    _, problems = revise(LINSHU, [Edit(("items", "a"), "remove"), Edit(("items", "b"), "remove")])
    assert [problem.values["path"] for problem in problems] == ["items / a", "items / b"]


def paths(node: Any, path: tuple[Key, ...] = ()) -> list[tuple[Key, ...]]:  # noqa: ANN401 - any YAML
    """The path of every value of a document."""
    found = [path] if path else []
    if isinstance(node, dict):
        return found + [each for key, below in node.items() for each in paths(below, (*path, key))]
    if isinstance(node, list):
        return found + [each for place, below in enumerate(node) for each in paths(below, (*path, place))]
    return found


PATHS = {name: paths(data(text)) for name, text in SCHEMES.items()}
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
) | st.sampled_from(
    [
        "true",
        "null",
        "2020-01-01",
        "- a",
        "a: b",
        "a #b",
        "[x",
        "'",
        '"',
        "\\",
        "1,085",
        " 空 格 ",
        "第一行\n第二行",
        "~",
        "&a",
        "*a",
    ]
)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_any_edit_gives_the_edited_document(drawn: st.DataObject) -> None:
    """Set, remove or move anything, anywhere: read again, the text is the old document with just that changed."""
    name = drawn.draw(st.sampled_from(sorted(SCHEMES)))
    path = drawn.draw(st.sampled_from(PATHS[name]))
    text, expected = SCHEMES[name], deepcopy(data(SCHEMES[name]))
    above = expected
    for step in path[:-1]:
        above = above[step]
    value = above[path[-1]]
    action = drawn.draw(
        st.sampled_from(["remove", "move"] if isinstance(value, (dict, list)) else ["set", "remove", "move"])
    )
    written = ""
    if action == "set":
        written = drawn.draw(TEXTS)
        above[path[-1]] = as_meant(path, written)
    elif action == "move":
        to = drawn.draw(st.integers(0, len(above) - 1))
        written = str(to)
        moved(above, list(above).index(path[-1]) if isinstance(above, dict) else int(str(path[-1])), to)
    else:
        remove(expected, path)
    after, problems = revise(text, [Edit(path, action, written)])  # type: ignore[arg-type]  # drawn from the actions
    assert [problem.line() for problem in problems] == []
    assert repr(data(after)) == repr(expected)
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    kept = [line for line in after.splitlines() if line.lstrip().startswith("#")]
    # What is moved takes the comments inside it along: all of them are there, in the order of the parts.
    assert action != "set" or kept == comments
    assert action != "move" or sorted(kept) == sorted(comments)


def as_meant(path: tuple[Key, ...], written: str) -> object:
    if path[-1] in ("letter", "required", "may_be_zero") and written == "true":
        return True
    return date(2020, 1, 1) if path[-1] in ("effective", "issued") and written == "2020-01-01" else written


def moved(above: Any, place: int, to: int) -> None:  # noqa: ANN401 - any YAML
    entries = list(above.items()) if isinstance(above, dict) else list(above)
    entries.insert(to, entries.pop(place))
    above.clear()
    above.update(entries) if isinstance(above, dict) else above.extend(entries)


def remove(whole: Any, path: tuple[Key, ...]) -> None:  # noqa: ANN401 - any YAML
    """The last of an optional map or list goes with it; of a needed one the empty brackets stay."""
    above = whole
    for step in path[:-1]:
        above = above[step]
    del above[path[-1]]
    if not above and len(path) > 1:
        of_list = isinstance(path[-2], int)
        if not of_list and not required_at(path[:-1]):
            remove(whole, path[:-1])


def test_edits_follow_each_other() -> None:
    edits = [
        Edit(("parameters", "宽限"), "add", "{unit: 天, value: 3, assumption: 试}"),
        Edit(("parameters", "宽限", "value"), "set", "4"),
        Edit(("parameters", "宽限"), "rename", "宽限期"),
        Edit(("parameters", "宽限期", "value"), "set", "5"),
        Edit(("parameters", "宽限期"), "remove"),
    ]
    assert data(revise(LINSHU, edits[:-1])[0])["parameters"]["宽限期"]["value"] == "5"
    assert revise(LINSHU, edits) == (LINSHU, [])
