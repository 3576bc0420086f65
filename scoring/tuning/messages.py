"""The words of the problems that tuning reports."""

from __future__ import annotations

from rules.problem import N_, register

register({
    "set.bounds": N_("「{name}」应在 {low} 至 {high} 之间"),
    "set.fixed": N_("表「{name}」的「{keys}」这一行是固定的，不能改"),
    "set.step": N_("「{name}」应从 {start} 起每次 {step}，离「{found}」最近的是 {near}"),
    "set.not_tunable": N_("「{name}」没有登记可调范围（tunable），不能在这里调"),
    "set.unknown": N_("没有可调的参数或权重「{name}」{hint}"),
    "set.twice": N_("「{name}」设了不止一次，请只留一个"),
    "tuning.no_column": N_("表「{table}」没有「{column}」这一列{hint}"),
    "tuning.no_table": N_("没有表「{table}」{hint}"),
    "tuning.no_kind": N_("表「{table}」的「{column}」没有「{name}」{hint}"),
    "tuning.no_demand": N_("没有填报「{name}」的意愿或案件数，未作建议"),
    "tuning.negative": N_("「{name}」的意愿或案件数为负数，未作建议"),
    "tuning.totals_differ": N_("意愿合计 {demand} 件，案件合计 {supply} 件，相差超过 {tolerance}；可改按占比比较"),
    "tuning.no_suggestion": N_("对「{name}」没有建议，不能采纳或修改{hint}"),
})  # fmt: skip
