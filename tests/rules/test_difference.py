"""What differs between two schemes, in words: nothing is missed, nothing is said twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules import shape
from rules.check import load_text
from rules.difference import Change, difference, grouped
from rules.document import parse
from rules.labels import KEYS, PARTS, WORDS
from rules.model import Scheme
from rules.node import Key
from rules.outline import RULES
from rules.revise import Edit, revise

SCHEMES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path("rules/schemes").glob("*-20??.yaml"))}
LINSHU, CARDS, YANBIAN = SCHEMES["linshu-2020"], SCHEMES["yinzhou-cards-2020"], SCHEMES["yanbian-2019"]


def scheme(text: str) -> Scheme | None:
    document, problems = parse(text, "")
    if document is None or problems:
        return None
    read, report = shape.read(document)
    return None if report.problems else read


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_scheme_does_not_differ_from_itself(name: str) -> None:
    text = SCHEMES[name]
    assert difference(text, text) == []
    assert difference(text, f"{text}\n# 另一条注释\n") == []
    compiled, _ = load_text(text, "")
    assert compiled is not None
    assert difference(compiled, text) == []


PUBLISHED_LATE = (
    "删去计分项「文书迟延上网」（原为：种类 固定加减；事实 文书上网；条件 结案后天数 > 上网期限；"
    "计分公式 −上网迟延扣减；依据 改革案例第163号 二、三是；"
    "假设 案例没有列出哪些行为属于固定加减项）"
)
CASES: list[tuple[str, list[Edit], list[str]]] = [
    (LINSHU, [Edit(("tables", "案件权重", "rows", ("民事一审", "普通")), "set", "2.5")],
     ["案件权重（民事一审，普通）由 3 改为 2.5"]),
    (LINSHU, [Edit(("tables", "案件权重", "rows", ("破产", "其他")), "set", "30")],
     ["案件权重新增一行（破产，其他）：30"]),
    (LINSHU, [Edit(("tables", "案件权重", "rows", ("民事一审", "简易")), "remove")],
     ["案件权重删去一行（民事一审，简易），原为 1.5"]),
    (LINSHU, [Edit(("tables", "案件权重", "rows", ("民事一审", "简易")), "move", "5")],
     ["权重表「案件权重」的行「民事一审，简易」移到「刑事一审，简易」之后"]),
    (LINSHU, [Edit(("tables", "案件权重", "changes", "2020-07-01", ("民事一审", "普通")), "set", "4")],
     ["案件权重（民事一审，普通）自 2020-07-01 起为 4"]),
    (YANBIAN, [Edit(("parameters", "执结率目标", "value"), "set", "85%")], ["执结率目标由 80% 改为 85%"]),
    (LINSHU, [Edit(("parameters", "上网期限", "values", "2020-07-01"), "set", "5")], ["上网期限自 2020-07-01 起为 5"]),
    (LINSHU, [Edit(("parameters", "上网期限", "tunable", "max"), "set", "60")],
     ["参数「上网期限」的可调范围的最大值由「30」改为「60」"]),
    (LINSHU, [Edit(("items", "quick", "when", "where"), "set", "审理天数 < 快审天数")],
     ["计分项「快审快结」的条件由「审理天数 ≤ 快审天数 且 审理程序 ≠ 速裁」改为「审理天数 < 快审天数」"]),
    (LINSHU, [Edit(("items", "quick", "applies"), "set", "类别 = 审判团队")],
     ["计分项「快审快结」增加适用对象：类别 = 审判团队"]),
    (LINSHU, [Edit(("items", "quick", "assumption"), "set")],
     ["计分项「快审快结」删去假设（原为「案例没有列出哪些行为属于固定加减项；速裁本来就快，不再加」）"]),
    (LINSHU, [Edit(("items", "quick", "title"), "set", "快结")], ["计分项「快审快结」改名为「快结」"]),
    (LINSHU, [Edit(("items", "quick", "id"), "set", "fast")], ["计分项「快审快结」的编号由「quick」改为「fast」"]),
    (LINSHU, [Edit(("items", "quick", "category"), "set", "base")],
     ["计分项「快审快结」的种类由「固定加减」改为「基础」"]),
    (LINSHU, [Edit(("items", "published_late"), "remove")],
     [PUBLISHED_LATE]),
    (LINSHU, [Edit(("items", "honour"), "move", "0")], ["计分项「表彰奖励」移到最前"]),
    (LINSHU, [Edit(("share_outs", "level_two", "to"), "set", "0.1")],
     ["分配「二级考核（统一办法）」的取整到由「0.01」改为「0.1」"]),
    (LINSHU, [Edit(("parameters", "快审加分"), "rename", "快结奖励")],
     ["参数「快审加分」改名为「快结奖励」", "计分项「快审快结」的计分公式由「快审加分」改为「快结奖励」"]),
    (CARDS, [Edit(("ladders", "quality_cards", "steps", "yellow", "letter"), "set", "false")],
     ["阶梯规则「案件质量红黄卡」的步骤「黄卡」的信函告知由「是」改为「否」"]),
    (YANBIAN, [Edit(("sections", "overall", "parts", "litigation", "weight"), "set", "60%")],
     ["分项「综合得分」的组成部分「诉讼案件」的权重由「诉讼占比」改为「60%」"]),
    (LINSHU, [Edit(("facts", "结案", "fields", "审理天数", "unit"), "set", "日")],
     ["事实「结案」的字段「审理天数」的单位由「天」改为「日」"]),
    (LINSHU, [Edit(("ranking",), "set", "hidden")], ["排名由「公布」改为「不公布」"]),
    (LINSHU, [Edit(("effective",), "set", "2021-01-01")], ["施行日期由「2020-01-01」改为「2021-01-01」"]),
    (LINSHU, [Edit(("rounding", "to"), "set", "0.1")], ["取整到由「0.01」改为「0.1」"]),
    (LINSHU, [Edit(("classes", "类别"), "put", "[审判团队]")],
     ["类别「类别」由「审判团队、执行团队、综合部门」改为「审判团队」"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edits", "sentences"), CASES, ids=[case[2][0][:24] for case in CASES])
def test_a_change_is_one_sentence(text: str, edits: list[Edit], sentences: list[str]) -> None:
    after, problems = revise(text, edits)
    assert problems == []
    assert [change.sentence for change in difference(text, after)] == sentences


def test_changes_come_by_part() -> None:
    edits = [
        Edit(("sections", "quality", "title"), "set", "质量"),
        Edit(("parameters", "快审加分", "value"), "set", "1"),
        Edit(("title",), "set", "新办法"),
    ]
    after, _ = revise(LINSHU, edits)
    found = grouped(difference(LINSHU, after))
    assert {part: [change.id for change in changes] for part, changes in found.items()} == {
        "head": ["title"], "parameters": ["快审加分"], "sections": ["quality"],
    }  # fmt: skip


def test_what_cannot_be_read_is_said() -> None:
    assert [change.kind for change in difference(LINSHU, "a: [")] == ["unreadable"]


def test_every_key_and_word_of_the_language_has_a_name() -> None:
    properties = Scheme.model_json_schema()
    parts = [properties, *properties["$defs"].values()]
    keys = {key for part in parts for key in part.get("properties", {})} - {"from"}
    words = {
        word
        for part in parts
        for field in part.get("properties", {}).values()
        for word in [*field.get("enum", ()), field.get("const", "")]
        if word
    }
    assert keys - set(KEYS) - set(PARTS) == set()
    assert words - set(WORDS) == set()


def leaves(node: Any, path: tuple[Key, ...] = ()) -> list[tuple[Key, ...]]:  # noqa: ANN401 - any YAML
    """Every scalar but those that others are recognised by: key cells, names, what a part is of."""
    if isinstance(node, dict):
        return [
            each for key, below in node.items() if key not in ("of", "from") for each in leaves(below, (*path, key))
        ]
    if isinstance(node, list):
        rows = path[-1] == "rows"
        return [
            each
            for place, below in enumerate(node)
            for each in ([(*path, place, len(below) - 1)] if rows else leaves(below, (*path, place)))
        ]
    return [] if path[-1] == "id" and path[-3] in ("steps", "levels", "limits") else [path]


def data(text: str) -> Any:  # noqa: ANN401 - any YAML
    document, _ = parse(text, "")
    assert document is not None
    return document.data


LEAVES = {name: leaves(data(text)) for name, text in SCHEMES.items()}
VALUES = st.sampled_from(
    ["12.5", "7%", "甲乙", "some-id", "2021-06-30", "true", "hidden", "person", "zero", "text", "red"]
)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_one_edit_is_one_change(drawn: st.DataObject) -> None:
    name = drawn.draw(st.sampled_from(sorted(SCHEMES)))
    path, value = drawn.draw(st.sampled_from(LEAVES[name])), drawn.draw(VALUES)
    after, problems = revise(SCHEMES[name], [Edit(path, "set", value)])
    assert problems == []
    old, new = scheme(SCHEMES[name]), scheme(after)
    assume(new is not None)
    found = difference(SCHEMES[name], after)
    assert len(found) == (0 if old == new else 1)
    for change in found:
        assert expected_at(change, path)
        assert change.sentence


def expected_at(change: Change, path: tuple[Key, ...]) -> bool:
    """Whether the change is where the edit was made."""
    part = str(path[0])
    if part not in PARTS:
        return change.part == "head" and change.path[0] == part
    return change.part == part and (part not in RULES or change.kind == "renamed" or change.path[0] == path[2])
