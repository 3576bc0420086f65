"""The Chinese words for the parts, keys and fixed values of a scheme: for differences, workbooks and pages."""

from __future__ import annotations

from collections.abc import Mapping

from rules.problem import N_

PARTS: Mapping[str, str] = {
    "head": N_("办法"),
    "units": N_("折算单位"),
    "classes": N_("类别"),
    "member_classes": N_("人员类别"),
    "subjects": N_("考核对象"),
    "parameters": N_("参数"),
    "tables": N_("权重表"),
    "facts": N_("事实"),
    "figures": N_("统计数"),
    "items": N_("计分项"),
    "indicators": N_("指标"),
    "sections": N_("分项"),
    "ladders": N_("阶梯规则"),
    "votes": N_("表决"),
    "chains": N_("确认链"),
    "share_outs": N_("分配"),
    "grades": N_("等次"),
}
"""What a thing of each part is called; ``head`` is the scheme itself with rounding and overrides."""

KEYS: Mapping[str, str] = {
    "about": N_("表决事项"), "above": N_("超过几成"), "allowed": N_("可单独评分的范围"), "among": N_("分给谁"),
    "applies": N_("适用对象"), "applies_by": N_("申请人"), "appraises": N_("考核谁"), "assumption": N_("假设"),
    "at": N_("取整时点"), "ballot": N_("表决意见"), "bars": N_("限制的等次"), "base": N_("名额基数"),
    "basis": N_("依据"), "by": N_("分配公式"), "cap": N_("上限"), "card": N_("卡"), "case": N_("案号"),
    "category": N_("种类"), "chain": N_("确认链"), "changes": N_("分日期的行"), "choices": N_("可选值"),
    "classes": N_("类别"), "confirms": N_("由谁确认"), "counts": N_("计次条件"), "deadline": N_("期限"),
    "deadline_unit": N_("期限单位"), "decided_by": N_("决定人"), "deputy": N_("可由人代办"),
    "document": N_("依据文件"), "domains": N_("键的取值"), "effective": N_("施行日期"), "fact": N_("事实"),
    "field": N_("字段"), "fields": N_("字段"), "figures": N_("统计数"), "fixed": N_("不可调的行"), "floor": N_("下限"),
    "formula": N_("公式"), "full_marks": N_("满分"), "hit": N_("查表方式"), "id": N_("编号"), "issued": N_("发文日期"),
    "item": N_("条目"), "keys": N_("键"), "kind": N_("计次期限"), "late": N_("未按期整改记为"),
    "letter": N_("信函告知"), "levels": N_("等次"), "limits": N_("限制"), "majority": N_("多数"), "max": N_("最大值"),
    "may_be_zero": N_("可能为零"), "min": N_("最小值"), "missing": N_("缺项时"), "mode": N_("取整方式"),
    "months": N_("计次月数"), "note": N_("说明"), "notice": N_("通报范围"), "number": N_("文号"), "of": N_("组成部分"),
    "otherwise": N_("不成多数时"), "outside": N_("不占名额的条件"), "overdue": N_("逾期时"),
    "overrides": N_("单独评分"), "parent": N_("上级"), "parts": N_("组成部分"), "period": N_("考核周期"),
    "periods": N_("取哪种周期"), "places": N_("小数位数"), "points": N_("计分公式"), "pool": N_("待分数额"),
    "post": N_("换过岗位的按哪个岗位"),
    "quantity": N_("取哪个量"), "quorum": N_("法定人数"), "quota": N_("名额比例"), "quota_rounding": N_("名额取整"),
    "raised": N_("批准后的比例"), "ranked": N_("参加排名的条件"), "ranking": N_("排名"),
    "ranking_basis": N_("排名依据"), "rate": N_("折算率"), "required": N_("必填"), "results": N_("取自其他办法"),
    "rounding": N_("取整"), "rows": N_("行"), "same": N_("须相同的字段"), "same_if": N_("须相同的前提"),
    "scheme": N_("办法编号"), "seats": N_("名额数"), "settled": N_("结果须已"), "since": N_("起始日"),
    "step": N_("步长"), "steps": N_("步骤"), "subject_column": N_("对象列名"), "take": N_("取法"), "title": N_("名称"),
    "to": N_("取整到"), "total": N_("总分"), "tunable": N_("可调范围"), "type": N_("类型"), "ungraded": N_("不定等次"),
    "unit": N_("单位"), "use": N_("用途"), "value": N_("值"), "values": N_("取值"), "verified_by": N_("核实人"),
    "version": N_("版本号"), "weight": N_("权重"), "weights_sum": N_("权重之和"), "when": N_("计什么"),
    "when_missing": N_("缺数时按"), "where": N_("条件"), "who": N_("哪些成员"), "window": N_("计次期限"),
    "within": N_("按什么分组"), "yields": N_("记为事实"),
}  # fmt: skip
"""Every key of the document; what a key is called does not depend on the part it stands in."""

WORDS: Mapping[str, str] = {
    "applied": N_("申请加减"), "ballots": N_("投票数"), "base": N_("基础"), "bracket": N_("分段"),
    "by_days": N_("按天数加权平均"), "ceiling": N_("向上"), "choice": N_("选择"), "closed": N_("关账"),
    "count": N_("计数"), "court": N_("法院"), "date": N_("日期"), "days": N_("日"), "division": N_("庭室"),
    "down": N_("去尾"), "ever": N_("不限"), "false": N_("否"), "fixed": N_("固定加减"), "floor": N_("向下"),
    "grade": N_("等次"), "half_even": N_("四舍六入五成双"), "half_up": N_("四舍五入"), "head": N_("庭室负责人"),
    "hidden": N_("不公布"), "hours": N_("小时"), "indicators": N_("指标"), "last": N_("最后一期"),
    "leader": N_("分管院领导"), "mean": N_("平均"), "members": N_("成员"), "month": N_("月"),
    "months": N_("往前若干月"), "none": N_("无"), "now": N_("按现在暂计"), "number": N_("数"), "optional": N_("可填"),
    "pass_on": N_("下一步的人可代办"), "person": N_("干警"), "posting": N_("记账时"), "quarter": N_("季度"),
    "red": N_("红卡"), "redistribute": N_("由其他部分分摊"), "remind": N_("只提醒"), "required": N_("必填"),
    "sealed": N_("封存"), "selection": N_("建议名单"), "shown": N_("公布"), "staff": N_("考核办"),
    "subjects": N_("考核对象"), "sum": N_("合计"), "team": N_("团队"), "text": N_("文字"), "true": N_("是"),
    "unique": N_("唯一"), "up": N_("进一"), "white": N_("白卡"), "whole": N_("整数"), "withhold": N_("不出结果"),
    "working_days": N_("工作日"), "year": N_("年"), "yellow": N_("黄卡"), "yes_no": N_("是否"), "zero": N_("按零计"),
}  # fmt: skip
"""Fixed values of the language, as they stand in the document."""
