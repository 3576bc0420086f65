"""After the close: 公示 for its working days, objections settled, sealed; and the way back, which is recorded for ever.

A period is public from one day to another. Both are recorded; before the last one is over nothing is settled. A seal
names everything that was sealed in one hash. Opening a sealed period again is for leaders alone.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, User
from records.types import canonical_json, now
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import parse_period
from workflow.acting import allowed
from workflow.calendar import load_calendar, publicity_days, today
from workflow.closing import recompute, scorecards
from workflow.objections.pending import pending
from workflow.permissions import Permission
from workflow.readings import provisional
from workflow.versions import compiled_of
from workflow.wording import PERIOD_STATES
from workflow.year.signing import unsigned

register(
    {
        "period-order": N_("考核周期「{period}」现在是「{state}」，不能转为「{wanted}」"),
        "period-two-pairs": N_("考核周期「{period}」由您关账，须由另一个人封存"),
        "period-reason": N_("重新开放考核周期「{period}」要写明理由"),
        "period-publicity-past": N_("公示从 {first} 开始，已经过去；请填今天或以后的日期"),
        "period-publicity-short": N_("公示期至少 {least} 个工作日：{first} 开始的公示最早到 {last} 结束"),
        "period-publicity-runs": N_("考核周期「{period}」公示到 {last}（含当日），期满后才能办结异议"),
        "period-objections-open": N_(
            "考核周期「{period}」还有 {all} 条异议没有办结：待答复 {filed}，待更正 {upheld}，复核中 {reviewing}，"
            "申请复核的期限未满 {asking}；都办结后才能办结异议"
        ),
        "period-sealed-hash": N_("考核周期「{period}」的封存校验值不符（{then} → {now}）：封存后数据被改动过"),
    }
)
_BEFORE = {"publicised": ("closed",), "settled": ("publicised",), "sealed": ("settled",)}
_REOPENABLE = ("closed", "publicised", "settled", "sealed")


def earliest_end(session: Session, period: AppraisalPeriod, first: date) -> date:
    """The last day of the shortest publicity that begins on ``first``; that day itself is not counted."""
    return load_calendar(session, period.court_id).add_working_days(first, publicity_days(period.court))


def publicise(
    session: Session, user: User | None, period: AppraisalPeriod, first: date | None = None, last: date | None = None
) -> None:
    """Show the results to those concerned, for objections, from today or a later day, for no less than the least."""
    actor = allowed(user, Permission.PERIODS_CLOSE, period.court_id)
    hold(session, period)
    _refuse_unless(period, "publicised")
    if problems := unsigned(session, period):
        raise ProblemError(problems)
    begins = first or today()
    if begins < today():
        raise ProblemError([Problem("period-publicity-past", {"first": begins.isoformat()})])
    earliest = earliest_end(session, period, begins)
    ends = last or earliest
    if ends < earliest:
        values = {"least": str(publicity_days(period.court)), "first": begins.isoformat(), "last": earliest.isoformat()}
        raise ProblemError([Problem("period-publicity-short", values)])
    period.publicised_from, period.publicised_until = begins, ends
    _advance(session, actor, period, "publicised", Permission.PERIODS_CLOSE)


def go_on(session: Session, user: User | None, period: AppraisalPeriod, first: date, last: date) -> None:
    """After a correction that was decided during the publicity: it goes on, from when it began to ``last``."""
    actor = allowed(user, Permission.PERIODS_CLOSE, period.court_id)
    hold(session, period)
    _refuse_unless(period, "publicised")
    period.publicised_from, period.publicised_until = first, last
    _advance(session, actor, period, "publicised", Permission.PERIODS_CLOSE)


def settle(session: Session, user: User | None, period: AppraisalPeriod) -> None:
    """The publicity is over and every objection has been answered."""
    actor = allowed(user, Permission.PERIODS_CLOSE, period.court_id)
    hold(session, period)
    _refuse_unless(period, "settled")
    if period.publicised_until is not None and today() <= period.publicised_until:
        values = {"period": str(period), "last": period.publicised_until.isoformat()}
        raise ProblemError([Problem("period-publicity-runs", values)])
    open_ = pending(session, period.id)
    if open_.all:
        values = {name: str(getattr(open_, name)) for name in ("all", "filed", "upheld", "reviewing", "asking")}
        raise ProblemError([Problem("period-objections-open", {"period": str(period), **values})])
    _advance(session, actor, period, "settled", Permission.PERIODS_CLOSE)


def seal(session: Session, user: User | None, period: AppraisalPeriod) -> None:
    """For good: only when it computes the same again, and by another pair of eyes than closed it."""
    actor = allowed(user, Permission.PERIODS_SEAL, period.court_id)
    hold(session, period)
    _refuse_unless(period, "sealed")
    if user is not None and user.id == period.closed_by_id:
        raise ProblemError([Problem("period-two-pairs", {"period": str(period)})])
    _, problems = recompute(session, period)
    if (when := parse_period(period.text)) is not None:
        problems += provisional(session, compiled_of(period.version), period.court_id, when)
    if problems:
        raise ProblemError(problems)
    period.sealed_at, period.sealed_by_id = now(), actor.user_id
    period.seal_sha256 = seal_hash(session, period)
    _advance(session, actor, period, "sealed", Permission.PERIODS_SEAL)


def seal_hash(session: Session, period: AppraisalPeriod) -> str:
    """One number for all that is sealed: the scheme's text, the inputs and every scorecard of the last closing."""
    cards = sorted([card.subject_kind, card.subject_id, card.sha256] for card in scorecards(session, period))
    sealed = [period.version.sha256, period.inputs_sha256, period.edition, cards]
    return sha256(canonical_json(sealed).encode()).hexdigest()


def seal_problems(session: Session, period: AppraisalPeriod) -> list[Problem]:
    """Whether a sealed period still is what was sealed."""
    found = seal_hash(session, period)
    if period.state != "sealed" or period.seal_sha256 in (None, found):
        return []
    values = {"period": str(period), "then": (period.seal_sha256 or "")[:12], "now": found[:12]}
    return [Problem("period-sealed-hash", values)]


def reopen(session: Session, user: User | None, period: AppraisalPeriod, reason: str) -> None:
    """Open a period again for corrections; a sealed one only by a leader. The scorecards and the seal in the audit
    trail stay; the next close writes an edition beside them.
    """
    right = Permission.PERIODS_UNSEAL if period.state == "sealed" else Permission.PERIODS_CLOSE
    actor = allowed(user, right, period.court_id)
    hold(session, period)
    if period.state == "sealed":  # it may have become so while we waited
        allowed(user, Permission.PERIODS_UNSEAL, period.court_id)
    if period.state not in _REOPENABLE:
        raise ProblemError([_order(period, "open")])
    if not reason.strip():
        raise ProblemError([Problem("period-reason", {"period": str(period)})])
    details = {
        "from": period.state, "edition": period.edition, "reason": reason.strip(), "seal": period.seal_sha256,
        "inputs": period.inputs_sha256,
    }  # fmt: skip
    period.state = "open"
    period.publicised_from = period.publicised_until = None
    period.sealed_at = period.sealed_by_id = period.seal_sha256 = None
    audit.append(session, right.value, actor, Target("period", period.id), details)


def _advance(session: Session, actor: audit.Actor, period: AppraisalPeriod, to: str, right: Permission) -> None:
    period.state = to
    details = {"state": to, "edition": period.edition, "inputs": period.inputs_sha256}
    if to == "publicised":
        details |= {"from": str(period.publicised_from), "until": str(period.publicised_until)}
    if to == "sealed":
        details |= {"seal": period.seal_sha256}
    audit.append(session, right.value, actor, Target("period", period.id), details)


def _refuse_unless(period: AppraisalPeriod, wanted: str) -> None:
    if period.state not in _BEFORE[wanted]:
        raise ProblemError([_order(period, wanted)])


def _order(period: AppraisalPeriod, wanted: str) -> Problem:
    values = {"state": PERIOD_STATES[period.state], "wanted": PERIOD_STATES[wanted]}
    return Problem("period-order", {"period": str(period), **values})
