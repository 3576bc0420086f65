"""The Chinese words for the states and acts of applications."""

from __future__ import annotations

from collections.abc import Mapping

from rules.problem import N_, register

STATES: Mapping[str, str] = {
    "waiting": N_("待确认"),
    "returned": N_("已退回补正"),
    "approved": N_("已确认记分"),
    "refused": N_("不予确认"),
    "withdrawn": N_("已撤回"),
}
ACTS: Mapping[str, str] = {
    "applied": N_("提出申请"),
    "approved": N_("确认"),
    "changed": N_("修改后确认"),
    "refused": N_("不予确认"),
    "returned": N_("退回补正"),
    "applied_again": N_("补正后重新提出"),
    "withdrawn": N_("撤回"),
    "skipped": N_("免予确认"),
    "passed_on": N_("逾期移交"),
}
register(
    {
        "application-waits": N_("{person}的「{rule}」申请等您办理「{step}」"),
        "application-returned": N_("您的「{rule}」申请被退回补正"),
        "application-approved": N_("{person}的「{rule}」申请已确认，已记到记分卡上"),
        "application-refused": N_("{person}的「{rule}」申请未获确认"),
        "application-passed": N_("{person}的「{rule}」申请已通过「{step}」"),
    }
)
