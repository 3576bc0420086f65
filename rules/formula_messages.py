"""The words for what cannot be read in a formula; see :mod:`rules.lexer` and :mod:`rules.formula`."""

from __future__ import annotations

from rules.problem import N_

MESSAGES = {
    "formula-too-long": N_("共 {length} 个字符，超过上限 {limit}：请拆成几个统计数"),
    "formula-too-many": N_("公式超过 {limit} 项：请拆成几个统计数"),
    "formula-empty": N_("公式是空的：请写出算式"),
    "formula-number": N_("「{at}」不是数：小数只写一个小数点，两边都要有数字，最多 40 位"),
    "formula-number-name": N_("数「{number}」后面直接跟着「{at}」：数后面不写单位；要相乘就写 ×"),
    "formula-quote": N_("「{at}」没有配对的后引号：请补上 {closing}"),
    "formula-date": N_("没有「{at}」这一天：请写成 2020-01-31 这样的日期"),
    "formula-power": N_("不支持乘方「{at}」：请用 × 写成连乘"),
    "formula-subscript": N_("不支持下标「{at}」：查表请写 表名（键，键）"),
    "formula-attribute": N_("这里不能用「{at}」：小数点只能写在数中间"),
    "formula-character": N_("这里不能用「{at}」：只能用名称、数、+ − × ÷ %、比较号、括号和逗号"),
    "formula-word": N_("没有「{at}」这种写法：{remedy}"),
    "formula-too-deep": N_("公式嵌套超过 {limit} 层：请拆成几个统计数；很多数相加请用 合计（…，…）"),
    "formula-operand": N_("「{at}」前面缺一个数或名称"),
    "formula-operand-end": N_("公式没有写完：末尾缺一个数或名称"),
    "formula-operator": N_("「{before}」和「{at}」之间缺运算符：请写 + − × ÷ 或逗号"),
    "formula-open": N_("这个左括号没有配对的右括号：请补上 ）"),
    "formula-close": N_("这个右括号前面没有左括号：请删除，或补上（"),
    "formula-comma": N_("逗号只能分开函数或表的参数：请补上函数名，或删除逗号"),
    "formula-argument-empty": N_("「{name}」的第 {number} 个参数是空的：请写出来，或删除多余的逗号"),
    "formula-chain": N_("不能连写两个比较：请用「且」连接，例如 1 < 数 且 数 < 5"),
    "formula-percent": N_("% 只能跟在数后面：请写成 ÷ 100"),
    "formula-call": N_("「{at}」是一个数，后面不能直接跟括号：相乘请写 ×"),
    "unknown-function": N_("没有函数或表「{at}」{hint}"),
}
