"""What the page of a scheme says about where a number comes from and who shares what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from portal.schemes.entry import Line
from portal.schemes.reading import chapters
from rules.check import load

CASES = [
    ("yanbian-2019", "figures", "二审被改判", [("单位", "件"), ("来自", "上报")]),
    ("yanbian-2019", "figures", "完成一审改判发回率指标", [("来自", "上报（是 / 否）")]),
    ("yanbian-2019", "figures", "指定再审", [("单位", "件"), ("来自", "上报"), ("没有上报时", "0")]),
    ("yanbian-2019", "figures", "二审发改数", [("单位", "件"), ("公式", "二审被改判 + 二审被发回")]),
    ("yanbian-2019", "figures", "综合评价平均分", [("单位", "分"), ("来自", "综合评价票：平均（分数）")]),
    ("annual-2020", "figures", "团队月均沭法币", [
        ("单位", "沭法币"), ("来自", "linshu-2020 的 level_one，每月"), ("结果须已", "按现在暂计"),
        ("取法", "按天数加权平均"),
    ]),
    ("annual-2020", "figures", "红卡数", [
        ("单位", "张"), ("来自", "yinzhou-cards-2020 的 红卡数，每年"), ("结果须已", "按现在暂计"), ("没有结果时", "0"),
    ]),
    ("linshu-2020", "share_outs", "level_two", [
        ("分给谁", "成员"), ("分什么", "一级考核"), ("按什么分", "岗位系数（岗位）× 在队天数"), ("最小单位", "0.01"),
        ("适用", "二级办法为统一办法"),
    ]),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    """Somebody reads, in Chinese."""
    app = Flask(__name__)
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("scheme", "kind", "name", "lines"), CASES, ids=[case[2] for case in CASES])
def test_a_number_says_where_it_comes_from(scheme: str, kind: str, name: str, lines: list[tuple[str, str]]) -> None:
    compiled, problems = load(Path(f"rules/schemes/{scheme}.yaml"))
    assert compiled is not None, problems
    entries = {(each.kind, each.name): each for chapter in chapters(compiled.scheme) for each in chapter.entries}
    assert [(line.label, line.text) for line in entries[kind, name].lines] == lines


def test_a_sum_for_all_says_in_which_groups_it_is_shared() -> None:
    compiled, _problems = load(Path("rules/schemes/annual-2020.yaml"))
    assert compiled is not None
    entries = [each for chapter in chapters(compiled.scheme) for each in chapter.entries if each.name == "bonus"]
    assert entries[0].lines[:2] == (Line("分给谁", "考核对象"), Line("按什么分组", "岗位"))
