"""The answer to an objection and its one review: upheld with what is to be corrected, or refused with reasons.

Nobody decides against an act of one's own (own_acts), and the review is for others than answered first. Each act finds
the row in the state that it expects, or changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import Objection, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow import calendar
from workflow.acting import allowed
from workflow.inputs import ground_of
from workflow.objections import remedies
from workflow.objections.own_acts import own_act
from workflow.objections.people import COMMITTEE, may_answer, of_role, tell_of
from workflow.objections.remedies import Remedy
from workflow.objections.terms import terms_of
from workflow.permissions import Permission
from workflow.wording import OBJECTION_STATES

register(
    {
        "objection-state": N_("这条异议现在是「{state}」，不能这样办；请刷新页面看最新的情况"),
        "objection-office": N_("这条异议由本院承办部门或院领导答复，您不在其列"),
        "objection-committee": N_("复核由本院考评委员会的委员或院领导办理，您不在其列"),
        "objection-objector": N_("只有提出异议的人能这样办"),
        "objection-answer": N_("请写明答复的理由"),
        "objection-remedy": N_("异议成立的，要定下怎样更正"),
        "objection-review-reason": N_("请写明为什么不服答复"),
        "objection-review-over": N_("申请复核的期限到 {last} 为止（含当日），已经期满"),
        "objection-second-self": N_("更正方式由您决定，须由另一个人核准"),
        "objection-second-none": N_("这条更正不需要核准"),
        "objection-told-upheld": N_("对「{title}」的异议成立，更正后会再通知您"),
        "objection-told-refused": N_("对「{title}」的异议不成立，理由见答复；不服可在 {last} 前申请复核"),
        "objection-told-final": N_("对「{title}」的复核已有决定：维持原答复。这是最终决定"),
        "objection-told-review": N_("「{title}」的异议申请复核，请在 {due} 前办理"),
        "objection-told-second": N_("「{title}」的异议成立，拟作人工调整，请核准"),
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """``remedy`` when it is upheld, ``None`` when it is refused; ``text`` the reasons either way."""

    text: str
    remedy: Remedy | None = None


def answer(session: Session, user: User, row: Objection, decision: Decision) -> None:
    """The office's answer; while it is upheld and not carried out, the remedy may be decided anew."""
    actor = allowed(user, Permission.OBJECTIONS_ANSWER)
    terms = terms_of(session, row.period.court_id)
    if not may_answer(user, row.period.court_id, terms):
        raise ProblemError([Problem("objection-office")])
    _hold(session, row, "filed", *(("upheld",) if row.reviewed_at is None else ()))
    _check(session, user, row, decision)
    row.answered_at, row.answered_by_id, row.answer = now(), user.id, decision.text.strip()
    if decision.remedy is None:
        days = calendar.load_calendar(session, row.period.court_id)
        row.state, row.remedy = "refused", None
        row.review_until = days.add_working_days(calendar.today(), terms.ask_days, guess=True)
    _decided(session, row, decision)
    _audit(session, Permission.OBJECTIONS_ANSWER, actor, row)


def review(session: Session, user: User, row: Objection, decision: Decision) -> None:
    """The committee's decision, which is final."""
    actor = allowed(user, Permission.OBJECTIONS_REVIEW)
    if user.court_id != row.period.court_id or user.role not in COMMITTEE:
        raise ProblemError([Problem("objection-committee")])
    _hold(session, row, "reviewing", *(("upheld",) if row.reviewed_at is not None else ()))
    _check(session, user, row, decision)
    row.reviewed_at, row.reviewed_by_id, row.review_answer = now(), user.id, decision.text.strip()
    if decision.remedy is None:
        row.state, row.remedy = "final", None
    _decided(session, row, decision)
    _audit(session, Permission.OBJECTIONS_REVIEW, actor, row)


def second(session: Session, user: User, row: Objection) -> None:
    """The other pair of eyes where points are adjusted by hand."""
    actor = allowed(user, Permission.ADJUSTMENTS_APPROVE)
    _hold(session, row, "upheld")
    if user.court_id != row.period.court_id:
        raise ProblemError([Problem("objection-office")])
    if not remedies.takes_two(remedies.from_json(row.remedy)):
        raise ProblemError([Problem("objection-second-none")])
    if user.id == (row.reviewed_by_id or row.answered_by_id):
        raise ProblemError([Problem("objection-second-self")])
    if (own := own_act(session, user, row)) is not None:
        raise ProblemError([own])
    row.seconded_at, row.seconded_by_id = now(), user.id
    _audit(session, Permission.ADJUSTMENTS_APPROVE, actor, row)


def withdraw(session: Session, user: User, row: Objection) -> None:
    """The objector takes it back before it is decided."""
    actor = _objector(user, row)
    _hold(session, row, "filed", "reviewing")
    row.state = "accepted" if row.state == "reviewing" else "withdrawn"
    _audit(session, Permission.OBJECTIONS_FILE, actor, row)


def accept(session: Session, user: User, row: Objection) -> None:
    """The objector is content with a refusal; the time to ask for a review need not be waited for."""
    actor = _objector(user, row)
    _hold(session, row, "refused")
    row.state = "accepted"
    _audit(session, Permission.OBJECTIONS_FILE, actor, row)


def ask_review(session: Session, user: User, row: Objection, reason: str) -> None:
    """申请复核: once, within its days."""
    actor = _objector(user, row)
    _hold(session, row, "refused")
    if row.review_until is not None and calendar.today() > row.review_until:
        raise ProblemError([Problem("objection-review-over", {"last": row.review_until.isoformat()})])
    if not reason.strip():
        raise ProblemError([Problem("objection-review-reason")])
    terms, court = terms_of(session, row.period.court_id), row.period.court_id
    days = calendar.load_calendar(session, court)
    row.state, row.review_reason, row.review_asked_at = "reviewing", reason.strip(), now()
    row.review_due = days.add_working_days(calendar.today(), terms.review_days, guess=True)
    deciders = [one for one in of_role(session, court, COMMITTEE) if one.id != row.answered_by_id]
    values = {"title": row.title, "due": row.review_due.isoformat()}
    tell_of(session, deciders, Problem("objection-told-review", values), row)
    _audit(session, Permission.OBJECTIONS_FILE, actor, row)


def _objector(user: User, row: Objection) -> audit.Actor:
    actor = allowed(user, Permission.OBJECTIONS_FILE)
    if user.id != row.filed_by_id:
        raise ProblemError([Problem("objection-objector")])
    return actor


def _hold(session: Session, row: Objection, *states: str) -> None:
    """In one of these states until the transaction ends, whoever else acts on it now."""
    hold(session, row)
    if row.state not in states:
        raise ProblemError([Problem("objection-state", {"state": OBJECTION_STATES[row.state]})])


def _check(session: Session, user: User, row: Objection, decision: Decision) -> None:
    if (own := own_act(session, user, row)) is not None:
        raise ProblemError([own])
    found = [] if decision.text.strip() else [Problem("objection-answer")]
    if decision.remedy is not None:
        found += remedies.problems(session, ground_of(session, row.period), row, decision.remedy)
    if found:
        raise ProblemError(found)


def _decided(session: Session, row: Objection, decision: Decision) -> None:
    """Upheld: what is to be corrected waits for its carrying out. Either way the objector is told."""
    row.seconded_at = row.seconded_by_id = None
    values = {"title": row.title, "last": row.review_until.isoformat() if row.review_until else ""}
    if decision.remedy is None:
        code = "objection-told-final" if row.state == "final" else "objection-told-refused"
        tell_of(session, [row.filed_by], Problem(code, values), row)
        return
    row.state, row.remedy = "upheld", remedies.to_json(decision.remedy)
    tell_of(session, [row.filed_by], Problem("objection-told-upheld", {"title": row.title}), row)
    if remedies.takes_two(decision.remedy):
        decider = row.reviewed_by_id or row.answered_by_id
        others = [one for one in of_role(session, row.period.court_id, ("staff", "leader")) if one.id != decider]
        tell_of(session, others, Problem("objection-told-second", {"title": row.title}), row)


def _audit(session: Session, right: Permission, actor: audit.Actor, row: Objection) -> None:
    session.flush()
    details = {
        "state": row.state, "line": row.line, "remedy": row.remedy, "answer": row.answer,
        "review_reason": row.review_reason, "review_answer": row.review_answer,
    }  # fmt: skip
    audit.append(session, right.value, actor, Target("objection", row.id), details)
