"""The words for what cannot be read in a condition, or cannot be meant; see :mod:`rules.comparison`."""

from __future__ import annotations

from collections.abc import Mapping

from rules.problem import N_

TYPES: Mapping[str, str] = {
    "choice": N_("选项"),
    "whole": N_("整数"),
    "number": N_("数"),
    "yes_no": N_("判断（是或否）"),
    "date": N_("日期"),
    "text": N_("文字"),
}
EXAMPLES = {
    "choice": "",
    "whole": "7",
    "number": "7.5",
    "yes_no": N_("是"),
    "date": "2020-01-31",
    "text": N_("「文字」"),
}

MESSAGES = {
    "condition-too-long": N_("条件共 {length} 个字符，超过上限 {limit}：请拆成几条规则"),
    "condition-or": N_("条件里不能用「或」：同一字段的几个值请写 字段 属于（值，值），其他情形请分成两条规则"),
    "condition-not": N_("条件里不能用「{at}」：请用 ≠，或用相反的比较；排除几个值就写几个 ≠，用「且」连接"),
    "condition-brackets": N_("条件只是用「且」连接的比较，不用括号分组：请去掉括号"),
    "condition-side": N_("「{at}」不能写在比较的左边：左边写字段，例如 {field} > 7"),
    "condition-operator": N_("「{field}」后面缺比较：请写 {example}"),
    "condition-value": N_("「{field} {op}」后面缺值"),
    "condition-arithmetic": N_("条件里不能计算：请先把结果定为统计数或字段，再来比较"),
    "condition-chain": N_("不能连写两个比较：请写 字段 介于（小，大），或用「且」连接"),
    "condition-joined": N_("「{at}」前面缺「且」；数后面不写单位"),
    "condition-list": N_("「{op}」后面要有括号，值之间用逗号：{field} {op}（值，值）"),
    "condition-between": N_("「介于」要两个值：{field} 介于（小，大），两端都算在内"),
    "condition-operator-type": N_("「{field}」是{type}，不能用「{at}」：可以用 {allowed}"),
    "condition-value-type": N_("「{field}」是{type}，不能与「{at}」比较：请写 {example}"),
    "condition-places": N_("「{field}」最多 {places} 位小数，「{at}」写得太细"),
    "condition-parameter-type": N_("参数「{at}」与字段「{field}」（{type}）不是一类：请换一个参数，或直接写值"),
    "condition-parameter-unit": N_("参数「{at}」的单位是「{unit}」，字段「{field}」的单位是「{wanted}」：请统一单位"),
    "condition-impossible": N_("没有事实能满足这个条件：「{at}」使「{field}」没有可取的值"),
    "condition-redundant": N_("「{at}」已由其他条件或字段的取值保证，写了等于没写：请删除，或检查是否写错"),
    "unknown-field": N_("未定义的字段「{at}」{hint}"),
    "unknown-value": N_("「{field}」没有「{at}」这个值{hint}可用：{known}"),
}
