"""表决: put a matter to the committee, cast by name, count, and record what was decided.

A ballot is appended, one a member, and nobody changes it. A member of the judge's team, or the judge herself, stands
back; whoever stands back still counts among the members. The rule is the scheme's (``votes``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, CommitteeBallot, CommitteeVote, Fact, Finding, Review, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.facts import current_facts
from records.queries.values import from_stored
from records.types import now
from rules.check_names import COMMITTEE
from rules.compiled import CompiledVote
from rules.condition import Value, holds
from rules.lookup import YES_NO
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register
from scoring.constants import Book
from scoring.evaluate import evaluate_number
from scoring.scope import Scope
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee.counting import Count, Terms, count
from workflow.committee.recording import record
from workflow.committee.standing import conflict, members, person_of
from workflow.facts import Draft, record_fact
from workflow.inputs import Ground, ground_of
from workflow.notices import tell
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "vote-no-members": N_("本院没有启用的评查委员账号，无法表决"),
        "vote-no-rule": N_("考核办法没有规定「{kind}」要表决，或这一件不在表决范围内"),
        "vote-open-already": N_("这件事已经提交表决，请不要重复提交"),
        "vote-decided-already": N_("这件事已经表决决定，不能再表决；有错误的，请撤销认定"),
        "vote-not-open": N_("这次表决已经结束，不能再投票或改票"),
        "vote-not-member": N_("表决开始时您不是评查委员，不能投这一票"),
        "vote-twice": N_("您已经投过票；票投出后不能更改"),
        "vote-no-such-value": N_("没有「{value}」这种意见；可投：{allowed}"),
        "vote-reason": N_("请写明回避的理由"),
        "vote-no-quorum": N_("还不能结束：到 {cast} 票，法定人数 {quorum} 票"),
        "vote-own-close": N_("这件事涉及您本人，不能由您办理"),
        "vote-day": N_("决定日期 {day} 不能晚于今天，也不能早于事情发生"),
        "vote-waiting": N_("有一件「{title}」待您表决"),
    }
)


def rule_of(ground: Ground, kind: str, fields: Mapping[str, Value | None], name: str, day: date) -> CompiledVote | None:
    """The vote that a fact of this kind needs: the first whose condition holds and that applies to the subject."""
    constants = Book(ground.compiled).on(day)
    classes = next((dict(one.classes) for one in ground.subjects if one.name == name), {})
    for vote in ground.compiled.votes:
        about = vote.rule.about.fact == kind
        if about and holds(constants.bind(vote.condition), fields) and holds(constants.bind(vote.applies), classes):
            return vote
    return None


def rule_for(session: Session, review: Review, row: Finding) -> CompiledVote | None:
    """The vote that a finding has to wait for, if any."""
    compiled = compiled_of(review.round.period.version)
    fields = from_stored(compiled.facts[review.round.kind], row.fields)
    return _rule_of_review(session, review, fields, row.day)


def decided_field(session: Session, review: Review, fields: Mapping[str, Value | None]) -> str | None:
    """The field of a finding that the committee fills in by its vote."""
    vote = _rule_of_review(session, review, fields, today())
    return vote.rule.ballot.field if vote is not None else None


def _rule_of_review(
    session: Session, review: Review, fields: Mapping[str, Value | None], day: date
) -> CompiledVote | None:
    ground = ground_of(session, review.round.period)
    found = rule_of(ground, review.round.kind, fields, review.judge.name, day)
    return found if found is not None and found.rule.yields == review.round.kind else None


def open_on_finding(session: Session, row: Finding, user: User | None = None) -> CommitteeVote:
    """Put a finding to the vote; the program does it when the review is handed in, staff when it is put again."""
    actor = allowed(user, Permission.VOTES_OPEN, row.court_id)
    review = row.review
    if row.state != "proposed":
        raise ProblemError([Problem("vote-decided-already")])
    _refuse_open(session, CommitteeVote.finding_id == row.id)
    rule = rule_for(session, review, row)
    if rule is None:
        raise ProblemError([Problem("vote-no-rule", {"kind": review.round.kind})])
    vote = _opened(session, review.round.period, rule, review.judge_id, actor)
    vote.finding_id, vote.finding = row.id, row
    return _put(session, vote, rule, actor)


def open_on_fact(session: Session, user: User, period: AppraisalPeriod, fact: Fact) -> CommitteeVote:
    """Put a recorded fact (重点案件) to the vote; what is decided becomes a fact of its own."""
    actor = allowed(user, Permission.VOTES_OPEN, fact.court_id)
    person = person_of(fact.subject_kind, fact.subject_id)
    if person is not None and user.person_id == person:
        raise ProblemError([Problem("vote-own-close")])
    _refuse_open(session, CommitteeVote.about_id == fact.id)
    decided = select(CommitteeVote.id).where(CommitteeVote.about_id == fact.id, CommitteeVote.state == "decided")
    if session.scalars(decided).first() is not None:
        raise ProblemError([Problem("vote-decided-already")])
    ground, compiled = ground_of(session, period), compiled_of(period.version)
    name = ground.directory.name(SubjectKey(fact.subject_kind, fact.subject_id))  # type: ignore[arg-type]  # CHECKed
    fields = from_stored(compiled.facts.get(fact.kind), fact.fields)
    rule = rule_of(ground, fact.kind, fields, name, fact.day)
    if rule is None or rule.rule.yields == fact.kind:
        raise ProblemError([Problem("vote-no-rule", {"kind": fact.kind})])
    vote = _opened(session, period, rule, person, actor)
    vote.about_id, vote.about = fact.id, fact
    return _put(session, vote, rule, actor)


def matters(session: Session, period: AppraisalPeriod) -> list[Fact]:
    """Facts of the period that a vote is about and that nobody has put to the vote yet."""
    compiled, ground = compiled_of(period.version), ground_of(session, period)
    kinds = {vote.rule.about.fact for vote in compiled.votes if vote.rule.yields != vote.rule.about.fact}
    if not kinds:
        return []
    put = select(CommitteeVote.about_id).where(CommitteeVote.about_id.is_not(None), CommitteeVote.state != "undecided")
    query = current_facts().where(
        Fact.kind.in_(kinds),
        Fact.day.between(period.starts, period.ends),
        Fact.court_id == period.court_id,
        Fact.id.not_in(put),
    )
    found = []
    for fact in session.scalars(query.order_by(Fact.day, Fact.key)):
        name = ground.directory.name(SubjectKey(fact.subject_kind, fact.subject_id))  # type: ignore[arg-type]  # CHECKed
        fields = from_stored(compiled.facts[fact.kind], fact.fields)
        if rule_of(ground, fact.kind, fields, name, fact.day) is not None:
            found.append(fact)
    return found


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


def _refuse_open(session: Session, where: object) -> None:
    query = select(CommitteeVote.id).where(where, CommitteeVote.state == "open")  # type: ignore[arg-type]  # a clause of SQLAlchemy
    if session.scalars(query).first() is not None:
        raise ProblemError([Problem("vote-open-already")])


def _opened(
    session: Session, period: AppraisalPeriod, rule: CompiledVote, person: int | None, actor: audit.Actor
) -> CommitteeVote:
    roll = [one.id for one in members(session, period.court_id)]
    if not roll:
        raise ProblemError([Problem("vote-no-members")])
    constants = Book(compiled_of(period.version)).on(min(today(), period.ends))
    scope = Scope(constants, {COMMITTEE: Fraction(len(roll))}, {COMMITTEE: "人"})
    quorum = evaluate_number(rule.quorum, scope)
    above = evaluate_number(rule.above, Scope(constants))
    return CommitteeVote(
        court_id=period.court_id, period_id=period.id, rule=rule.rule.id, person_id=person, roll=roll,
        quorum=max(1, math.ceil(quorum or 0)), above=above or Fraction(0), of=rule.rule.majority.of,
        opened_by_id=actor.user_id,
    )  # fmt: skip


def _put(session: Session, vote: CommitteeVote, rule: CompiledVote, actor: audit.Actor) -> CommitteeVote:
    session.add(vote)
    session.flush()
    told = Problem("vote-waiting", {"title": rule.rule.title})
    tell(session, members(session, vote.court_id), told, f"/committee/votes/{vote.id}")
    details = {"vote": vote.rule, "members": len(vote.roll), "quorum": vote.quorum}
    audit.append(session, Permission.VOTES_OPEN.value, actor, Target("committee_vote", vote.id), details)
    return vote


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
