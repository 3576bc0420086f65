"""Opening a period: from then on facts of its days count."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, SchemeVersion, User
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import parse_period
from workflow.acting import allowed
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "period.unreadable": N_("「{text}」不是考核周期。应为 2020、2020-Q1 或 2020-03。"),
        "period.other_kind": N_("「{scheme}」按{wanted}考核，「{text}」不是这样的周期。"),
        "period.exists": N_("「{scheme}」的考核周期 {text} 已经开过。"),
        "period.unpublished": N_("「{scheme}」还没有发布，不能开考核周期。"),
        "period.too_early": N_("「{scheme}」自 {effective} 起施行，考核周期 {text} 在此之前。"),
    }
)
_KINDS = {"month": N_("月"), "quarter": N_("季度"), "year": N_("年")}


def open_period(
    session: Session, user: User | None, version: SchemeVersion, court_id: int, text: str
) -> AppraisalPeriod:
    """Open a period of a published version in a court; all that is wrong at once as :class:`ProblemError`."""
    actor = allowed(user, Permission.PERIODS_OPEN)
    period = parse_period(text)
    if period is None:
        raise ProblemError([Problem("period.unreadable", {"text": text})])
    named = {"scheme": version.scheme.title, "text": period.text}
    problems = []
    if version.state != "published":
        problems.append(Problem("period.unpublished", named))
    kind = compiled_of(version).scheme.period
    if period.kind != kind:
        problems.append(Problem("period.other_kind", {**named, "wanted": _KINDS[kind]}))
    if version.effective > period.end:
        problems.append(Problem("period.too_early", {**named, "effective": version.effective.isoformat()}))
    same = select(AppraisalPeriod.id).where(
        AppraisalPeriod.court_id == court_id,
        AppraisalPeriod.scheme_id == version.scheme_id,
        AppraisalPeriod.text == period.text,
    )
    if session.execute(same).first() is not None:
        problems.append(Problem("period.exists", named))
    if problems:
        raise ProblemError(problems)
    row = AppraisalPeriod(
        court_id=court_id, scheme_id=version.scheme_id, version_id=version.id, text=period.text, starts=period.start,
        ends=period.end,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.append(session, Permission.PERIODS_OPEN.value, actor, Target("period", row.id), {"period": period.text})
    return row
