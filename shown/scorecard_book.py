"""A scorecard as a workbook: result, lines, facts, periods. Numbers as their decimals, texts as texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records.sheets.writing import Cell
from rules.problem import N_
from scoring.result import Node
from shown.language import say
from shown.scorecard import ScorecardView
from shown.trend import Trend
from workflow.exporting import Sheet, number


def sheets(card: ScorecardView, trend: Trend) -> list[Sheet]:
    """Each with its head as the first row."""
    return [
        (say(N_("结果")), list(_result(card))),
        (say(N_("计分明细")), list(_lines(card))),
        (say(N_("事实")), list(_facts(card))),
        (say(N_("各期")), list(_periods(trend))),
    ]


def _result(card: ScorecardView) -> Iterator[Sequence[Cell]]:
    yield (say(N_("项目")), say(N_("内容")))
    yield (say(N_("考核对象")), card.result.subject)
    yield (say(N_("考核办法")), f"{card.scheme_title} v{card.result_version}")
    yield (say(N_("考核周期")), card.period_shown)
    yield (say(N_("状态")), card.state_shown)
    if card.notice:
        yield (say(N_("说明")), card.notice)
    if card.demonstration:
        yield (say(N_("数据")), say(N_("演示数据：其中数字不是任何法院的真实成绩")))
    yield (say(N_("单位")), card.unit)
    yield (say(N_("总分")), number(card.result.total))
    if card.result.place is not None:
        yield (say(N_("名次")), f"{card.result.place} / {card.place_of}")
    for part in card.sections:
        yield (part.title, number(part.value))
    if card.group_known:
        yield (say(N_("组内对象")), str(card.group_size))
        yield (say(N_("组内均值")), number(card.group_mean))
        yield (say(N_("组内中位")), number(card.group_median))
    for share in card.result.shares:
        yield (f"{share.title}：{share.member}", number(share.amount))
    for step in card.result.cards:
        yield (step.title, step.day)


def _lines(card: ScorecardView) -> Iterator[Sequence[Cell]]:
    yield tuple(
        say(title) for title in (N_("分项"), N_("计分项"), N_("件数"), N_("满分"), N_("得分"), N_("公式"), N_("计算"),
                                 N_("依据"), N_("本院设定"))
    )  # fmt: skip
    for group in card.groups:
        for line in group.lines:
            node = line.explanation
            yield (
                group.title, line.title, str(line.count) if line.count else None, number(line.full_marks),
                number(line.points), node.formula, str(node.numbers), node.basis, node.assumption,
            )  # fmt: skip


def _facts(card: ScorecardView) -> Iterator[Sequence[Cell]]:
    """A row for each fact under each line that it counts for."""
    yield tuple(say(title) for title in (N_("计分项"), N_("日期"), N_("事实"), N_("案号"), N_("承办人"), N_("内容")))
    for group in card.groups:
        for line in group.lines:
            for key in _keys(line.explanation):
                if (fact := card.facts.get(key)) is not None:
                    yield (line.title, fact.day, fact.kind, fact.case, fact.member, fact.text)


def _keys(node: Node) -> list[str]:
    return list(dict.fromkeys(key for each in node.walk() for key in each.facts))


def _periods(trend: Trend) -> Iterator[Sequence[Cell]]:
    share = (say(N_("我的分配")),) if trend.shares else ()
    head = (say(N_("考核周期")), say(N_("状态")), say(N_("总分")), *share)
    yield (*head, *trend.columns, say(N_("组内均值")), say(N_("组内中位")))
    for row in trend.rows:
        own = (number(row.share),) if trend.shares else ()
        parts = (number(part) for part in row.parts)
        yield (row.shown, row.state, number(row.total), *own, *parts, number(row.mean), number(row.median))
