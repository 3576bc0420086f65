"""The named functions of the formula language: what each is called, takes and means.

Only the signatures live here, for the checker, completion and the reference; scoring/functions.py holds the
arithmetic, and a test holds the two sets of names against each other. ``kinds`` name the arguments: number, quantity
(a bare name, not a value), group (全体 同类 下级 成员 上级 各月), choice, table, truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rules.problem import N_

Argument = Literal["number", "quantity", "group", "choice", "table", "truth", "any"]
GROUPS = ("全体", "同类", "下级", "成员", "上级", "各月")


@dataclass(frozen=True, slots=True)
class Function:
    """``arguments`` are required in order; ``optional`` may follow; ``repeats`` lets the last one recur.

    ``choices`` are the words that a ``choice`` argument may be.
    """

    name: str
    arguments: tuple[Argument, ...]
    means: str
    optional: tuple[Argument, ...] = ()
    repeats: bool = False
    returns: Literal["same", "ratio", "number", "points", "truth"] = "same"
    choices: tuple[str, ...] = ()


_ALL = (
    Function("封顶", ("number", "number"), N_("不超过第二个数")),
    Function("保底", ("number", "number"), N_("不低于第二个数")),
    Function("较大", ("number", "number"), N_("几个数中最大的"), repeats=True),
    Function("较小", ("number", "number"), N_("几个数中最小的"), repeats=True),
    Function("合计", ("number",), N_("几个数之和"), repeats=True),
    Function("绝对值", ("number",), N_("去掉负号")),
    Function("每满", ("number", "number"), N_("含几个整步：每满（10.50%，1%）= 10；负数得 0"), returns="number"),
    Function(
        "计步",
        ("number", "number", "choice"),
        N_("含几步：方式为「每满」只计整步，为「按比例」连零头一起计；负数得 0"),
        returns="number",
        choices=("每满", "按比例"),
    ),
    Function("四舍五入", ("number", "number"), N_("保留几位小数")),
    Function("进一", ("number",), N_("有零头就进一")),
    Function("去尾", ("number",), N_("舍去零头")),
    Function("占比", ("number", "number"), N_("第一个数 ÷ 第二个数；第二个数为零时无值"), returns="ratio"),
    Function(
        "降幅",
        ("quantity",),
        N_("（上期 − 本期）÷ 上期；上期为零：本期也为零得第二个数（不写则无值），否则为 −100%"),
        optional=("number",),
        returns="ratio",
    ),
    Function(
        "增幅",
        ("quantity",),
        N_("（本期 − 上期）÷ 上期；上期为零：本期也为零得第二个数（不写则无值），否则为 100%"),
        optional=("number",),
        returns="ratio",
    ),
    Function("上期", ("quantity",), N_("同一数在上一周期的值")),
    Function("同期", ("quantity",), N_("同一数在上年同一周期的值（上年同月、同季；按年考核即上年）")),
    Function("累计", ("quantity",), N_("本年起至本期各周期之和")),
    Function("近期平均", ("quantity", "number"), N_("含本期在内最近几个周期的平均")),
    Function("若", ("truth", "any", "any"), N_("条件成立取第二个，否则取第三个")),
    Function("有值", ("quantity",), N_("该数是否已有"), returns="truth"),
    Function("缺省", ("number", "number"), N_("没有值时取第二个数")),
    Function(
        "达标",
        ("number", "number", "number", "choice"),
        N_("不低于目标得满分；未达到时按方式「不得分」或「按比例」（实际 ÷ 目标 × 满分）"),
        returns="points",
        choices=("不得分", "按比例"),
    ),
    Function(
        "不超",
        ("number", "number", "number", "choice"),
        N_("不高于目标得满分；超过时按方式「不得分」或「按比例」（目标 ÷ 实际 × 满分）"),
        returns="points",
        choices=("不得分", "按比例"),
    ),
    Function("分段", ("number", "table"), N_("所在段的值"), returns="number"),
    Function("分段累计", ("number", "table"), N_("各段数量 × 各段单价之和"), returns="number"),
    Function("均值", ("quantity", "group"), N_("范围内有值者的平均")),
    Function("总和", ("quantity", "group"), N_("范围内之和")),
    Function("最高", ("quantity", "group"), N_("范围内最大值")),
    Function("最低", ("quantity", "group"), N_("范围内最小值")),
    Function("名次", ("quantity", "group"), N_("从高到低的名次，并列同名次"), returns="number"),
    Function("标准差", ("quantity", "group"), N_("总体标准差；开方算到 50 位，是唯一不能精确的函数")),
    Function("换算", ("number",), N_("按「units」中登记的比率换算成本办法的单位"), returns="points"),
)
FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
