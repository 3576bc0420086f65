"""YAML documents: what is read, where it stands, what is refused, and edits that leave the rest alone."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from rules.document import parse
from rules.node import MAX_BYTES, MAX_DEPTH, MAX_NODES

SCHEMES = sorted(Path("rules/schemes").glob("*.yaml"))
TEXT = """\
# 头注
title: 沭法币积分办法   # 行末注
unit: "分（\\u4e00）、\\"件\\""
note: '说''明，见附件'
parameters:
  每点分: {value: 0.10, choices: [每满, 按比例], on: true}
  2020-07-01: 4
items:
  - id: closed
    points: >-
      封顶（
        案件权重（案件类型），
      40）
    where: |
      得分 > 1
      且 迟延天数 > 7
  - {id: late, from: 2020-01-31, text: "2020-01-31", other: 其他, empty: , tilde: ~}
"""


def test_data_is_plain_and_numbers_stay_as_typed() -> None:
    document, problems = parse(TEXT, "a.yaml")
    assert document is not None
    assert problems == []
    assert document.data["unit"] == '分（一）、"件"'
    assert document.data["note"] == "说'明，见附件"
    assert document.data["parameters"] == {
        "每点分": {"value": "0.10", "choices": ["每满", "按比例"], "on": True},
        date(2020, 7, 1): "4",
    }
    late = document.data["items"][1]
    assert late == {
        "id": "late",
        "from": date(2020, 1, 31),
        "text": "2020-01-31",
        "other": "其他",
        "empty": None,
        "tilde": None,
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("true", True), ("false", False), ("是", "是"), ("否", "否"), ("yes", "yes"), ("True", "True"),
        ("1,085", "1,085"), ("1e3", "1e3"), ("0.10", "0.10"), ("85.31%", "85.31%"), ("012", "012"),
        ("2020-02-29", date(2020, 2, 29)), ("其他", "其他"), ("null", None),
    ],
)  # fmt: skip
def test_plain_scalars(typed: str, meant: object) -> None:
    document, problems = parse(f"a: {typed}\n", "a.yaml")
    assert document is not None
    assert problems == []
    assert document.data == {"a": meant}


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        (("title",), False, 2, 8),
        (("title",), True, 2, 1),
        (("title", "[key]"), False, 2, 1),
        (("parameters", "每点分", "choices", 1), False, 6, 36),
        (("parameters", date(2020, 7, 1)), False, 7, 15),
        (("parameters", "2020-07-01"), True, 7, 3),
        (("items", 0, "id"), False, 9, 9),
        (("items", 1, "other"), True, 17, 54),
        (("items", 1, "missing"), False, 17, 5),  # the element around it
        (("parameters", "每点分", "max", "deep"), False, 6, 3),  # the key of the map around it
        (("items", 7), False, 8, 1),
        (("nothing",), False, 2, 1),
    ],
)
def test_places(path: tuple[str | int | date, ...], key: bool, line: int, column: int) -> None:  # noqa: FBT001 - a column of the table
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    place = document.place(path, key=key)
    assert (place.file, place.line, place.column) == ("a.yaml", line, column)


@pytest.mark.parametrize(
    ("path", "character", "line", "column"),
    [
        (("title",), "积", 2, 11),
        (("unit",), "一", 3, 10),  # written as an escape
        (("unit",), "、", 3, 17),
        (("unit",), "件", 3, 20),  # behind an escaped quote
        (("note",), "明", 4, 11),  # behind a doubled quote
        (("items", 0, "points"), "封", 11, 7),
        (("items", 0, "points"), "型", 12, 17),
        (("items", 0, "points"), "0", 13, 8),
        (("items", 0, "where"), "得", 15, 7),
        (("items", 0, "where"), "且", 16, 7),
        (("items", 1, "text"), "3", 17, 49),
    ],
)
def test_places_inside_scalars(path: tuple[str | int, ...], character: str, line: int, column: int) -> None:
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    value = document.data
    for step in path:
        value = value[step]
    place = document.place_in(path, value.index(character))
    assert (place.line, place.column) == (line, column)
    assert TEXT.splitlines()[line - 1][column - 1] in (character, "\\")  # an escape stands for its character


@pytest.mark.parametrize(
    ("source", "character", "line", "column"),
    [
        ("a: 封顶（\n    1，\n    2）\n", "2", 3, 5),  # plain over several lines
        ("a: '封顶（\n    1，\n    2）'\n", "2", 3, 5),
        ('a: "封顶（ \\\n    1，\n    2）"\n', "2", 3, 5),
        ("a: >\n  1\n\n  2\n", "2", 4, 3),
        ("a: |\r\n  1\r\n  2\r\n", "2", 3, 3),
        ("\ufeffa: 12\n", "2", 1, 5),
    ],
)
def test_places_in_scalars_over_several_lines(source: str, character: str, line: int, column: int) -> None:
    document, problems = parse(source, "a.yaml")
    assert document is not None
    assert problems == []
    place = document.place_in(("a",), document.data["a"].index(character))
    assert (place.line, place.column) == (line, column)


@pytest.mark.parametrize(
    ("source", "code", "words", "line", "column"),
    [
        ("a: b: c", "yaml-value-colon", "引号", 1, 5),
        ("a:\n\t- b", "yaml-tab", "制表符", 2, 1),
        ("标题：x\nb: 1", "yaml-colon", "半角冒号", 1, 3),
        ("a: 'x", "yaml-quote", "引号没有配对", 1, 4),
        ("a: [1, 2", "yaml-bracket", "括号没有配对", 1, 4),
        ("- a\nb: 1", "yaml-indent", "缩进", 2, 1),
        ("a: @x", "yaml-character", "「@」", 1, 4),
        ('a: "\\q"', "yaml-syntax", "YAML 写法有误", 1, 6),
        ("a: \x01", "yaml-unprintable", "U+0001", 1, 4),
        ("a: &x 1", "yaml-alias", "锚点", 1, 4),
        ("a: *x", "yaml-alias", "别名", 1, 4),
        ("a: !!str x", "yaml-tag", "标签", 1, 4),
        ("a: 1\n---\nb: 2", "yaml-documents", "一个文档", 2, 1),
        ("# 空\n", "yaml-empty", "没有内容", 1, 1),
        ("? [a, b]\n: 1", "yaml-key", "键只能是", 1, 3),
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", "第 1 行", 3, 1),
        ("a: 2020-02-30", "yaml-date", "没有「2020-02-30」这一天", 1, 4),
        ("[" * (MAX_DEPTH + 10), "yaml-too-deep", "20 层", 1, MAX_DEPTH + 1),
    ],
)
def test_bad_yaml(source: str, code: str, words: str, line: int, column: int) -> None:
    _, problems = parse(source, "a.yaml")
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].text()
    assert (problems[0].place.line, problems[0].place.column) == (line, column)


def test_all_problems_at_once_even_before_a_syntax_error() -> None:
    document, problems = parse("a: 1\na: &x 2020-13-01\nb: 'x", "a.yaml")
    assert document is None
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("yaml-alias", 2), ("yaml-date", 2), ("yaml-duplicate-key", 2), ("yaml-quote", 3),
    ]  # fmt: skip


def test_limits_of_size() -> None:
    assert [problem.code for problem in parse("a: " + "x" * MAX_BYTES, "a.yaml")[1]] == ["yaml-too-large"]
    assert [problem.code for problem in parse("a: [" + "1," * MAX_NODES + "1]", "a.yaml")[1]] == ["yaml-too-many"]


def test_bomb_of_aliases_grows_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document, problems = parse(bomb, "a.yaml")
    assert document is not None
    assert document.data["i"] == [None, None]
    assert {problem.code for problem in problems} == {"yaml-alias"}


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (("title",), "新标题", "title: 新标题   # 行末注"),
        (("title",), "a: b", 'title: "a: b"   # 行末注'),
        (("title",), "# 不是注", 'title: "# 不是注"   # 行末注'),
        (("title",), "true", 'title: "true"   # 行末注'),
        (("note",), "it's", "note: 'it''s'"),
        (("parameters", "每点分", "value"), "4.50", "  每点分: {value: 4.50, choices: [每满, 按比例], on: true}"),
        (("parameters", "每点分", "value"), "1, 2", '  每点分: {value: "1, 2", choices: [每满, 按比例], on: true}'),
        (("parameters", "每点分", "on"), "false", "  每点分: {value: 0.10, choices: [每满, 按比例], on: false}"),
        (
            ("items", 1, "other"),
            "",
            '  - {id: late, from: 2020-01-31, text: "2020-01-31", other: "", empty: , tilde: ~}',
        ),
    ],
)
def test_edit_changes_one_line_and_nothing_else(path: tuple[str | int, ...], text: str, line: str) -> None:
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    before, after = TEXT.splitlines(), document.with_scalar(path, text).splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [line]


@pytest.mark.parametrize("text", ["得分 > 2", "得分 > 2\n且 迟延天数 > 8\n", "一\n\n二"])
def test_edit_of_blocks_keeps_what_follows(text: str) -> None:
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    for key in ("points", "where"):
        after, problems = parse(document.with_scalar(("items", 0, key), text), "a.yaml")
        assert after is not None
        assert problems == []
        assert after.data["items"][0][key] == text
        assert after.data["items"][1] == document.data["items"][1]


def test_edit_of_nothing_is_refused() -> None:
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    for path in (("items",), ("nothing",), ("items", 9)):
        with pytest.raises(KeyError):
            document.with_scalar(path, "x")


ANY_CHARACTER = st.characters(
    codec="utf-8",
    exclude_characters="\ufeff\ufffe\uffff\x85\u2028\u2029",
    exclude_categories=["Cc", "Cs", "Cn", "Co"],
) | st.sampled_from("'\"#:,[]{}&*!|>%@`-？　 \n")
ANY_SCALAR = [
    ("title",),
    ("unit",),
    ("note",),
    ("items", 0, "points"),
    ("items", 1, "other"),
    ("parameters", "每点分", "value"),
]


@settings(max_examples=60, deadline=None)
@given(text=st.text(ANY_CHARACTER, max_size=12), path=st.sampled_from(ANY_SCALAR))
def test_any_text_can_be_put_anywhere(text: str, path: tuple[str | int, ...]) -> None:
    document, _ = parse(TEXT, "a.yaml")
    assert document is not None
    after, problems = parse(document.with_scalar(path, text), "a.yaml")
    assert after is not None
    assert problems == []
    found = after.data
    for step in path:
        found = found[step]
    assert found == text
    assert "# 头注" in after.text


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.name)
def test_shipped_schemes_stand_in_one_layout(path: Path) -> None:
    """Loaded and dumped by ruamel.yaml (two spaces a level, ``- `` indented by two), each comes back unchanged."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # never fold what was typed on one line
    yaml.brace_single_entry_mapping_in_flow_sequence = True  # [{of: closed}] stays as it is
    yaml.indent(mapping=2, sequence=4, offset=2)
    text, out = path.read_text("utf-8"), io.StringIO()
    yaml.dump(yaml.load(text), out)
    assert out.getvalue() == text
