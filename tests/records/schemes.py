"""Two small schemes, one of figures and one of facts, for tables of every kind."""

from __future__ import annotations

from rules.check import load_text
from rules.compiled import Compiled

COURTS = """
scheme: courts
version: "1"
title: 两院
basis: {document: 试行办法}
appraises: court
period: year
effective: 2018-01-01
ranking: shown
total: 得分
classes: {层级: [中院, 基层]}
subjects:
  甲县法院: {classes: {层级: 基层}}
  乙县法院: {classes: {层级: 基层}}
parameters:
  倍数: {value: 10, tunable: {min: 1, max: 20, step: 1}, basis: 一}
  门槛: {unit: "%", value: 50%, tunable: {min: 10%, max: 90%, step: 1%}, basis: 一}
  方式: {choices: [降幅, 不计], value: 降幅, basis: 一}
figures:
  结案数: {unit: 件, basis: 一}
  结案率: {unit: "%", basis: 一}
  双达标: {type: yes_no, basis: 一}
  半数: {unit: 件, formula: 结案数 ÷ 2, basis: 一}
indicators:
  - id: many
    title: 数量
    points: 半数 ÷ 1 + 若（结案率 > 门槛 且 双达标 且 方式 = 降幅，降幅（结案数）× 倍数，0）
    basis: 一
sections:
  - {id: all, title: 得分, parts: [{of: many}], basis: 一}
overrides: {allowed: indicators, basis: 五}
"""

TEAMS = """
scheme: teams
version: "1"
title: 团队
basis: {document: 试行办法}
appraises: team
subject_column: 团队
period: month
effective: 2018-01-01
ranking: hidden
total: 总
classes: {类别: [审判, 执行]}
member_classes: {岗位: [法官, 书记员]}
facts:
  结案:
    case: required
    fields:
      案件类型: {type: choice, values: [民事, 刑事]}
      天数用时: {type: whole, unit: 天}
  表彰:
    case: none
    fields:
      分值: {type: number, places: 1, unit: 分}
      集体: {type: yes_no}
      公布日: {type: date, required: false}
      名称: {type: text, required: false}
tables:
  权重:
    keys: [案件类型]
    tunable: {min: 0, max: 9, step: 0.5}
    basis: 一
    fixed: [[民事]]
    rows: [[民事, 1], [刑事, 2]]
figures:
  个人评分: {unit: 分, basis: 二}
items:
  - id: closed
    title: 审结
    category: base
    when: {fact: 结案, where: 天数用时 < 90}
    points: 权重（案件类型）
    basis: 一
  - {id: honour, title: 表彰加分, category: fixed, when: {fact: 表彰, where: 集体 = 是}, points: 分值, basis: 一}
sections:
  - {id: all, title: 总, parts: [{of: closed}, {of: honour}], basis: 一}
share_outs:
  - {id: own, title: 分给个人, applies: 类别 = 审判, pool: 总, by: 个人评分 × 在队天数, basis: 二}
"""


def compiled(text: str) -> Compiled:
    scheme, problems = load_text(text, "test.yaml")
    assert scheme is not None, [problem.line() for problem in problems]
    return scheme
