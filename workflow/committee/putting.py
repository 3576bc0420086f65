"""提交表决: which matter needs a vote by the scheme, and putting it to the committee; voting.py goes on from there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, CommitteeVote, Fact, Finding, Review, User
from records.queries.directory import SubjectKey
from records.queries.facts import current_facts
from records.queries.values import from_stored
from rules.check_names import COMMITTEE
from rules.compiled import CompiledVote
from rules.condition import Value, holds
from rules.problem import N_, Problem, ProblemError, register
from scoring.constants import Book
from scoring.evaluate import evaluate_number
from scoring.scope import Scope
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee.standing import members, person_of
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
        "vote-waiting": N_("有一件「{title}」待您表决"),
    }
)


def rule_of(ground: Ground, kind: str, fields: Mapping[str, Value | None], name: str, day: date) -> CompiledVote | None:
    """The vote that a fact of this kind needs: the first whose condition holds and that applies to the subject."""
    constants = ground.book.on(day)
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
