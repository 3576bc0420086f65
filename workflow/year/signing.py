"""Putting a list to signature, signing it member by member, and telling everyone on it when it is complete."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, GradeEntry, GradeList, GradeSignature, User
from records.types import canonical_json, now
from rules.exact import plain_text
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.notices import tell
from workflow.permissions import Permission
from workflow.stored import node_to_json
from workflow.year.deciding import as_member, refuse_over_quota
from workflow.year.lists import draft_of, drafting, entries_of, fresh, live_list, needed, note, rules_of, wrong_state

register(
    {
        "grades-no-committee": N_("「{list}」还没有确定考核委员会，请先登记主持人和委员"),
        "grades-open-ties": N_("「{list}」还有 {count} 处并列待定，请委员先决定"),
        "grades-open-persons": N_("还有 {count} 人的等次待定：{names}；请委员逐个决定"),
        "grades-decisions-stale": N_("「{list}」有的决定已对不上现在的结果，请委员重新决定"),
        "grades-not-signing": N_("「{list}」不在签署中"),
        "grades-signed-twice": N_("您已经签署过「{list}」"),
        "grades-to-sign": N_("「{list}」请您签署"),
        "grades-notified": N_("您的「{list}」等次已经确定，请阅读通知并签署意见"),
        "grades-returned": N_("「{list}」被退回修改：{reason}"),
        "publicise-unsigned": N_("「{title}」名单还没有签署，不能公示；请先拟定名单、由考核委员会签署"),
    }
)
_NAMES = 10  # names that a message lists


def put(session: Session, user: User, row: GradeList) -> None:
    """Fix the list as it stands and ask the committee to sign it. Nothing may be open any more."""
    actor = allowed(user, Permission.GRADES_MAKE)
    drafting(session, row)
    draft, problems = draft_of(session, row), []
    if not row.members or row.chair_id is None:
        problems.append(Problem("grades-no-committee", {"list": str(row)}))
    if draft.proposal.problems:
        problems += [Problem("grades-decisions-stale", {"list": str(row)}), *draft.proposal.problems]
    changed = {one.name for one in draft.entries if one.changed_because}
    ties = [tie for tie in draft.proposal.ties if set(tie.subjects) - changed]
    if ties:
        problems.append(Problem("grades-open-ties", {"list": str(row), "count": str(len(ties))}))
    if row_open := [one.name for one in draft.entries if not one.settled and one.standing == "open"]:
        selection = any(one.rule.id == row.rule and one.rule.use == "selection" for one in rules_of(row.period))
        if not selection:  # whom no level takes is simply not on a selection list
            values = {"count": str(len(row_open)), "names": listed(row_open[:_NAMES])}
            problems.append(Problem("grades-open-persons", values))
    if problems:
        raise ProblemError(problems)
    refuse_over_quota(draft, {one.person_id: one.level for one in draft.entries})
    row.round, row.state = row.round + 1, "signing"
    for one in draft.entries:
        session.add(
            GradeEntry(
                court_id=row.court_id, list_id=row.id, round=row.round, person_id=one.person_id, group=one.group,
                score=one.score, place=one.place, standing=one.standing, proposed=one.proposed, level=one.level,
                title=one.title, outside=one.outside, barred=list(one.barred), changed_because=one.changed_because,
                reason=node_to_json(one.reason),
            )
        )  # fmt: skip
    session.flush()
    note(session, user, row, "put", values=[entries_hash(session, row)])
    tell(session, _members(session, row), Problem("grades-to-sign", {"list": str(row)}), f"/year/lists/{row.id}")
    details = {"round": row.round, "entries": entries_hash(session, row)}
    audit.append(session, Permission.GRADES_MAKE.value, actor, Target("grade_list", row.id), details)


def entries_hash(session: Session, row: GradeList) -> str:
    """One number for what is signed: everyone's grade in this round."""
    found = [
        [one.person_id, one.group, None if one.score is None else plain_text(one.score), one.level, one.changed_because]
        for one in entries_of(session, row)
    ]
    return sha256(
        canonical_json([row.period.seal_sha256 or row.period.inputs_sha256, row.rule, found]).encode()
    ).hexdigest()


def sign(session: Session, user: User, row: GradeList) -> bool:
    """A member's signature, by own log-in; ``True`` when the list is complete with it."""
    actor = as_member(user, row)
    hold(session, row)
    if row.state != "signing":
        raise ProblemError([Problem("grades-not-signing", {"list": str(row)})])
    fresh(row)
    if any(one.member_id == user.id for one in signatures(session, row)):
        raise ProblemError([Problem("grades-signed-twice", {"list": str(row)})])
    digest = entries_hash(session, row)
    session.add(
        GradeSignature(court_id=row.court_id, list_id=row.id, round=row.round, member_id=user.id, entries_sha256=digest)
    )
    session.flush()
    note(session, user, row, "signed", values=[digest])
    complete = is_complete(row, {one.member_id for one in signatures(session, row)})
    if complete:
        row.state, row.signed_at = "signed", now()
        _notify(session, user, row)
    details = {"round": row.round, "entries": digest, "complete": complete}
    audit.append(session, Permission.GRADES_SIGN.value, actor, Target("grade_list", row.id), details)
    return complete


def is_complete(row: GradeList, signed: set[int]) -> bool:
    """Whether enough have signed: everyone, or the chair and more than half."""
    if row.signing == "all":
        return set(row.members) <= signed
    return row.chair_id in signed and 2 * len(signed & set(row.members)) > len(row.members)


def signatures(session: Session, row: GradeList) -> list[GradeSignature]:
    """Those of the present round, in order."""
    query = select(GradeSignature).where(GradeSignature.list_id == row.id, GradeSignature.round == row.round)
    return list(session.scalars(query.order_by(GradeSignature.id))) if row.state != "draft" else []


def send_back(session: Session, user: User, row: GradeList, reason: str) -> None:
    """A member wants the list changed: it is a draft again, and the signatures of this round no longer count."""
    actor = as_member(user, row)
    hold(session, row)
    if row.state != "signing":
        raise ProblemError([Problem("grades-not-signing", {"list": str(row)})])
    row.state = "draft"
    note(session, user, row, "returned", reason=needed(reason))
    told = Problem("grades-returned", {"list": str(row), "reason": reason.strip()})
    tell(session, _members(session, row), told, f"/year/lists/{row.id}")
    details = {"returned": reason.strip(), "round": row.round}
    audit.append(session, Permission.GRADES_SIGN.value, actor, Target("grade_list", row.id), details)


def unsigned(session: Session, period: AppraisalPeriod) -> list[Problem]:
    """What keeps a period from publicity: grades of its scheme that nobody has signed for this closing; and selection
    lists that were proposed, since they are made public with the grades. A court that selects nobody proposes none.
    """
    found = []
    for grades in rules_of(period):
        row = live_list(session, period, grades.rule.id)
        if row is None and grades.rule.use == "selection":
            continue
        if row is None or row.state != "signed" or row.edition != period.edition:
            found.append(Problem("publicise-unsigned", {"title": grades.rule.title}))
    return found


def _notify(session: Session, user: User, row: GradeList) -> None:
    """Tell everyone with a log-in; the written notification of each is printed from the list's page."""
    persons = [one.person_id for one in entries_of(session, row)]
    users = list(session.scalars(select(User).where(User.person_id.in_(persons), User.active)))
    tell(session, users, Problem("grades-notified", {"list": str(row)}), "/year/mine")
    note(session, user, row, "notified", values=[str(len(persons))])


def _members(session: Session, row: GradeList) -> list[User]:
    return list(session.scalars(select(User).where(User.id.in_(row.members))))


__all__ = [
    "entries_hash", "is_complete", "put", "send_back", "sign", "signatures", "unsigned", "wrong_state",
]  # fmt: skip
