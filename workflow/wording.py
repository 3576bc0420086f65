"""The Chinese words for states and kinds that records keep as codes; one place for every face."""

from __future__ import annotations

from collections.abc import Mapping

from rules.problem import N_

PERIOD_STATES: Mapping[str, str] = {
    "open": N_("开放"),
    "closed": N_("已关账"),
    "publicised": N_("公示中"),
    "settled": N_("异议已处理"),
    "sealed": N_("已封存"),
}
VERSION_STATES: Mapping[str, str] = {
    "draft": N_("草稿"),
    "submitted": N_("待批准"),
    "approved": N_("已批准"),
    "published": N_("已发布"),
    "retired": N_("已停用"),
}
CARD_STATES: Mapping[str, str] = {
    "issued": N_("已发出"),
    "delivered": N_("已签收"),
    "rectified": N_("已整改"),
    "overdue": N_("逾期"),
    "withdrawn": N_("已撤回"),
}
IMPORT_STATES: Mapping[str, str] = {
    "running": N_("导入中"),
    "done": N_("已导入"),
    "refused": N_("未导入"),
    "undone": N_("已撤销"),
}
SUBJECT_KINDS: Mapping[str, str] = {
    "court": N_("法院"),
    "division": N_("庭室"),
    "team": N_("团队"),
    "person": N_("干警"),
}
ADJUSTMENT_STATES: Mapping[str, str] = {
    "proposed": N_("待批准"),
    "approved": N_("已生效"),
    "refused": N_("未批准"),
    "withdrawn": N_("已撤回"),
}
