"""Carrying out what was upheld: the public period is opened with the reason, corrected, counted and closed into its
next edition, and made public again, in one transaction. Whatever fails, the publicity stands as it was.

The reader is told what moved: every scorecard that differs between the two editions, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, Objection, Scorecard, User
from records.types import now
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register
from scoring.result import SubjectResult
from workflow import calendar
from workflow.acting import allowed
from workflow.closing import close
from workflow.inputs import ground_of
from workflow.objections import remedies
from workflow.objections.people import tell_of
from workflow.objections.terms import Terms, terms_of
from workflow.permissions import Permission
from workflow.sealing import earliest_end, go_on, publicise, reopen
from workflow.stored import result_from_json
from workflow.wording import PERIOD_STATES

register(
    {
        "objection-carry-none": N_("「{period}」没有待更正的异议"),
        "objection-carry-state": N_(
            "「{period}」现在是「{state}」；更正从公示中的周期办理，请先关账、公示，再回来更正"
        ),
        "objection-carry-second": N_("异议 {number}（{title}）拟作人工调整，还没有由另一个人核准"),
        "objection-carry-reason": N_("异议 {numbers} 成立，更正后重新关账"),
        "objection-told-corrected": N_("对「{title}」的异议已经更正，新的记分卡已公示"),
    }
)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of a scorecard in two editions; ``None`` where it is not, or has no value. ``member`` has the share."""

    title: str
    before: Fraction | None
    after: Fraction | None
    member: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A scorecard that differs; ``before`` and ``after`` are totals, ``lines`` those that moved."""

    subject: str
    kind: str
    subject_id: int
    before: Fraction | None
    after: Fraction | None
    place_before: int | None
    place_after: int | None
    lines: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done: the objections, the two editions, until when it is public now, and what moved."""

    objections: tuple[Objection, ...]
    before: int
    after: int
    last: date | None
    changes: tuple[Change, ...]


def to_carry(session: Session, period: AppraisalPeriod) -> list[Objection]:
    """A period's upheld objections, in the order of their numbers."""
    query = (
        select(Objection)
        .where(Objection.period_id == period.id, Objection.state == "upheld")
        .options(
            joinedload(Objection.answered_by), joinedload(Objection.reviewed_by), joinedload(Objection.seconded_by)
        )
        .order_by(Objection.id)
    )
    return list(session.scalars(query))


def carry_out(session: Session, user: User | None, period: AppraisalPeriod) -> Carried:
    """All upheld objections of a period at once. Everything that forbids it is raised, and then nothing was done."""
    actor = allowed(user, Permission.OBJECTIONS_CARRY, period.court_id)
    hold(session, period)
    if period.state != "publicised":
        values = {"period": str(period), "state": PERIOD_STATES[period.state]}
        raise ProblemError([Problem("objection-carry-state", values)])
    rows = to_carry(session, period)
    for row in rows:
        hold(session, row)
    if problems := list(_unready(period, rows)):
        raise ProblemError(problems)
    edition, first, last = period.edition, period.publicised_from, period.publicised_until
    numbers = listed(str(row.id) for row in rows)
    reopen(session, user, period, Problem("objection-carry-reason", {"numbers": numbers}).text(str))
    ground = ground_of(session, period)
    for row in rows:
        remedies.carry(session, user, ground, row, remedies.from_json(row.remedy))
    closing = close(session, user, period)
    if not closing.closed:
        raise ProblemError(closing.refusals)
    _publish(session, user, period, terms_of(session, period.court_id), first, last)
    for row in rows:
        row.state, row.carried_at, row.carried_by_id = "corrected", now(), actor.user_id
        row.carried_edition = period.edition
        tell_of(session, [row.filed_by], Problem("objection-told-corrected", {"title": row.title}), row)
    session.flush()
    changes = tuple(changes_between(session, period, edition, period.edition))
    details = {
        "objections": [row.id for row in rows], "from": edition, "edition": period.edition,
        "until": str(period.publicised_until), "changed": len(changes),
    }  # fmt: skip
    audit.append(session, Permission.OBJECTIONS_CARRY.value, actor, Target("period", period.id), details)
    return Carried(tuple(rows), edition, period.edition, period.publicised_until, changes)


def changes_between(session: Session, period: AppraisalPeriod, before: int, after: int) -> Iterator[Change]:
    """Every scorecard that says other points, cards or shares in the later of two editions."""
    old, new = _edition(session, period, before), _edition(session, period, after)
    for key in sorted({*old, *new}, key=lambda key: (key not in new, key)):
        was, now_is = old.get(key), new.get(key)
        lines = tuple(_line_changes(was, now_is))
        totals = (was.total if was else None, now_is.total if now_is else None)
        places = (was.place if was else None, now_is.place if now_is else None)
        if lines or totals[0] != totals[1] or places[0] != places[1]:
            name = (now_is or was).subject if now_is or was else ""  # type: ignore[union-attr]  # one of them is there
            yield Change(name, key[0], key[1], *totals, *places, lines)


def _unready(period: AppraisalPeriod, rows: list[Objection]) -> Iterator[Problem]:
    if not rows:
        yield Problem("objection-carry-none", {"period": str(period)})
    for row in rows:
        if remedies.takes_two(remedies.from_json(row.remedy)) and row.seconded_by_id is None:
            yield Problem("objection-carry-second", {"number": str(row.id), "title": row.title})


def _publish(
    session: Session, user: User | None, period: AppraisalPeriod, terms: Terms, first: date | None, last: date | None
) -> None:
    """As the terms say: the publicity begins again, or goes on, though for the least number of days."""
    day = calendar.today()
    if terms.publicity == "again" or first is None or last is None:
        publicise(session, user, period, day, earliest_end(session, period, day))
        return
    least = calendar.load_calendar(session, period.court_id).add_working_days(day, terms.least_days)
    go_on(session, user, period, first, max(last, least))


def _edition(session: Session, period: AppraisalPeriod, edition: int) -> Mapping[tuple[str, int], SubjectResult]:
    query = select(Scorecard).where(Scorecard.period_id == period.id, Scorecard.edition == edition)
    return {
        (card.subject_kind, card.subject_id): result_from_json(card.result)
        for card in session.scalars(query.order_by(Scorecard.id))
    }


def _line_changes(before: SubjectResult | None, after: SubjectResult | None) -> Iterator[LineChange]:
    old, new = _points(before), _points(after)
    for place in dict.fromkeys((*new, *old)):
        was, now_is = old.get(place), new.get(place)
        if was != now_is:
            title = (now_is or was or ("", None))[0]
            member = place[-1] if place[0] == "share" else ""
            yield LineChange(title, was[1] if was else None, now_is[1] if now_is else None, member)


def _points(result: SubjectResult | None) -> dict[tuple[str, ...], tuple[str, Fraction | None]]:
    """Titles and points by what a line is."""
    if result is None:
        return {}
    return {
        **{("line", line.rule): (line.title, line.points) for line in result.lines},
        **{("card", card.ladder, card.fact): (card.title, card.points) for card in result.cards},
        **{("share", one.rule, one.member): (f"{one.title}·{one.member}", one.amount) for one in result.shares},
    }
