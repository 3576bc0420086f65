"""Tables under a scheme: what is read, and for each kind of mistake the words of the message and their place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.intake import Source, Tables, capped, gather
from records.intake.values import number, plain
from rules.compiled import Compiled
from rules.problem import Problem
from scoring.inputs import Fact, Member, Override, Subject
from scoring.period import Period
from tests.records.schemes import COURTS, TEAMS, compiled

Y2019, NOVEMBER = Period("year", 2019), Period("month", 2020, 11)
COURT, TEAM = compiled(COURTS), compiled(TEAMS)
FIGURES = "院别,期间,结案数,结案率,双达标\n"
FACTS = "事实,日期,团队,干警,案号,编号,案件类型,天数用时,分值,集体,公布日,名称\n"


def take(
    scheme: Compiled, folder: Path, *texts: str, period: Period | None = None, of: str = ""
) -> tuple[Tables, list[Problem]]:
    sources = []
    for index, text in enumerate(texts, 1):
        path = folder / f"{index}.csv"
        path.write_text(text, encoding="utf-8")
        sources.append(Source(path, path.name, of))
    return gather(scheme, sources, period)


def said(problems: list[Problem]) -> list[str]:
    return [problem.line() for problem in problems]


def test_figures_are_exact_whatever_the_cells_look_like(tmp_path: Path) -> None:
    text = (
        "附件一,,,,,,\n"
        "院 别,年 度,结案数（件）,结案率(%),双达标,层级,备注\n"
        '甲 县 法 院,2019年,"1,085",85.31%,是,基层,x\n'
        "乙县法院,2019年度,１２,0.5,否,,\n"
        "总 计,2019,1097,—,/,,\n"
    )  # fmt: skip
    tables, problems = take(COURT, tmp_path, text)
    assert said(problems) == []
    assert tables.figures == {
        ("甲县法院", "2019", "结案数"): 1085,
        ("甲县法院", "2019", "结案率"): Fraction(8531, 10000),
        ("甲县法院", "2019", "双达标"): True,
        ("乙县法院", "2019", "结案数"): 12,
        ("乙县法院", "2019", "结案率"): Fraction(1, 2),
        ("乙县法院", "2019", "双达标"): False,
    }
    assert tables.places["乙县法院", "2019", "结案率"].text() == "1.csv:4:结案率(%)"
    assert tables.inputs(Y2019).subjects == (
        Subject("甲县法院", {"层级": "基层"}),
        Subject("乙县法院", {"层级": "基层"}),
    )


def test_the_period_comes_from_the_row_the_table_or_the_command(tmp_path: Path) -> None:
    table = "院别,结案数,结案率,双达标\n甲县法院,1,0,是\n乙县法院,2,0,是\n"
    for options, text in (({"of": "2018年"}, "2018"), ({"period": Y2019}, "2019")):
        tables, problems = take(COURT, tmp_path, table, **options)
        assert (problems, {key[1] for key in tables.figures}) == ([], {text})


def test_facts_are_typed_as_declared(tmp_path: Path) -> None:
    text = FACTS + (
        "结案,2020/11/3,甲 队,张　三,(2020)鲁1329民初123号,,民 事,12,,,,\n"
        "表彰,2020年11月5日,甲队,,,荣-1,,,1.5,是,20201101,全省先进\n"
    )
    tables, problems = take(TEAM, tmp_path, text)
    assert said(problems) == [": 没有写「类别」的有：甲队。凡按「类别」适用的规则都不会计分".removeprefix(": ")]
    assert tables.facts == [
        Fact(
            "1.csv#000002",
            "结案",
            date(2020, 11, 3),
            "甲队",
            {"案件类型": "民事", "天数用时": Fraction(12)},
            "张三",
            "（2020）鲁1329民初123号",
        ),
        Fact(
            "荣-1",
            "表彰",
            date(2020, 11, 5),
            "甲队",
            {"分值": Fraction(3, 2), "集体": True, "公布日": date(2020, 11, 1), "名称": "全省先进"},
        ),
    ]
    assert tables.latest() == NOVEMBER


@pytest.mark.parametrize("titles", ["团队,干警,天数", "团队,成员,在队天数", "审判团队,姓名,天数"])
def test_members_bring_their_days_posts_and_figures(tmp_path: Path, titles: str) -> None:
    members = (
        f"{titles},岗位,类别,个人评分\n甲队,张三,20,法官,审判,88.5\n甲队,李四,30,书记员,,90\n"
        "乙队,张三,10,法官,执行,\n"
    )
    tables, problems = take(TEAM, tmp_path, members)
    inputs = tables.inputs(NOVEMBER)
    assert said(problems) == []
    assert inputs.members == (
        Member("张三", "甲队", 20, {"岗位": "法官"}),
        Member("李四", "甲队", 30, {"岗位": "书记员"}),
        Member("张三", "乙队", 10, {"岗位": "法官"}),
    )
    assert inputs.subjects == (Subject("甲队", {"类别": "审判"}), Subject("乙队", {"类别": "执行"}))
    assert inputs.figures["张三", "2020-11", "个人评分"] == Fraction(177, 2)


def test_decisions_name_an_indicator_by_title_or_id(tmp_path: Path) -> None:
    text = (
        "院别,指标,得分,事由,申请,核实,决定\n"
        "甲县法院,数量,38.5,专项审判,甲县法院,审管办,院党组\n乙县法院,many,40,同上,,,\n"
    )
    tables, problems = take(COURT, tmp_path, text)
    assert said(problems) == []
    assert tables.inputs(Y2019).overrides == (
        Override("甲县法院", "many", Fraction(77, 2), "专项审判", "甲县法院", "审管办", "院党组"),
        Override("乙县法院", "many", Fraction(40), "同上"),
    )


GOOD = "甲县法院,2019,1,0.5,是\n乙县法院,2019,2,0.5,是\n"
BAD_FIGURES: dict[str, tuple[str, list[str]]] = {
    # the table: what is said, each with its place
    "unknown column": (
        "院别,期间,结按数\n甲县法院,2019,1\n乙县法院,2019,1\n",
        ["1.csv:1:结按数: 办法里没有「结按数」这一列，是否为「结案数」？请改正列名，或删去这一列"],
    ),
    "derived column": (
        "院别,期间,结案数,半数\n甲县法院,2019,1,1\n乙县法院,2019,1,1\n",
        ["1.csv:1:半数: 「半数」由办法算出，不用填报。请删去这一列"],
    ),
    "column twice": (
        "院别,期间,结案数,结 案 数\n甲县法院,2019,1,1\n乙县法院,2019,1,1\n",
        ["1.csv:1:结 案 数: 「结 案 数」出现了两次（第 3 列和第 4 列）。请只留一列"],
    ),
    "column without a name": (
        "院别,期间,结案数,\n甲县法院,2019,1,7\n乙县法院,2019,1,\n",
        ["1.csv:1:4: 这一列有数据，但没有列名。请补上列名，或删去这一列"],
    ),
    "missing column": ("期间,结案数\n2019,1\n", ["1.csv:1: 缺少「院别」这一列。请补上"]),
    "nothing to read": (
        "院别,期间\n甲县法院,2019\n",
        ["1.csv:1: 表里没有一列是办法要读的数。办法要读：结案数、结案率、双达标"],
    ),
    "text for a number": (
        FIGURES + "甲县法院,2019,十二,0.5,是\n乙县法院,2019,12件,0.5,是\n",
        [
            "1.csv:2:结案数: 「十二」不是数。请只填数字，不带单位和文字",
            "1.csv:3:结案数: 「12件」不是数。请只填数字，不带单位和文字",
        ],
    ),
    "decimals": (
        FIGURES + "甲县法院,2019,0.1234567,0.5,是\n乙县法院,2019,1,33.33333%,是\n",
        [
            "1.csv:2:结案数: 「0.1234567」的小数超过 6 位。请四舍五入后再填（表格里可用 ROUND）",
            "1.csv:3:结案率: 「33.33333%」的小数超过 6 位。请四舍五入后再填（表格里可用 ROUND）",
        ],
    ),
    "per cent": (
        FIGURES + "甲县法院,2019,5%,85.31,是\n乙县法院,2019,1,1.5,是\n",
        [
            "1.csv:2:结案数: 「5%」带了百分号，而这一列的单位是件。请去掉百分号",
            "1.csv:2:结案率: 「85.31」看不出是多少：这一列是百分比，请写成 85.31% 或小数（如 0.8531）",
        ],
    ),
    "too large": (
        FIGURES + "甲县法院,2019,1000000000000,0,是\n乙县法院,2019,1,0,是\n",
        ["1.csv:2:结案数: 「1000000000000」太大。最多 12 位整数"],
    ),
    "yes or no": (
        FIGURES + "甲县法院,2019,1,0,对\n乙县法院,2019,1,0,否\n",
        ["1.csv:2:双达标: 「对」应为「是」或「否」"],
    ),
    "missing subject": (
        FIGURES + "甲县法院,2018,1,0.5,是\n乙县法院,2018,1,0.5,是\n甲县法院,2019,1,0.5,是\n",
        ["1.csv: 2019 年缺少被考核对象「乙县法院」的数据。请补上这一行"],
    ),
    "unknown subject": (
        FIGURES + GOOD + "甲县法元,2019,1,0,是\n",
        ["1.csv:4:院别: 办法没有列出「甲县法元」，是否为「甲县法院」？请改正名称，或在办法的 subjects 里加上"],
    ),
    "subject left empty": (FIGURES + GOOD + ",2019,1,0,是\n", ["1.csv:4:院别: 「院别」没有填。请补上"]),
    "duplicate row": (
        FIGURES + GOOD + "甲县法院,2019,3,0,是\n",
        ["1.csv:4:院别: 「甲县法院」2019 的数据重复，首次在第 2 行。请只留一行"],
    ),
    "wrong period": (
        FIGURES + "甲县法院,2019-03,1,0,是\n乙县法院,前年,1,0,是\n",
        [
            "1.csv:2:期间: 「2019-03」不是年度。请写成 2019",
            "1.csv:3:期间: 「前年」不是年度。请写成 2019",
        ],
    ),
    "no period": (
        "院别,结案数\n甲县法院,1\n乙县法院,1\n",
        ["1.csv: 不知道这是哪一期的数。请加「期间」一列，或在文件名后写 @2019，或用 --period"],
    ),
    "class": (
        "院别,期间,层级,结案数\n甲县法院,2019,中院,1\n乙县法院,2019,初级,1\n",
        [
            "1.csv:2:层级: 「甲县法院」的「层级」是「中院」，与办法里的「基层」不同。请改成一致",
            "1.csv:3:层级: 「初级」不在可选的值里。可选：中院、基层",
        ],
    ),
    "sum": (FIGURES + GOOD + "总计,,4,,\n", ["1.csv:4:结案数: 「结案数」的总计是 4，各行之和是 3。请核对"]),
    "cells beyond the header": (
        FIGURES + "甲县法院,2019,1,0.5,是,9\n乙县法院,2019,2,0.5,是\n",
        ["1.csv:2: 这一行比表头多出内容「9」。请检查分隔符，或补上列名"],
    ),
    "decision on nothing": (
        "院别,指标,得分,事由\n甲县法院,数梁,1,\n甲县法院,数量,1,甲\n甲县法院,many,2,乙\n",
        [
            "1.csv:2:指标: 办法里没有指标「数梁」，是否为「数量」？",
            "1.csv:2:事由: 「事由」没有填。请补上",
            "1.csv:4:指标: 「甲县法院」的「many」已在第 3 行决定。请只留一条",
        ],
    ),
}


def test_a_subject_that_is_nowhere_may_be_left_out_on_purpose(tmp_path: Path) -> None:
    tables, problems = take(COURT, tmp_path, FIGURES + "甲县法院,2019,1,0.5,是\n")
    missing = [problem for problem in problems if problem.code == "intake.missing_subject"]
    assert [(problem.severity, problem.values["name"]) for problem in missing] == [("warning", "乙县法院")]
    assert ("甲县法院", "2019", "结案数") in tables.figures


@pytest.mark.parametrize("name", BAD_FIGURES)
def test_mistakes_in_figures(tmp_path: Path, name: str) -> None:
    text, lines = BAD_FIGURES[name]
    _, problems = take(COURT, tmp_path, text)
    assert said([problem for problem in problems if problem.severity == "error"]) == lines


CASE = "（2020）鲁1329民初123号"
FACT = f"结案,2020-11-03,甲队,张三,{CASE},,民事,12,,,,\n"
BAD_FACTS: dict[str, tuple[str, list[str]]] = {
    "unknown kind": (
        FACTS + "结按,2020-11-03,甲队,,,,,,,,,\n,2020-11-03,甲队,,,,,,,,,\n",
        [
            "1.csv:2:事实: 办法没有登记「结按」这种事实，是否为「结案」？可用：结案、表彰",
            "1.csv:3:事实: 「事实」没有填。请补上",
        ],
    ),
    "bad date": (
        FACTS + "".join(f"结案,{day},甲队,,{CASE},,民事,12,,,,\n" for day in ("2020-02-30", "44138", "")),
        [
            "1.csv:2:日期: 「2020-02-30」不是日期。请写成 2020-11-03",
            "1.csv:3:日期: 「44138」不是日期。请写成 2020-11-03",
            "1.csv:4:日期: 「日期」没有填。请补上",
        ],
    ),
    "choice": (
        FACTS + f"结案,2020-11-03,甲队,,{CASE},,民是,12,,,,\n",
        ["1.csv:2:案件类型: 「民是」不在可选的值里，是否为「民事」？可选：民事、刑事"],
    ),
    "number": (
        FACTS + f"结案,2020-11-03,甲队,,{CASE},,民事,1.5,,,,\n表彰,2020-11-03,甲队,,,,,,1.25,是,,\n",
        [
            "1.csv:2:天数用时: 「1.5」不是整数",
            "1.csv:3:分值: 「1.25」的小数超过 1 位。请四舍五入后再填（表格里可用 ROUND）",
        ],
    ),
    "field left empty": (
        FACTS + f"结案,2020-11-03,甲队,,{CASE},,,12,,,,\n",
        ["1.csv:2:案件类型: 「案件类型」没有填。请补上"],
    ),
    "field of another kind": (
        FACTS + f"结案,2020-11-03,甲队,,{CASE},,民事,12,3,,,\n",
        ["1.csv:2:分值: 「结案」没有「分值」这个字段。请清空这一格"],
    ),
    "column of a field missing": (
        "事实,日期,团队,案号,案件类型\n" + f"结案,2020-11-03,甲队,{CASE},民事\n" * 2,
        ["1.csv:1: 缺少「天数用时」这一列。请补上"],
    ),
    "no case number": (
        FACTS + "结案,2020-11-03,甲队,,,,民事,12,,,,\n" + f"表彰,2020-11-03,甲队,,{CASE},,,,1,是,,\n",
        ["1.csv:2:案号: 「结案」必须写案号", "1.csv:3:案号: 「表彰」不写案号。请清空这一格"],
    ),
    "bad case number": (
        FACTS + "结案,2020-11-03,甲队,,2020民初123,,民事,12,,,,\n",
        ["1.csv:2:案号: 「2020民初123」不是案号。应为（年）法院代字类型代字编号号，例如：（2020）鲁1329民初123号。"],
    ),
    "key twice": (
        FACTS + f"结案,2020-11-03,甲队,,{CASE},A1,民事,12,,,,\n结案,2020-11-04,甲队,,{CASE},A1,民事,12,,,,\n",
        ["1.csv:3:编号: 编号「A1」重复，首次在第 2 行。请改正编号，或删去重复的一行"],
    ),
    "days": ("团队,干警,天数,岗位\n甲队,张三,400,法官\n甲队,,3,法宫\n", ["1.csv:2:天数: 「400」应为 0 至 366 的整数天",
             "1.csv:3:干警: 「干警」没有填。请补上"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FACTS)
def test_mistakes_in_facts_and_members(tmp_path: Path, name: str) -> None:
    text, lines = BAD_FACTS[name]
    _, problems = take(TEAM, tmp_path, text)
    assert said([problem for problem in problems if problem.severity == "error"]) == lines


def test_two_tables_may_not_contradict_each_other(tmp_path: Path) -> None:
    other = FIGURES + "甲县法院,2019,9,0.5,是\n乙县法院,2019,2,0.5,是\n"
    _, problems = take(COURT, tmp_path, FIGURES + GOOD, other)
    assert said(problems) == [
        "2.csv:2:结案数: 「甲县法院」2019 的「结案数」与 1.csv 第 2 行报的 1 不同。请核对，只留一个"
    ]


def test_what_is_doubtful_is_a_warning(tmp_path: Path) -> None:
    _, problems = take(TEAM, tmp_path, FACTS + FACT + FACT)
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("intake.same_fact", "warning"),
        ("intake.no_class", "warning"),
    ]
    _, problems = take(COURT, tmp_path, "院别,期间,结案数\n甲县法院,2019,1\n乙县法院,2019,1\n")
    assert said(problems) == ["1.csv: 有 2 个统计数没有上报，相关指标不计分：结案率、双达标"]


def test_the_latest_period_is_meant_where_that_is_clear(tmp_path: Path) -> None:
    assert take(COURT, tmp_path, FIGURES + GOOD + GOOD.replace("2019", "2018"))[0].latest() == Y2019
    two_months = FACTS + FACT + FACT.replace("2020-11", "2020-12")
    tables, _ = take(TEAM, tmp_path, two_months)
    assert tables.latest() is None
    assert [period.text for period in tables.periods()] == ["2020-11", "2020-12"]
    assert len(tables.inputs(NOVEMBER).facts) == 1


def test_all_problems_come_at_once_up_to_two_hundred(tmp_path: Path) -> None:
    _, problems = take(COURT, tmp_path, FIGURES + "丙,2019,x,y,z\n" * 100)
    shown = capped(problems)
    assert (len(problems), len(shown), shown[-1].text()) == (400, 201, "还有 200 个问题没有列出。请先改正以上各处")


@pytest.mark.parametrize(
    ("text", "path", "period"),
    [
        ("a.csv@2018", "a.csv", "2018"),
        ("a.csv", "a.csv", ""),
        ("a@b/c.csv", "a@b/c.csv", ""),
        ("a.csv@x", "a.csv", "x"),
    ],
)
def test_a_table_is_named_with_or_without_its_period(text: str, path: str, period: str) -> None:
    assert Source.parse(text) == Source(Path(path), path, period)


@settings(max_examples=60)
@given(st.integers(-(10**11), 10**11), st.integers(0, 6), st.sampled_from(["half", "full"]))
def test_numbers_are_read_as_they_were_written(digits: int, places: int, width: str) -> None:
    text = f"{'-' if digits < 0 else ''}{abs(digits) // 10**places}" + (
        f".{abs(digits) % 10**places:0{places}d}" if places else ""
    )
    shown = text.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－")) if width == "full" else text
    assert number(shown) == Fraction(digits, 10**places)
    assert plain(shown) == text
