"""Exports of a period: ledger, facts, cases, scorecards, as one table each. They hold what the session may see.

An export leaves the house, so it is in the audit trail: who took what, and how many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, Card, Case, Fact, Posting, User
from records.queries.facts import count_facts, current_facts
from records.sheets.writing import Cell, write_book, write_rows
from rules.exact import plain_text
from rules.lookup import YES_NO
from rules.phrase import listed, tell
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.card_ledger import as_table, row_of
from workflow.inputs import courts_of, ground_of
from workflow.names import rule_titles, subject_names
from workflow.permissions import Permission, SubjectOf, may_read_scorecard
from workflow.standing import standing_of
from workflow.wording import SUBJECT_KINDS

register(
    {
        "export-kind": N_("没有这种导出：{kind}"),
        "export-card": N_("您无权导出「{subject}」的记分卡"),
    }
)
Form = Literal["xlsx", "csv"]
Progress = Callable[[int, int | None], None]
KINDS: Mapping[str, tuple[str, Permission]] = {
    "scorecards": (N_("记分卡"), Permission.SCORECARD_READ),
    "ledger": (N_("台账"), Permission.LEDGER_READ),
    "facts": (N_("事实"), Permission.FACTS_READ),
    "cases": (N_("案件"), Permission.CASES_READ),
    "cards": (N_("红黄卡"), Permission.CARDS_READ),
}
_BATCH = 2000
Row = Sequence[Cell]
Sheet = tuple[str, Sequence[Row]]


def export_period(
    session: Session, user: User, period: AppraisalPeriod, kind: str, form: Form, path: Path, progress: Progress
) -> int:
    """Write one table to ``path``; how many rows without the head."""
    if kind not in KINDS:
        raise ProblemError([Problem("export-kind", {"kind": kind})])
    title, right = KINDS[kind]
    actor = allowed(user, Permission.EXPORTS_RUN)
    allowed(user, right)
    total, rows = _TABLES[kind](session, period)
    written = 0

    def counted() -> Iterator[Row]:
        nonlocal written
        for line, row in enumerate(rows):
            yield row
            written = line
            if line % _BATCH == 0:
                progress(line, total)

    with path.open("wb") as file:
        write_rows(file, form, title, counted())
    details = {"kind": kind, "form": form, "rows": written}
    audit.append(session, Permission.EXPORTS_RUN.value, actor, Target("period", period.id), details)
    return written


def export_card(
    session: Session, user: User, period: AppraisalPeriod, subject: str, sheets: Sequence[Sheet], file: BinaryIO
) -> None:
    """Write one subject's card, arranged in sheets, as a workbook. For who may read that card."""
    actor = allowed(user, Permission.SCORECARD_PRINT)
    whose = standing_of(session, period).subjects.get(subject, SubjectOf("none"))
    if not may_read_scorecard(user, whose):
        raise ProblemError([Problem("export-card", {"subject": subject})])
    write_book(file, sheets)
    details = {"kind": "scorecard", "form": "xlsx", "subject": subject}
    audit.append(session, Permission.SCORECARD_PRINT.value, actor, Target("period", period.id), details)


def tell_all(*titles: str) -> Row:
    """A row of headings in the reader's language."""
    return tuple(tell(title) for title in titles)


def number(value: Fraction | None) -> Cell:
    """A point or figure as its decimals; what has none (a third) as text."""
    if value is None:
        return None
    text = plain_text(value)
    return text if "/" in text else Decimal(text)


def _ledger(session: Session, period: AppraisalPeriod) -> tuple[int, Iterator[Row]]:
    names, titles = subject_names(session), rule_titles(period.version)
    total = session.scalar(select(func.count(Posting.id)).where(Posting.period_id == period.id)) or 0

    def rows() -> Iterator[Row]:
        yield tell_all(
            N_("序号"),
            N_("日期"),
            N_("对象类别"),
            N_("对象"),
            N_("项目"),
            N_("分值"),
            N_("计算"),
            N_("事实编号"),
            N_("冲销"),
            N_("理由"),
            N_("记账时间"),
        )
        query = (
            select(Posting, Fact.key)
            .join(Fact, Fact.id == Posting.fact_id)
            .where(Posting.period_id == period.id)
            .order_by(Posting.id)
            .execution_options(yield_per=_BATCH)
        )
        for one, key in session.execute(query):
            yield (
                Decimal(one.id), one.day, tell(SUBJECT_KINDS[one.subject_kind]),
                names.get((one.subject_kind, one.subject_id), ""), titles.get(one.rule.rpartition("/")[2], one.rule),
                number(one.amount), one.numbers, key, None if one.reverses_id is None else Decimal(one.reverses_id),
                one.reason, one.posted_at.isoformat(timespec="seconds"),
            )  # fmt: skip

    return total, rows()


def _facts(session: Session, period: AppraisalPeriod) -> tuple[int, Iterator[Row]]:
    ground, names = ground_of(session, period), subject_names(session)
    kinds = ground.compiled.facts
    where = (
        Fact.day.between(period.starts, period.ends),
        Fact.kind.in_(list(kinds)),
        Fact.court_id.in_(courts_of(ground)),
    )
    total = count_facts(session, *where)
    fields = list(dict.fromkeys(name for kind in kinds.values() for name in kind.fields))

    def rows() -> Iterator[Row]:
        yield tell_all(N_("编号"), N_("日期"), N_("事实"), N_("对象类别"), N_("对象"), N_("案号"), N_("证据"), *fields)
        query = (
            current_facts()
            .add_columns(Case.number)
            .outerjoin(Case, Case.id == Fact.case_id)
            .where(*where)
            .order_by(Fact.day, Fact.key)
            .execution_options(yield_per=_BATCH)
        )
        for row, case in session.execute(query):
            yield (
                row.key, row.day, row.kind, tell(SUBJECT_KINDS[row.subject_kind]),
                names.get((row.subject_kind, row.subject_id), ""), case, row.evidence,
                *(_stored(row.fields.get(name)) for name in fields),
            )  # fmt: skip

    return total, rows()


def _cases(session: Session, period: AppraisalPeriod) -> tuple[int, Iterator[Row]]:
    """The cases that facts of the period name."""
    ground, names = ground_of(session, period), subject_names(session)
    named = current_facts().with_only_columns(Fact.case_id).where(
        Fact.day.between(period.starts, period.ends),
        Fact.kind.in_(list(ground.compiled.facts)),
        Fact.court_id.in_(courts_of(ground)),
        Fact.case_id.is_not(None),
    )  # fmt: skip
    total = session.scalar(select(func.count(Case.id)).where(Case.id.in_(named))) or 0

    def rows() -> Iterator[Row]:
        yield tell_all(
            N_("案号"), N_("案件类型"), N_("审理程序"), N_("案由"), N_("立案日期"), N_("结案日期"), N_("承办人")
        )
        query = select(Case).where(Case.id.in_(named)).order_by(Case.id).execution_options(yield_per=_BATCH)
        for case in session.scalars(query):
            judge = names.get(("person", case.judge_id or 0), "")
            yield (case.number, case.case_type, case.procedure, case.cause, case.filed, case.closed, judge)

    return total, rows()


def _scorecards(session: Session, period: AppraisalPeriod) -> tuple[int, Iterator[Row]]:
    standing = standing_of(session, period)
    titles = {line.rule: line.title for result in standing.results for line in result.lines}
    ranked = standing.compiled.scheme.ranking == "shown"

    def rows() -> Iterator[Row]:
        place_title = (N_("名次"),) if ranked else ()
        yield tell_all(N_("对象"), *place_title, N_("总分"), *titles.values(), N_("红黄卡"))
        for result in standing.results if ranked else sorted(standing.results, key=lambda one: one.subject):
            points = {line.rule: line.points for line in result.lines}
            place = (None if result.place is None else Decimal(result.place),) if ranked else ()
            cards = tell(listed(card.title for card in result.cards))
            yield (result.subject, *place, number(result.total), *(number(points.get(rule)) for rule in titles), cards)

    return len(standing.results), rows()


def _cards(session: Session, period: AppraisalPeriod) -> tuple[int, Iterator[Row]]:
    """Cards issued under the period's version on its days, withdrawn ones too: the state says so."""
    query = select(Card).where(Card.version_id == period.version_id, Card.day.between(period.starts, period.ends))
    directory = ground_of(session, period).directory
    rows = [row_of(directory, card) for card in session.scalars(query.order_by(Card.day, Card.id))]
    return len(rows), as_table(rows)


def _stored(value: object) -> Cell:
    """A field as the database keeps it: decimals are text there already."""
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    return Decimal(value) if isinstance(value, int) else None if value is None else str(value)


_TABLES: Mapping[str, Callable[[Session, AppraisalPeriod], tuple[int, Iterator[Row]]]] = {
    "ledger": _ledger,
    "facts": _facts,
    "cases": _cases,
    "cards": _cards,
    "scorecards": _scorecards,
}
