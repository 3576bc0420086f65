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
    "received": N_("已签收"),
    "replied": N_("待核查"),
    "closed": N_("已办结"),
    "escalated": N_("已升级"),
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
OVERRIDE_STATES: Mapping[str, str] = {
    "applied": N_("待核实"),
    "verified": N_("待决定"),
    "decided": N_("已生效"),
    "refused": N_("未采用"),
}
CARD_ACTS: Mapping[str, str] = {
    "issued": N_("发出"),
    "delivered": N_("书面送达"),
    "received": N_("本人签收"),
    "replied": N_("整改回复"),
    "accepted": N_("核查合格"),
    "failed": N_("核查不合格"),
    "escalated": N_("转入下一步"),
    "withdrawn": N_("撤回"),
}
CARD_COLOURS: Mapping[str, str] = {"yellow": N_("黄卡"), "red": N_("红卡"), "white": N_("白卡"), "none": N_("其他")}
FINDING_STATES: Mapping[str, str] = {
    "proposed": N_("待表决"),
    "confirmed": N_("已认定"),
    "rejected": N_("未认定"),
    "overturned": N_("已撤销"),
}
VOTE_STATES: Mapping[str, str] = {"open": N_("表决中"), "decided": N_("已决定"), "undecided": N_("未成多数")}
OBJECTION_STATES: Mapping[str, str] = {
    "filed": N_("待答复"),
    "upheld": N_("成立，待更正"),
    "corrected": N_("成立，已更正"),
    "refused": N_("不成立，可申请复核"),
    "reviewing": N_("复核中"),
    "final": N_("复核维持，终局"),
    "accepted": N_("不成立，已办结"),
    "withdrawn": N_("已撤回"),
}
OBJECTION_ABOUT: Mapping[str, str] = {
    "item": N_("计分项"),
    "indicator": N_("指标"),
    "card": N_("红黄卡"),
    "share": N_("二级分配"),
    "missing": N_("漏记"),
}
