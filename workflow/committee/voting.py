"""表决: cast by name, count, and record what was decided; putting.py has put the matter to the committee.

A ballot is appended, one a member, and nobody changes it. A member of the judge's team, or the judge herself, stands
back; whoever stands back still counts among the members. The rule is the scheme's (``votes``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import CommitteeBallot, CommitteeVote, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.values import from_stored
from records.types import now
from rules.compiled import CompiledVote
from rules.condition import Value
from rules.lookup import YES_NO
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee.counting import Count, Terms, count
from workflow.committee.recording import record
from workflow.committee.standing import conflict
from workflow.facts import Draft, record_fact
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "vote-not-open": N_("这次表决已经结束，不能再投票或改票"),
        "vote-not-member": N_("表决开始时您不是评查委员，不能投这一票"),
        "vote-twice": N_("您已经投过票；票投出后不能更改"),
        "vote-no-such-value": N_("没有「{value}」这种意见；可投：{allowed}"),
        "vote-reason": N_("请写明回避的理由"),
        "vote-no-quorum": N_("还不能结束：到 {cast} 票，法定人数 {quorum} 票"),
        "vote-own-close": N_("这件事涉及您本人，不能由您办理"),
        "vote-day": N_("决定日期 {day} 不能晚于今天，也不能早于事情发生"),
    }
)


def own_conflict(session: Session, user: User, vote: CommitteeVote) -> Problem | None:
    """Why this member must stand back."""
    matter = vote.finding.review.case.closed if vote.finding else vote.about.day if vote.about else None
    days = [day for day in (matter, today()) if day is not None]
    return conflict(load_directory(session), user, vote.person_id, days)


def cast(session: Session, user: User, vote: CommitteeVote, value: str) -> CommitteeBallot:
    """Say at fault or not, once."""
    actor = allowed(user, Permission.VOTES_CAST, vote.court_id)
    _may_speak(session, user, vote)
    if own := own_conflict(session, user, vote):
        raise ProblemError([own])
    allowed_values = terms_of(vote).values
    if value not in allowed_values:
        raise ProblemError([Problem("vote-no-such-value", {"value": value, "allowed": listed(allowed_values)})])
    return _spoken(session, actor, user, vote, value, "")


def stand_back(session: Session, user: User, vote: CommitteeVote, reason: str) -> CommitteeBallot:
    """回避, with the reason."""
    actor = allowed(user, Permission.VOTES_CAST, vote.court_id)
    _may_speak(session, user, vote)
    if not reason.strip():
        raise ProblemError([Problem("vote-reason")])
    return _spoken(session, actor, user, vote, "", reason.strip())


def terms_of(vote: CommitteeVote) -> Terms:
    """How it is decided: the rule's opinions, and the numbers fixed when it was opened."""
    rule = compiled_vote(vote).rule
    return Terms(
        tuple(rule.ballot.values), len(vote.roll), vote.quorum, vote.above, vote.of, rule.otherwise,
    )  # fmt: skip


def compiled_vote(vote: CommitteeVote) -> CompiledVote:
    """The rule of a vote, in the version of its period."""
    return next(one for one in compiled_of(vote.period.version).votes if one.rule.id == vote.rule)


def counted(vote: CommitteeVote) -> Count:
    """How it stands."""
    return count(terms_of(vote), [one.value for one in vote.ballots if one.value])


def close_vote(session: Session, user: User, vote: CommitteeVote, day: date, minutes: str = "") -> Count:
    """End it and record what was decided as a fact. Refused without a quorum."""
    actor = allowed(user, Permission.VOTES_OPEN, vote.court_id)
    hold(session, vote)
    if vote.state != "open":
        raise ProblemError([Problem("vote-not-open")])
    if vote.person_id is not None and user.person_id == vote.person_id:
        raise ProblemError([Problem("vote-own-close")])
    since = vote.finding.day if vote.finding else vote.about.day if vote.about else day
    result = counted(vote)
    problems = []
    if not since <= day <= today():
        problems.append(Problem("vote-day", {"day": day.isoformat()}))
    if not result.quorate:
        problems.append(Problem("vote-no-quorum", {"cast": str(result.cast), "quorum": str(vote.quorum)}))
    if problems:
        raise ProblemError(problems)
    vote.state = "undecided" if result.outcome is None else "decided"
    vote.outcome, vote.day, vote.minutes = result.outcome or "", day, minutes.strip()
    vote.closed_at, vote.closed_by_id = now(), actor.user_id
    session.flush()
    if result.outcome is not None:
        _record(session, vote, result.outcome)
    details = {
        "vote": vote.rule, "counts": dict(result.by_value), "outcome": vote.outcome,
        "quorum": vote.quorum, "members": len(vote.roll), "fact": vote.fact_id,
    }  # fmt: skip
    audit.append(session, Permission.VOTES_OPEN.value, actor, Target("committee_vote", vote.id), details)
    return result


def _record(session: Session, vote: CommitteeVote, outcome: str) -> None:
    rule, compiled = compiled_vote(vote).rule, compiled_of(vote.period.version)
    kind = compiled.facts[rule.yields]
    value: Value = outcome == YES_NO[0] if kind.fields[rule.ballot.field].type == "yes_no" else outcome
    if vote.finding is not None:
        vote.finding.day = vote.day or vote.finding.day
        record(session, vote.finding, {rule.ballot.field: value})
        if value is False:
            vote.finding.state = "rejected"
        vote.fact_id = vote.finding.fact_id
    elif vote.about is not None:
        about = vote.about
        held = from_stored(compiled.facts.get(about.kind), about.fields)
        fields = {name: held.get(name) for name in kind.fields if held.get(name) is not None}
        draft = Draft(
            vote.court_id, f"{rule.yields}/表决{vote.id}"[:80], rule.yields, vote.day or about.day,
            SubjectKey(about.subject_kind, about.subject_id),  # type: ignore[arg-type]  # CHECKed
            {**fields, rule.ballot.field: value}, about.case_id, f"评查委员会表决：{rule.title}"[:400],
        )  # fmt: skip
        vote.fact_id = record_fact(session, None, draft).rows[0].id
    session.flush()


def _may_speak(session: Session, user: User, vote: CommitteeVote) -> None:
    hold(session, vote)
    if vote.state != "open":
        raise ProblemError([Problem("vote-not-open")])
    if user.id not in vote.roll:
        raise ProblemError([Problem("vote-not-member")])
    if any(one.member_id == user.id for one in _ballots(session, vote)):
        raise ProblemError([Problem("vote-twice")])


def _ballots(session: Session, vote: CommitteeVote) -> Sequence[CommitteeBallot]:
    return session.scalars(select(CommitteeBallot).where(CommitteeBallot.vote_id == vote.id)).all()


def _spoken(
    session: Session, actor: audit.Actor, user: User, vote: CommitteeVote, value: str, reason: str
) -> CommitteeBallot:
    row = CommitteeBallot(court_id=vote.court_id, vote_id=vote.id, member_id=user.id, value=value, reason=reason)
    session.add(row)
    session.flush()
    session.expire(vote, ["ballots"])
    details = {"value": value, "stood_back": not value, "reason": reason}
    audit.append(session, Permission.VOTES_CAST.value, actor, Target("committee_vote", vote.id), details)
    return row
