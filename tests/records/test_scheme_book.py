"""A scheme as a workbook: what goes out comes back, a changed cell is one edit of the text, comments stay."""

from __future__ import annotations

import io
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from records.book_layout import KINDS, VALUE, pages
from records.scheme_book import read_book, write_book
from rules import model, model_chains, model_grades, model_votes
from rules.check import load_text
from rules.difference import difference
from rules.document import parse
from rules.labels import WORDS
from rules.problem import Problem
from rules.revise import Edit, revise

SCHEMES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path("rules/schemes").glob("*-20??.yaml"))}
LINSHU, CARDS, YANBIAN = SCHEMES["linshu-2020"], SCHEMES["yinzhou-cards-2020"], SCHEMES["yanbian-2019"]
Change = Callable[[Any], None]


def book(text: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    data, problems = write_book(text)
    assert problems == []
    return openpyxl.load_workbook(io.BytesIO(data))


def back(tmp_path: Path, text: str, *changes: Change) -> tuple[list[Edit], list[Problem]]:
    """The workbook of a text, changed by hand, read back."""
    workbook = book(text)
    for change in changes:
        change(workbook)
    workbook.save(tmp_path / "book.xlsx")
    return read_book(text, tmp_path / "book.xlsx", "book.xlsx")


def put(sheet: str, row: tuple[str, ...], column: str, value: object) -> Change:
    """Types into the cell of the row that begins with these cells."""

    def change(workbook: Any) -> None:  # noqa: ANN401 - as above
        page = workbook[sheet]
        heads = [cell.value for cell in page[1]]
        for cells in page.iter_rows(min_row=2):
            if tuple(cell.value or "" for cell in cells[: len(row)]) == row:
                cell = cells[heads.index(column)]
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # as in a cell of texts, where "=" begins no formula
                return
        raise AssertionError(row)

    return change


def append(sheet: str, **cells: object) -> Change:
    def change(workbook: Any) -> None:  # noqa: ANN401 - as above
        page = workbook[sheet]
        heads = [cell.value for cell in page[1]]
        page.append([cells.get(head) for head in heads])

    return change


def delete(sheet: str, row: tuple[str, ...]) -> Change:
    def change(workbook: Any) -> None:  # noqa: ANN401 - as above
        page = workbook[sheet]
        for number, cells in enumerate(page.iter_rows(min_row=2), 2):
            if tuple(cell.value or "" for cell in cells[: len(row)]) == row:
                page.delete_rows(number)
                return
        raise AssertionError(row)

    return change


def diff(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line[0] + line[1:].strip() for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_workbook_that_nobody_changed_changes_nothing(tmp_path: Path, name: str) -> None:
    assert back(tmp_path, SCHEMES[name]) == ([], [])


def sheet(title: str, *rows: list[object]) -> Change:
    """A sheet that was not there."""

    def change(workbook: Any) -> None:  # noqa: ANN401 - as above
        page = workbook.create_sheet(title)
        for row in rows:
            page.append(row)

    return change


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_rows_may_be_sorted_and_numbers_typed_anew(tmp_path: Path, name: str) -> None:
    def anew(workbook: Any) -> None:  # noqa: ANN401 - as above
        for page in workbook:
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
            for number, row in enumerate(sorted(rows, key=str), 2):
                for column, value in enumerate(row, 1):
                    plain = isinstance(value, str) and value.replace(".", "", 1).isdigit() and page.title[:2] == "权重"
                    page.cell(number, column).value = float(value) if plain else value

    edits, problems = back(tmp_path, SCHEMES[name], anew)
    assert (edits, problems) == ([], [])


CORE = "{of: core_funded}, {of: core_closed}, {of: core_petitions}, {of: core_terminated}"
CASES: list[tuple[str, list[Change], list[str]]] = [
    (LINSHU, [put("权重·案件权重", ("", "民事一审", "普通"), VALUE, 2.5)],
     ["-- [民事一审, 普通, 3]", "+- [民事一审, 普通, 2.5]"]),
    (YANBIAN, [put("权重·诉讼满分", ("", "综合评价"), VALUE, "10")],
     ["-- [综合评价, 12]                        # 二.7", "+- [综合评价, 10]                        # 二.7"]),
    (LINSHU, [append("权重·发改扣减", 结果="指定再审", 值=5)], ["+- [指定再审, 5]"]),
    (LINSHU, [delete("权重·发改扣减", ("", "改判"))], ["-- [改判, 2]"]),
    (LINSHU, [append("权重·发改扣减", 起始日="2020-07-01", 结果="改判", 值=3)],
     ["+changes:", "+- from: 2020-07-01", "+rows:", "+- [改判, 3]"]),
    (LINSHU, [put("参数", ("快审加分",), "值", "0.25")], ["-value: 0.1", "+value: 0.25"]),
    (LINSHU, [put("参数", ("快审加分",), "最大值", 3)],
     ["-tunable: {min: 0, max: 2, step: 0.05}", "+tunable: {min: 0, max: 3, step: 0.05}"]),
    (LINSHU, [append("参数", 名称="快审加分", 起始日="2020-07-01", 值="0.3")],
     ["-value: 0.1", "+values: {2020-01-01: 0.1, 2020-07-01: 0.3}"]),
    (LINSHU, [append("参数", 名称="宽限", 单位="天", 值=3, 最小值=1, 假设="试行")],
     ["+宽限:", "+unit: 天", "+value: 3", "+tunable: {min: 1}", "+assumption: 试行"]),
    (LINSHU, [put("计分项", ("quick",), "条件", "审理天数 < 快审天数")],
     ["-when: {fact: 结案, where: 审理天数 ≤ 快审天数 且 审理程序 ≠ 速裁}",
      "+when: {fact: 结案, where: 审理天数 < 快审天数}"]),
    (LINSHU, [put("计分项", ("quick",), "种类", "基础")], ["-category: fixed", "+category: base"]),
    (LINSHU, [put("计分项", ("quick",), "假设", None)],
     ["-assumption: 案例没有列出哪些行为属于固定加减项；速裁本来就快，不再加"]),
    (LINSHU, [put("计分项", ("quick",), "说明", "=1+1")], ["+note: =1+1"]),
    (LINSHU, [append("计分项", 编号="visit", 名称="巡回", 种类="基础", 事实="结案", 计分公式="1", 依据="某条")],
     ["+- id: visit", "+title: 巡回", "+category: base", "+points: 1", "+when: {fact: 结案}", "+basis: 某条"]),
    (CARDS, [put("阶梯规则", ("quality_cards", "yellow"), "信函告知", "否")], ["-letter: true", "+letter: false"]),
    (CARDS, [put("阶梯规则", ("quality_cards", "yellow"), "通报范围", "庭室")], ["+notice: division"]),
    (CARDS, [put("参数", ("再次认定",), "可选值", "同类问题 | 任何问题 | 不论")],
     ["-choices: [同类问题, 任何问题]", "+choices: [同类问题, 任何问题, 不论]"]),
    (YANBIAN, [put("分项", ("overall", "litigation"), "权重", "60%")],
     ["-- {of: litigation, weight: 诉讼占比}", "+- {of: litigation, weight: 60%}"]),
    (YANBIAN, [append("分项", 编号="core", 组成部分="quality", 权重="1")],
     [f"-parts: [{CORE}]", f"+parts: [{CORE}, {{of: quality, weight: 1}}]"]),
    (LINSHU, [append("事实", 名称="结案", 字段="标的额", 类型="数", 单位="元", 必填="否")],
     ["+标的额: {type: number, unit: 元, required: false}"]),
    (LINSHU, [append("权重表", 名称="宣传加分", 键="载体 | 级别", 单位="沭法币", 最大值=9, 假设="试行"),
              sheet("权重·宣传加分", ["起始日", "载体", "级别", "值"], [None, "报纸", "县级", 1], [None, "报纸",
               "市级", 2.5],
                    ["2020-07-01", "报纸", "市级", 3])],
     ["+宣传加分:", "+keys: [载体, 级别]", "+unit: 沭法币", "+tunable: {max: 9}", "+assumption: 试行", "+rows:",
      "+- [报纸, 县级, 1]", "+- [报纸, 市级, 2.5]", "+changes:", "+- from: 2020-07-01", "+rows:",
       "+- [报纸, 市级, 3]"]),
    (CARDS, [sheet("权重表", ["名称", "键", "查表方式", "单位", "最小值", "最大值", "步长", "不可调的行", "键的取值",
     "依据", "假设", "说明"],
                   ["扣分", "严重程度", *([None] * 9), None]), sheet("权重·扣分", ["严重程度", "值"], ["一般", 1])],
     ["+tables:", "+扣分:", "+keys: [严重程度]", "+rows:", "+- [一般, 1]", "+"]),
    (CARDS, [sheet("计分项", ["编号", "名称", "适用对象", "种类", "事实", "条件", "计分公式", "确认链", "依据", "假设",
     "说明"],
                   ["found", "评查扣分", None, "固定加减", "评查问题", None, "−1", None, "某条", None, None])],
     ["+items:", "+- id: found", "+title: 评查扣分", "+category: fixed", "+points: −1", "+when: {fact: 评查问题}",
      "+basis: 某条", "+"]),
    (LINSHU, [put("办法", ("ranking",), "内容", "不公布")], ["-ranking: shown", "+ranking: hidden"]),
    (LINSHU, [put("办法", ("classes / 类别",), "内容", "审判团队 | 其他团队")],
     ["-类别: [审判团队, 执行团队, 综合部门]", "+类别: [审判团队, 其他团队]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "changes", "lines"), CASES, ids=[case[2][-1][1:40] for case in CASES])
def test_a_changed_cell_is_one_edit(tmp_path: Path, text: str, changes: list[Change], lines: list[str]) -> None:
    edits, problems = back(tmp_path, text, *changes)
    assert [problem.line() for problem in problems] == []
    after, problems = revise(text, edits)
    assert [problem.line() for problem in problems] == []
    assert sorted(diff(text, after)) == sorted(lines)


def rename(sheet: str, cell: str, value: str) -> Change:
    def change(workbook: Any) -> None:  # noqa: ANN401 - as above
        workbook[sheet][cell].value = value

    return change


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ([lambda book: book.remove(book["计分项"])],
         ["book.xlsx[计分项]: 缺少工作表「计分项」。请从导出的文件改起，不要删除或改名工作表"]),
        ([lambda book: book.create_sheet("计分").append(["编号"])],
         ["book.xlsx[计分]: 办法里没有与「计分」对应的部分，是否为「计分项」？请删去这张表，或先在办法里新增后再导出"]),
        ([rename("计分项", "F1", "前提")],
         ["book.xlsx[计分项]:1:条件: 缺少「条件」一列。请恢复这一列的表头",
          "book.xlsx[计分项]:1:前提: 不认识「前提」一列。请恢复原来的表头，或删去这一列"]),
        ([delete("计分项", ("honour",)), put("计分项", ("quick",), "种类", "其他")],
         ["book.xlsx[计分项]:3:种类: 「其他」不在可用的取值之内：基础、固定加减、申请加减",
          "book.xlsx[计分项]:12:编号: 「honour」这一行不见了。要从办法里删除它，请在办法页面删除；否则请恢复这一行"]),
        ([append("参数", 名称="快审加分", 值="1")], ["book.xlsx[参数]:13:名称: 「快审加分」有两行。请删去一行"]),
        ([append("参数", 值="1")], ["book.xlsx[参数]:13:名称: 这一行没有名称。请补上，或删去整行"]),
        ([append("权重·发改扣减", 结果="其他")], ["book.xlsx[权重·发改扣减]:5:值: 这一行没有值。请补上，或删去整行"]),
        ([append("办法", 位置="subjects / 甲队", 内容="甲")],
         ["book.xlsx[办法]:26:位置: 不能在工作簿里新增「subjects / 甲队」。请先在办法页面新增，再重新导出"]),
        ([append("权重表", 名称="新表", 键="结果")],
         [("book.xlsx[权重表]:9: 新的权重表「新表」还没有行。请另加一张工作表「权重·新表」，第一行写表头 结果、值，"
          "以下一行写一个值")]),
        ([append("权重表", 名称="新表"), sheet("权重·新表", ["结果", "值"])],
         ["book.xlsx[权重表]:9: 新的权重表「新表」没有写键。请在「键」一列写明按什么查，多个键用 | 分开"]),
        ([append("权重表", 名称="新表", 键="结果 | 原因"), sheet("权重·新表", ["结果", "值"], ["改判", 1])],
         ["book.xlsx[权重·新表]:1: 新的权重表「新表」的表头应为 结果、原因、值，现在是 结果、值"]),
        ([append("权重表", 名称="新表", 键="结果"), sheet("权重·新表", ["结果", "值"], ["改判", None], [None, 2])],
         ["book.xlsx[权重·新表]:2:值: 这一格是空的，请补上，或删去整行",
          "book.xlsx[权重·新表]:3:结果: 这一格是空的，请补上，或删去整行"]),
        ([append("事实", 名称="没有", 字段="甲", 类型="数")],
         ["book.xlsx[事实]:32:名称: 「没有，甲」所属的「没有」没有自己的一行。请先为它加一行，再写它的组成"]),
        ([put("分项", ("quality",), "权重", "3")], ["book.xlsx[分项]:4:权重: 这一行没有「权重」这一项，请清空这一格"]),
        ([put("办法", ("title",), "项目", "题目")],
         ["book.xlsx[办法]:4:项目: 「项目」不能在工作簿里改，请恢复为「名称」"]),
    ],
)  # fmt: skip
def test_what_a_workbook_cannot_say_is_a_problem_at_its_place(
    tmp_path: Path, changes: list[Change], lines: list[str]
) -> None:
    edits, problems = back(tmp_path, LINSHU, *changes)
    assert edits == []
    assert [problem.line() for problem in problems] == lines


def test_no_cell_is_a_formula() -> None:
    text, problems = revise(LINSHU, [Edit(("title",), "set", "=HYPERLINK(1)")])
    assert problems == []
    cells = [cell for page in book(text) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_a_text_that_is_no_scheme_has_no_workbook() -> None:
    data, problems = write_book("a: [")
    assert data == b""
    assert problems
    data, problems = write_book(LINSHU.replace("category: base", "category: basis"))
    assert (data, [problem.code for problem in problems]) == (b"", ["not-allowed"])


MODELS: dict[str, tuple[type[BaseModel], type[BaseModel] | None]] = {
    "parameters": (model.Parameter, None), "tables": (model.Table, None), "facts": (model.FactKind, model.FieldKind),
    "figures": (model.Figure, None), "items": (model.Item, None), "indicators": (model.Indicator, None),
    "sections": (model.Section, model.SectionPart), "ladders": (model.Ladder, model.Step),
    "votes": (model_votes.Vote, None), "chains": (model_chains.Chain, model_chains.ChainStep),
    "share_outs": (model_grades.ShareOut, None),
    "grades": (model_grades.Grades, model_grades.GradeLevel),
}  # fmt: skip


def test_every_key_of_the_model_has_a_column() -> None:
    for kind in KINDS:
        own, below = MODELS[kind.part]
        keys = {column.path[0] for column in kind.columns} | {kind.below, "id", "rows", "changes"}
        assert set(own.model_fields) <= keys
        if below is not None:
            assert set(below.model_fields) <= {column.path[0] for column in kind.below_columns} | {"id", "of"}
        titles = [column.title for column in kind.columns]
        assert len(titles) == len(set(titles))
        for column in (*kind.columns, *kind.below_columns):
            assert len({WORDS[word] for word in column.words}) == len(column.words)


def data(text: str) -> Any:  # noqa: ANN401 - any YAML
    document, _ = parse(text, "")
    assert document is not None
    return document.data


PAGES = {name: pages(data(text)) for name, text in SCHEMES.items()}
PLAIN = st.text(st.sampled_from("甲乙丙1 :#{}=+-@'\"、|"), min_size=1, max_size=6).map(str.strip).filter(bool)


@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_typed_over_come_back(tmp_path: Path, drawn: st.DataObject) -> None:
    """Texts typed into any cells of texts: the workbook of the edited scheme is the workbook that was typed into."""
    name = drawn.draw(st.sampled_from(sorted(SCHEMES)))
    spots = [
        (page.name, line.key, head)
        for page in PAGES[name]
        for line in page.lines
        for head, cell in line.cells.items()
        if cell.column is not None and cell.column.holds == "text" and not cell.column.words and cell.column.path[-1] in
        ("note", "assumption", "points", "where", "formula", "applies", "unit", "title", "cap")
    ]  # fmt: skip
    typed = {drawn.draw(st.sampled_from(spots)): drawn.draw(PLAIN) for _ in range(3)}
    edits, problems = back(tmp_path, SCHEMES[name], *(put(*spot, text) for spot, text in typed.items()))
    assert [problem.line() for problem in problems] == []
    after, problems = revise(SCHEMES[name], edits)
    assert [problem.line() for problem in problems] == []
    found = {page.name: {line.key: line for line in page.lines} for page in pages(data(after))}
    for (sheet, key, head), text in typed.items():
        assert found[sheet][key].cells[head].text == text
    assert len(difference(SCHEMES[name], after)) <= len(typed)
    assert read_book(after, tmp_path / "book.xlsx") == ([], [])


def test_the_edited_scheme_is_checked_like_any_other(tmp_path: Path) -> None:
    edits, _ = back(tmp_path, LINSHU, put("权重·案件权重", ("", "民事一审", "普通"), VALUE, 99))
    after, _ = revise(LINSHU, edits)
    compiled, problems = load_text(after, "")
    assert compiled is None
    assert "20" in problems[0].text()
