from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scoring import cases
from tests.scoring.small import HEAD, scheme

SCHEME = scheme(
    """\
total: 合
parameters: {价: {value: 2, assumption: 演示}, 方式: {choices: [每满, 按比例], value: 每满, assumption: 演示}}
facts:
  办结:
    case: optional
    fields:
      种类: {type: choice, values: [民事, 刑事]}
      天数: {type: number, places: 1, required: false}
      属实: {type: yes_no, required: false}
      到期: {type: date, required: false}
figures:
  数: {basis: 一}
  好: {type: yes_no, basis: 一}
  率: {unit: "%", formula: "占比（数，3）", basis: 一}
items: [{id: closed, title: 审结, category: base, when: {fact: 办结, where: 种类 = 民事}, points: 价, basis: 一}]
indicators: [{id: rate, title: 率分, points: "若（好，率 × 100，0）", basis: 一}]
sections: [{id: sum, title: 合, parts: [{of: 基础}, {of: rate}], basis: 一}]
ladders:
  - id: ladder
    title: 提醒
    when: {fact: 办结, where: 种类 = 刑事}
    window: {kind: ever}
    basis: 一
    steps:
      - {id: first, title: 一, where: 此前次数 = 0, letter: true}
      - {id: again, title: 二, where: 此前次数 > 0, card: red}
member_classes: {岗位: [法官]}
share_outs: [{id: share, title: 分, pool: 合, by: 在队天数, basis: 一}]
overrides: {allowed: indicators, basis: 一}
""",
    HEAD,
)
GOOD = """\
scheme: small
cases:
  - name: 都有
    basis: 演示
    period: 2020
    subjects: {甲队: {classes: {层级: 基层}, parent: 中院}, 乙队: }
    members: [{name: 张, of: 甲队, days: 2}, {name: 李, of: 甲队, days: 1, classes: {岗位: 法官}}]
    tables: [figures.csv]
    figures: {2020: {甲队: {数: 1, 好: 是}}}
    facts:
      - {kind: 办结, day: 2020-05-01, subject: 甲队, member: 张, case: 案,
         fields: {种类: 民事, 天数: 1.5, 属实: 是, 到期: 2020-06-01}}
      - {kind: 办结, day: 2020-05-01, subject: 甲队, key: k, fields: {种类: 刑事}}
      - {kind: 办结, day: 2020-05-02, subject: 甲队, fields: {种类: 刑事}}
    set: {价: 3}
    expect:
      甲队: {率: 33.33%, 率分: 33.33, rate: 33.33, closed: 3, 基础: 3, total: 36.33, cards: [first, again],
             shares: {张: 24.22, 李: 12.11}}
      乙队: {数: 9, 好: 否, rate: 0, 率: 300%, total: 0.00, cards: []}
  - name: 单独评分
    basis: 演示
    period: 2020
    overrides: [{subject: 甲队, rule: rate, points: 7, reason: 演示, decided_by: 党组}]
    expect: {甲队: {rate: 7, 数: —}}
"""
TABLE = "\ufeff名称,数,好\n乙队,9,否\n总计,9,\n"


def write(folder: Path, text: str, table: str = TABLE) -> Path:
    (folder / "figures.csv").write_text(table, encoding="utf-8")
    path = folder / "small.cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str, table: str = TABLE) -> list[str]:
    return [problem.line().removeprefix(f"{folder}/") for problem in cases.run(SCHEME, write(folder, text, table))]


def test_good_examples_pass_and_are_counted(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    assert cases.count(tmp_path / "small.cases.yaml") == 2
    assert cases.cases_file(tmp_path / "small.yaml") == tmp_path / "small.cases.yaml"


@pytest.mark.parametrize(
    ("wrong", "instead", "message"),
    [
        ("率: 33.33%,", "率: 33.34%,", "「甲队」的「率」应为 33.34%，算得 33.333333%（1/3）"),
        ("closed: 3", "closed: 2", "「甲队」的「closed」应为 2，算得 3"),
        ("total: 36.33", "total: 36", "应为 36，算得 36.33"),
        ("[first, again]", "[first]", "的「cards」应为 first，算得 first、again"),
        ("李: 12.11", "李: 12.12", "「李」应为 12.12，算得 12.11"),
        ("好: 否, rate", "好: 是, rate", "「好」应为 是，算得 否"),
        ("rate: 0,", "rate: —,", "「rate」应为 —，算得 0"),
        ("数: —", "数: 1", "「数」应为 1，算得 —"),
        ("乙队: {数", "丙队: {数", "结果里没有「丙队」"),
        ("基础: 3", "基数: 3", "没有名为「基数」的统计数、指标、计分项或分项，是否为「"),
        ("scheme: small", "scheme: large", "这些算例属于「large」，不是「small」"),
        ("period: 2020\n    subjects", "period: 2020-03\n    subjects", "「2020-03」不是考核周期"),
        (
            "basis: 演示\n    period: 2020\n    subjects",
            "basic: 演示\n    period: 2020\n    subjects",
            "算例里不认得「basic」",
        ),
        ("days: 2}", "days: 二}", "「days」的值「二」应是天数"),
        ("{数: 1, 好: 是}", "{树: 1, 好: 是}", "没有上报数「树」"),
        ("{数: 1, 好: 是}", "{数: 一, 好: 是}", "「数」的值「一」应是数"),
        ("{数: 1, 好: 是}", "{数: 1, 好: 1}", "「好」的值「1」应是是或否"),
        ("figures: {2020:", "figures: {二零:", "这里应写成：周期: {对象: {名称: 数}}"),
        ("figures.csv]", "nothing.csv]", "读不到表「nothing.csv」"),
        ("{kind: 办结, day: 2020-05-02", "{kind: 办理, day: 2020-05-02", "没有事实种类「办理」，是否为「办结」"),
        ("day: 2020-05-02", "day: 五月", "这里应写成：{kind: …, day: 2020-11-03"),
        ("天数: 1.5", "日数: 1.5", "事实「办结」没有字段「日数」，是否为「天数」"),
        ("天数: 1.5", "天数: 一", "「天数」的值「一」应是数"),
        ("属实: 是", "属实: 对", "「属实」的值「对」应是是或否"),
        ("种类: 民事", "种类: 行政", "「种类」的值「行政」应是民事、刑事"),
        ("到期: 2020-06-01", "到期: 明天", "「到期」的值「明天」应是日期，如 2020-11-03"),
        ("天数: 1.5", "天数: 1.55", "字段「天数」取值"),
        ("set: {价: 3}", "set: {价格: 3}", "试算所改的「价格」不是本办法的参数或表格单元，是否为「价」"),
        ("points: 7", "points: 七", "「points」的值「七」应是数"),
        ("rule: rate, points", "rule: closed, points", "单独评分所指的「closed」不是"),
        ("expect: {甲队: {rate: 7, 数: —}}", "expect: 七", "算例应写成：name、period"),
        ("members: [{", "members: {", "这里应写成"),
        ("[figures.csv]", "[../small.cases.yaml]", "不在办法所在的文件夹里，没有读取"),
        ("[figures.csv]", "[/etc/passwd]", "不在办法所在的文件夹里，没有读取"),
    ],
)
def test_what_is_wrong_with_an_example(tmp_path: Path, wrong: str, instead: str, message: str) -> None:
    assert wrong in GOOD
    text = GOOD.replace(wrong, instead, 1)
    if message == "这里应写成":
        text = text.replace("岗位: 法官}}]", "岗位: 法官}}", 1).replace("days: 2}, {name: 李", "days: 2, name2: 李", 1)
    found = problems(tmp_path, text)
    assert any(message in line for line in found), found
    assert all(line.startswith(("small.cases.yaml:", "figures.csv:")) for line in found)


def test_all_failures_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD.replace("closed: 3", "closed: 4").replace("rate: 7", "rate: 8"))
    assert [line.partition(": ")[0] for line in found] == ["small.cases.yaml:17:55", "small.cases.yaml:24:25"]


@pytest.mark.parametrize("text", ["", "scheme: small\n", "- 1\n", "cases: 3\n"])
def test_a_file_without_examples(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, text)) == 1
    assert cases.count(tmp_path / "small.cases.yaml") == 0


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = cases.run(SCHEME, tmp_path / "none.cases.yaml")
    assert problem.code == "example-unreadable"


def test_a_wrong_number_in_a_table_is_told_with_its_row(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, GOOD, "名称,数,好\n乙队,九,否\n")
    assert line == "figures.csv:2:数: 「数」的值「九」应是数"


def test_a_row_wider_than_the_header_is_told(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, GOOD, "名称,数,好\n乙队,9,否,多\n")
    assert line == "figures.csv:2: 这一行比表头多出内容。请检查分隔符，或补上列名"


def paths(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a document."""
    if path:
        yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, child in children:
        yield from paths(child, (*path, step))


@pytest.mark.parametrize("odd", ["字", "[{}]", "{字: 字}"])
def test_any_other_shape_at_any_place_is_a_problem_or_harmless(tmp_path: Path, odd: str) -> None:
    yaml = YAML(typ="safe")
    told, good = 0, yaml.load(GOOD)
    for path in paths(good):
        around = document = deepcopy(good)
        for step in path[:-1]:
            around = around[step]
        around[path[-1]] = yaml.load(odd)
        text = StringIO()
        yaml.dump(document, text)
        told += bool(problems(tmp_path, text.getvalue()))
    assert told > 40  # most of the places hold what the outcome depends on
