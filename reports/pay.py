"""绩效奖金分配表: what falls to whom of a sum, to the fen."""

from __future__ import annotations

from typing import Any

from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.exact import decimal_text
from rules.problem import N_
from scoring.period import parse_period
from shown.language import say
from workflow.year.results import PayList, pay_lists

KIND = "pay"
_FEN = 2


def compose_pay(desk: Desk, _subject: str) -> Sheet | None:
    """All sums that the period's scheme shares among its subjects; ``None`` when it shares none."""
    lists = pay_lists(desk.session, desk.period)
    when = parse_period(desk.period.text)
    if not lists or when is None:
        return None
    title = say(N_("绩效奖金分配表"))
    rules = {rule.id: rule for rule in desk.standing.compiled.scheme.share_outs}
    values = {"lists": lists, "rules": rules, "period": when.shown, "court": desk.period.court.full_name,
              "demonstration": desk.standing.demonstration}  # fmt: skip
    return compose(
        "reports/pay.html", values, name=file_name(desk.period.court.name, when.shown.replace(" ", ""), title),
        title=f"{desk.period.court.name} {when.shown} {title}", left=desk.standing.compiled.scheme.title,
        right=when.shown, proof=proof_of(desk.period, kind=KIND, subject="", stored=desk.standing.stored),
        styles=("lists.css",), attachment=data_of(lists),
    )  # fmt: skip


def data_of(lists: list[PayList]) -> dict[str, Any]:
    """The same sums as data."""
    return {
        "lists": [
            {
                "rule": one.rule,
                "title": one.title,
                "total": decimal_text(one.total, _FEN),
                "rows": [
                    {"name": row.name, "group": row.group, "amount": decimal_text(row.amount, _FEN)} for row in one.rows
                ],
            }
            for one in lists
        ]
    }
