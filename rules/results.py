"""Figures that read another scheme's results: what must be said for one number to come out of several periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from rules.compiled import CompiledResults
from rules.document import KEY
from rules.model import Figure, Scheme
from rules.problem import N_, register
from rules.report import Path, Report

MESSAGES = {
    "results-two-ways": N_("统计数「{name}」取自其他办法的结果，又有公式或事实，只能选一种来法"),
    "results-own-scheme": N_("统计数「{name}」取自本办法自己的结果；本办法以前各期请用 上期、累计 或 近期平均"),
    "results-longer": N_("本办法按{period}考核，只能取不长于{period}的周期，不能取{wanted}的结果"),
    "figure-take-of-results": N_("last 和 by_days 只用于取自其他办法的统计数（results）"),
    "results-needs-take": N_(
        "请写明几期结果怎样合成一个数：take: sum（合计）、mean（平均）、last（最后一期）或 by_days（按天数加权平均）"
    ),
    "results-take": N_("取自其他办法的结果不能数件数（count），请写 sum、mean、last 或 by_days"),
    "results-quantity-and-card": N_("写了 card（数几张卡）就不再取别的量，请删去 quantity 或 card"),
    "results-yes-no": N_("统计数「{name}」取自其他办法的结果，是数，不能是 yes_no"),
}
register(MESSAGES)
_LENGTHS = ("month", "quarter", "year")
_WORDS = {"month": N_("月"), "quarter": N_("季度"), "year": N_("年")}


def read_results(name: str, figure: Figure, scheme: Scheme, report: Report) -> CompiledResults | None:
    """The figure's results, ``None`` when it reads none; what is wrong with them is reported."""
    source = figure.results
    path: Path = ("figures", name)
    if source is None:
        return None
    if figure.formula is not None or figure.fact is not None:
        report.add("results-two-ways", (*path, "results", KEY), name=name)
    if source.scheme == scheme.scheme:
        report.add("results-own-scheme", (*path, "results", "scheme"), name=name)
    if source.quantity and source.card is not None:
        report.add("results-quantity-and-card", (*path, "results", "card"))
    if figure.type == "yes_no":
        report.add("results-yes-no", (*path, "type"), name=name)
    if _LENGTHS.index(source.periods) > _LENGTHS.index(scheme.period):
        wanted, period = _WORDS[source.periods], _WORDS[scheme.period]
        report.add("results-longer", (*path, "results"), wanted=wanted, period=period)
    take = figure.take
    if take == "count":
        report.add("results-take", (*path, "take"))
    elif take is None and _LENGTHS.index(source.periods) < _LENGTHS.index(scheme.period):
        report.add("results-needs-take", (*path, "results", KEY))
    return CompiledResults(source, "sum" if take is None or take == "count" else take)


def take_of_facts(figure: Figure, path: Path, report: Report) -> Literal["count", "sum", "mean"]:
    """How a figure is taken from facts; count stands in for what only results know, and where nothing is said."""
    if figure.take in ("last", "by_days"):
        report.add("figure-take-of-results", (*path, "take"))
    taken: Mapping[str | None, Literal["sum", "mean"]] = {"sum": "sum", "mean": "mean"}
    return taken.get(figure.take, "count")
