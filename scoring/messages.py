"""The words of the problems that scoring reports."""

from __future__ import annotations

from rules.problem import N_, register

register(
    {
        "score-division-by-zero": N_(
            "「{subject}」的「{rule}」算不出：公式「{formula}」中除数为零，该项记为无值；请核对相关统计数"
        ),
        "score-wrong-kind": N_("「{subject}」的「{rule}」算不出：公式「{formula}」需要数字，得到的是「{found}」"),
        "score-wrong-step": N_(
            "「{subject}」的「{rule}」算不出：公式「{formula}」中的步长应大于零，得到的是「{found}」"
        ),
        "score-wrong-choice": N_(
            "「{subject}」的「{rule}」算不出：公式「{formula}」中的方式「{found}」不在可选之列：{choices}"
        ),
        "score-wrong-places": N_(
            "「{subject}」的「{rule}」算不出：公式「{formula}」的第二个数应是 {low} 至 {high} 的整数，不是「{found}」"
        ),
        "score-too-large": N_(
            "「{subject}」的「{rule}」算不出：公式「{formula}」的得数超过 40 位，该项记为无值；请核对公式和统计数"
        ),
        "score-no-row": N_(
            "「{subject}」的「{rule}」算不出：表「{table}」中没有「{keys}」这一行；请补上该行或加「其他」行"
        ),
        "score-no-unit": N_("「{subject}」的「{rule}」算不出：「{formula}」的单位没有登记换算比率；请在 units 中登记"),
        "score-item-unpriced": N_("计分项「{rule}」对取值「{key}」算不出分，涉及 {count} 件，未计分"),
        "score-unknown-kind": N_("编号「{fact}」的事实种类「{kind}」不在本办法中，未计入"),
        "score-unknown-subject": N_("被考核对象名单中没有「{subject}」，其 {count} 件事实未计入；请核对名称"),
        "score-bad-field": N_("编号「{fact}」的字段「{field}」取值「{found}」与登记的类型「{type}」不符，该事实未计入"),
        "score-same-key": N_("编号「{fact}」出现不止一次，后出现的未计入"),
        "score-override-not-allowed": N_("本办法不允许单独评分，对「{subject}」「{rule}」的单独评分未采用"),
        "score-override-unknown": N_("单独评分所指的「{rule}」不是「{subject}」适用的指标，未采用"),
        "score-override-twice": N_("「{subject}」的「{rule}」有不止一个单独评分，均未采用；请只保留一个"),
        "score-override-range": N_("「{subject}」的「{rule}」单独评分 {points} 超出 {low} 至 {high}，未采用"),
        "score-steps-none": N_("「{subject}」编号「{fact}」的事实没有落入「{rule}」的任何一步；请补上该步"),
        "score-steps-many": N_(
            "「{subject}」编号「{fact}」的事实同时落入「{rule}」的几步：{steps}，取第一步；请使各步互斥"
        ),
        "score-share-no-weight": N_("「{subject}」的「{rule}」未分配：成员「{member}」的分配依据没有值"),
        "score-share-negative": N_("「{subject}」的「{rule}」未分配：成员「{member}」的分配依据为负数"),
        "score-share-zero": N_("「{subject}」的「{rule}」未分配：各成员的分配依据均为零"),
        "score-share-nobody": N_("「{subject}」的「{rule}」未分配：没有登记成员"),
        "score-overlay-unknown": N_("试算所改的「{name}」不是本办法的参数或表格单元{hint}"),
        "score-overlay-choice": N_("试算把「{name}」改为「{found}」，应为下列之一：{choices}"),
        "score-overlay-number": N_("试算把「{name}」改为「{found}」，应为数字"),
    }
)
