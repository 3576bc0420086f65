"""After the close: 公示, objections settled, sealed; and, while not sealed, open again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.closing import recompute
from workflow.permissions import Permission
from workflow.wording import PERIOD_STATES

register(
    {
        "period-order": N_("考核周期「{period}」现在是「{state}」，不能转为「{wanted}」"),
        "period-two-pairs": N_("考核周期「{period}」由您关账，须由另一个人封存"),
        "period-reason": N_("重新开放考核周期「{period}」要写明理由"),
    }
)
_BEFORE = {"publicised": ("closed",), "settled": ("publicised",), "sealed": ("settled",)}
_REOPENABLE = ("closed", "publicised", "settled")


def publicise(session: Session, user: User | None, period: AppraisalPeriod) -> None:
    """Show the results to those concerned, for objections."""
    _advance(session, user, period, "publicised", Permission.PERIODS_CLOSE)


def settle(session: Session, user: User | None, period: AppraisalPeriod) -> None:
    """All objections have been answered."""
    _advance(session, user, period, "settled", Permission.PERIODS_CLOSE)


def seal(session: Session, user: User | None, period: AppraisalPeriod) -> None:
    """For good: only when it computes the same again, and by another pair of eyes than closed it."""
    if user is not None and user.id == period.closed_by_id:
        raise ProblemError([Problem("period-two-pairs", {"period": str(period)})])
    _advance(session, user, period, "sealed", Permission.PERIODS_SEAL)


def reopen(session: Session, user: User | None, period: AppraisalPeriod, reason: str) -> None:
    """Open a closed period again for corrections. Its scorecards stay; the next close writes an edition beside them."""
    actor = allowed(user, Permission.PERIODS_CLOSE, period.court_id)
    session.refresh(period, with_for_update=True)
    _refuse_unless(period, "open", _REOPENABLE)
    if not reason.strip():
        raise ProblemError([Problem("period-reason", {"period": str(period)})])
    period.state = "open"
    details = {"edition": period.edition, "reason": reason.strip()}
    audit.append(session, Permission.PERIODS_OPEN.value, actor, Target("period", period.id), details)


def _advance(session: Session, user: User | None, period: AppraisalPeriod, to: str, right: Permission) -> None:
    actor = allowed(user, right, period.court_id)
    session.refresh(period, with_for_update=True)
    _refuse_unless(period, to, _BEFORE[to])
    if to == "sealed":
        _, problems = recompute(session, period)
        if problems:
            raise ProblemError(problems)
        period.sealed_at, period.sealed_by_id = now(), actor.user_id
    period.state = to
    details = {"state": to, "edition": period.edition, "inputs": period.inputs_sha256}
    audit.append(session, right.value, actor, Target("period", period.id), details)


def _refuse_unless(period: AppraisalPeriod, wanted: str, states: tuple[str, ...]) -> None:
    if period.state not in states:
        values = {"state": PERIOD_STATES[period.state], "wanted": PERIOD_STATES[wanted]}
        raise ProblemError([Problem("period-order", {"period": str(period), **values})])
