"""Use of results: what falls to whom of a sum, selection lists, and both as workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, GradeList, User
from records.sheets.writing import Cell, write_book
from rules.exact import decimal_text
from rules.phrase import listed, tell
from rules.problem import N_
from scoring.result import Node
from workflow.acting import allowed
from workflow.closing import scorecards
from workflow.permissions import Permission
from workflow.stored import shares_from_json
from workflow.versions import compiled_of
from workflow.year.groups import in_order
from workflow.year.lists import EntryView, entries_of

_FEN = 2


@dataclass(frozen=True, slots=True)
class Pay:
    """What falls to somebody of a sum: ``group`` is whose sum it is part of, ``reason`` how it was reckoned."""

    name: str
    group: str
    amount: Fraction
    reason: Node


@dataclass(frozen=True, slots=True)
class PayList:
    """A sum shared among the subjects of a period: everyone's part, and the sum of each group, to the last fen."""

    rule: str
    title: str
    rows: tuple[Pay, ...]
    sums: tuple[tuple[str, Fraction, int], ...]  # group, sum, persons

    @property
    def total(self) -> Fraction:
        """Of all groups."""
        return sum((row.amount for row in self.rows), Fraction(0))


def pay_lists(session: Session, period: AppraisalPeriod) -> list[PayList]:
    """The sums that a closed period's scheme shares among its subjects, in the order of the scheme."""
    scheme = compiled_of(period.version).scheme
    rules, order = [rule for rule in scheme.share_outs if rule.among == "subjects"], in_order(scheme)
    if period.state == "open" or not rules:
        return []
    shares = [share for card in scorecards(session, period) for share in shares_from_json(card.result)]
    found = []
    for rule in rules:
        rows = sorted(
            (
                Pay(share.member, share.of, share.amount, share.explanation)
                for share in shares
                if share.rule == rule.id
            ),
            key=lambda pay: (order(pay.group), -pay.amount, pay.name),
        )
        groups = dict.fromkeys(row.group for row in rows)
        sums = tuple(
            (
                group,
                sum((row.amount for row in rows if row.group == group), Fraction(0)),
                sum(1 for row in rows if row.group == group),
            )
            for group in groups
        )
        found.append(PayList(rule.id, rule.title, tuple(rows), sums))
    return found


def chosen(session: Session, row: GradeList) -> list[EntryView]:
    """Those whom a selection list names, the best first."""
    return [entry for entry in entries_of(session, row) if entry.level]


def write_pay(session: Session, user: User, period: AppraisalPeriod, file: BinaryIO) -> None:
    """The pay lists as a workbook, a sheet each with the sums below; noted in the audit trail."""
    actor = allowed(user, Permission.GRADES_EXPORT)
    lists = pay_lists(session, period)
    write_book(file, [(one.title, _pay_rows(one)) for one in lists])
    details = {"pay": [one.rule for one in lists], "rows": sum(len(one.rows) for one in lists)}
    audit.append(session, Permission.GRADES_EXPORT.value, actor, Target("period", period.id), details)


def write_list(session: Session, user: User, row: GradeList, file: BinaryIO) -> None:
    """A list of grades or a selection list as a workbook; noted in the audit trail."""
    actor = allowed(user, Permission.GRADES_EXPORT)
    entries = entries_of(session, row)
    write_book(file, [(row.title, _list_rows(entries))])
    details = {"list": row.rule, "rows": len(entries)}
    audit.append(session, Permission.GRADES_EXPORT.value, actor, Target("grade_list", row.id), details)


def _pay_rows(pay: PayList) -> Iterator[Sequence[Cell]]:
    yield (N_("序号"), N_("姓名"), N_("分组"), N_("金额（元）"))
    for number, row in enumerate(pay.rows, 1):
        yield (Decimal(number), row.name, row.group, _decimal(row.amount))
    for group, amount, persons in pay.sums:
        yield ("", N_("小计"), f"{group}（{persons}）", _decimal(amount))
    yield ("", N_("合计"), "", _decimal(pay.total))


def _list_rows(entries: Sequence[EntryView]) -> Iterator[Sequence[Cell]]:
    yield (
        N_("姓名"), N_("分组"), N_("成绩"), N_("名次"), N_("等次"), N_("按办法提出"), N_("不占名额"), N_("限制"),
        N_("调整理由"),
    )  # fmt: skip
    for one in entries:
        yield (
            one.name,
            one.group,
            None if one.score is None else _decimal(one.score),
            None if one.place is None else Decimal(one.place),
            one.title,
            "" if one.level == one.proposed else str(one.reason.value or ""),
            N_("是") if one.outside else "",
            tell(listed(one.barred)),
            one.changed_because,
        )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(decimal_text(value, _FEN))
