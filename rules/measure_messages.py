"""The words for what a formula cannot mean; see :mod:`rules.inference`."""

from __future__ import annotations

from collections.abc import Mapping

from rules.measure import Kind
from rules.problem import N_

KINDS: Mapping[Kind, str] = {
    "number": N_("数"),
    "truth": N_("判断（是或否）"),
    "choice": N_("选项"),
    "text": N_("文字"),
    "date": N_("日期"),
}
COMPARE_SIGNS: Mapping[Kind, str] = {"number": "=≠>≥<≤", "date": "=≠>≥<≤", "truth": "=≠", "choice": "=≠", "text": "=≠"}
WARNINGS = ("share-as-whole",)

MESSAGES = {
    "unknown-name": N_("未定义的{noun}「{at}」{hint}"),
    "table-without-keys": N_("「{at}」是权重表，要写出键：{at}（{keys}）"),
    "function-without-brackets": N_("「{at}」是函数，后面要有括号和参数"),
    "group-misplaced": N_("「{at}」是范围，只能写在 均值、总和、最高、最低、名次、标准差 的括号里"),
    "kind-mismatch": N_("「{at}」是{found}，这里要{wanted}"),
    "kinds-compared": N_("「{at}」拿{left}与{right}比较：两边要是同一类"),
    "order-compared": N_("「{at}」：{kind}没有大小，只能用 = 和 ≠"),
    "truth-compared": N_("「{at}」本身就是判断，不用再比较：直接写「{at}」或「非 {at}」"),
    "unknown-choice": N_("「{of}」没有「{value}」这个选项{hint}可用：{known}"),
    "unit-mismatch": N_("「{left}」的单位是「{unit}」，「{at}」的单位是「{other}」：单位不同，不能相加、相减或比较"),
    "share-as-whole": N_("这里是百分比，「{at}」等于 {at}00%：是否应写 {percent}？"),
    "divides-by-zero": N_("除数是 0：请改正"),
    "may-divide-by-zero": N_(
        "「{at}」可能是 0，不能直接作除数或步长：请写 若（{at} ≠ 0，…，…），或用 占比（…，…），或声明它不为零"
    ),
    "argument-count": N_("「{name}」要 {wanted} 个参数，这里写了 {given} 个"),
    "argument-quantity": N_("「{name}」的第 {number} 个参数「{at}」要直接写统计数或规则的名称，不能是算式、参数或字段"),
    "argument-group": N_("「{name}」的第 {number} 个参数「{at}」要写范围，可用：{known}"),
    "argument-table": N_("「{name}」的第 {number} 个参数「{at}」要写分段表（hit: bracket）的名称{hint}"),
    "argument-choice": N_("「{name}」的第 {number} 个参数不能是「{value}」{hint}可用：{known}"),
    "branches-differ": N_("「若」的两个结果一个是{left}、一个是{right}：要是同一类"),
    "bracket-called": N_("「{name}」是分段表：请写 分段（数，{name}）或 分段累计（数，{name}）"),
    "table-key-count": N_("「{name}」要 {wanted} 个键（{keys}），这里写了 {given} 个"),
    "table-key-value": N_("「{table}」的键「{key}」没有「{value}」这个值{hint}可用：{known}"),
    "unit-not-convertible": N_("单位「{unit}」没有登记换算比率：请在 units 里登记，可用：{known}"),
}
