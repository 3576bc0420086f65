"""调整: points put right by hand. One proposes with reason and evidence, another approves, and the ledger has it.

An approved adjustment is carried by a fact of its own (kind 调整), so that it has its line in the ledger like all else:
appended, and reversed when it is taken back. Where it stands in the place of what another fact earns, that fact's
posting is reversed and stays so, however often the period is scored anew. Bulk reads the same rows
(:mod:`scoring.adjustments`), so the close reconciles as always.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import audit, ledger
from records.audit import Target
from records.locking import hold
from records.models import Adjustment, AppraisalPeriod, Fact, Membership, Posting, Team, User
from records.queries.directory import SubjectKey, load_directory
from records.types import now, number_problem
from rules.compiled import ADJUSTMENT_KIND, Compiled
from rules.condition import holds
from rules.exact import plain_text
from rules.problem import N_, Problem, ProblemError, register
from scoring.constants import Book
from workflow.acting import allowed
from workflow.booking import Booked, book, hold_open
from workflow.calendar import today
from workflow.inputs import Ground, ground_of
from workflow.permissions import Permission

register(
    {
        "adjust-closed": N_("考核周期「{period}」已关账，不能调整；确有必要的，请先「重新开放」这个周期"),
        "adjust-rule": N_("只能调整计分项的分值，「{rule}」不是「{period}」的计分项"),
        "adjust-subject": N_("选定的对象不在「{period}」的考核范围内"),
        "adjust-applies": N_("「{rule}」不适用于「{subject}」"),
        "adjust-rounding": N_("分值 {points} 的位数比办法规定的取整更细；请按 {to} 取整后填写"),
        "adjust-too-large": N_("分值过大：一笔不得达到 {limit}。请核对小数点"),
        "adjust-reason": N_("请写明调整的理由"),
        "adjust-evidence": N_("请写明依据（文件、会议纪要或材料的名称）"),
        "adjust-nothing": N_("调整 0 分没有意义；要取消某条事实的得分，请选定那条事实"),
        "adjust-no-posting": N_("事实「{fact}」在「{rule}」下没有得分，不能代替；请直接加减分"),
        "adjust-twice": N_("事实「{fact}」在「{rule}」下已有一条生效或待批准的调整"),
        "adjust-state": N_("这条调整已经办理过，现在不能再办；请刷新页面看最新的状态"),
        "adjust-two-pairs": N_("这条调整由您提出，须由另一个人办理"),
        "adjust-own-scorecard": N_("这是您自己或您所在团队、庭室的记分卡，须由别人办理"),
    }
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be changed. ``replaces`` is the fact whose points under ``rule`` the new ones stand in for."""

    subject: SubjectKey
    rule: str
    points: Fraction
    reason: str
    evidence: str
    replaces: Fact | None = None


def propose(
    session: Session,
    user: User | None,
    period: AppraisalPeriod,
    proposal: Proposal,
    *,
    right: Permission = Permission.ADJUSTMENTS_PROPOSE,
) -> Adjustment:
    """Put it to another person. Nothing counts yet; all that is wrong is raised at once. ``right`` is by which it is
    proposed, where that follows from another decision: an objection that was upheld.
    """
    actor = allowed(user, right, period.court_id)
    hold(session, period, shared=True)
    problems = [*_closed(period), *proposal_problems(session, ground_of(session, period), proposal)]
    if problems:
        raise ProblemError(problems)
    row = Adjustment(
        court_id=period.court_id, period_id=period.id, subject_kind=proposal.subject.kind,
        subject_id=proposal.subject.id, rule=proposal.rule, points=proposal.points, reason=proposal.reason.strip(),
        evidence=proposal.evidence.strip()[:400], proposed_by_id=actor.user_id,
        replaces_id=proposal.replaces.id if proposal.replaces else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _audit(session, Permission.ADJUSTMENTS_PROPOSE, actor, row)
    return row


def approve(session: Session, user: User | None, row: Adjustment) -> Booked:
    """Let it count: a fact that carries it, its line in the ledger, and the reversal of what it stands in for."""
    actor = allowed(user, Permission.ADJUSTMENTS_APPROVE, row.court_id)
    _refuse_unless(session, user, row, "proposed")
    ground = ground_of(session, row.period)
    period, key = row.period, f"{ADJUSTMENT_KIND}-{row.id}"
    titles = {item.rule.id: item.rule.title for item in ground.compiled.items}
    fields = {"项目": titles[row.rule], "分值": plain_text(row.points)}
    if row.replaces is not None:
        fields["代替"] = row.replaces.key
    fact = Fact(
        court_id=row.court_id, key=key, kind=ADJUSTMENT_KIND, day=max(period.starts, min(today(), period.ends)),
        subject_kind=row.subject_kind, subject_id=row.subject_id, fields=fields, evidence=row.evidence,
        reason=row.reason[:200], recorded_by_id=actor.user_id,
    )  # fmt: skip
    session.add(fact)
    session.flush()
    row.state, row.fact_id, row.decided_at, row.decided_by_id = "approved", fact.id, now(), actor.user_id
    session.flush()
    entry = ledger.Entry(
        row.court_id, period.id, period.version_id, fact.id, row.rule, row.subject_kind, row.subject_id, fact.day,
        row.points, f"调整：{row.reason}",
    )  # fmt: skip
    done = ledger.append(session, [entry], row.reason[:200], actor.user_id)
    booked = _book_again(session, ground, row, actor.user_id)
    booked.posted += done.posted
    _audit(session, Permission.ADJUSTMENTS_APPROVE, actor, row)
    return booked


def refuse(session: Session, user: User | None, row: Adjustment, note: str) -> None:
    """Say no, with the reason."""
    actor = allowed(user, Permission.ADJUSTMENTS_APPROVE, row.court_id)
    _refuse_unless(session, user, row, "proposed")
    _need(note)
    row.state, row.decided_at, row.decided_by_id, row.note = "refused", now(), actor.user_id, note.strip()
    _audit(session, Permission.ADJUSTMENTS_APPROVE, actor, row)


def withdraw(session: Session, user: User | None, row: Adjustment, note: str) -> Booked:
    """Take an approved one back: its line is reversed, and what it stood in for is posted again."""
    actor = allowed(user, Permission.ADJUSTMENTS_APPROVE, row.court_id)
    _refuse_unless(session, user, row, "approved")
    _need(note)
    carrier = session.get_one(Fact, row.fact_id)
    last = Fact(
        court_id=carrier.court_id, key=carrier.key, kind=carrier.kind, day=carrier.day, fields=carrier.fields,
        subject_kind=carrier.subject_kind, subject_id=carrier.subject_id, evidence=carrier.evidence, withdrawn=True,
        revision=carrier.revision + 1, supersedes_id=carrier.id, reason=note.strip()[:200],
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    session.add(last)
    row.state, row.note = "withdrawn", note.strip()
    session.flush()
    taken_back = ledger.reverse(session, ledger.standing(session, [carrier.id]), note.strip()[:200], actor.user_id)
    booked = _book_again(session, ground_of(session, row.period), row, actor.user_id)
    booked.reversed += taken_back
    _audit(session, Permission.ADJUSTMENTS_APPROVE, actor, row)
    return booked


def _book_again(session: Session, ground: Ground, row: Adjustment, user_id: int | None) -> Booked:
    """The fact that is replaced, or is no longer."""
    if row.replaces is None:
        return Booked()
    reason = f"{ADJUSTMENT_KIND}-{row.id}"
    return book(session, ground.directory, [row.replaces], reason=reason, user_id=user_id, periods=[ground.period])


def _refuse_unless(session: Session, user: User | None, row: Adjustment, state: str) -> None:
    """In this state, in an open period that stays open until the transaction ends, and by another than proposed it."""
    hold_open(session, load_directory(session), [row.court_id])
    hold(session, row)
    if row.state != state:
        raise ProblemError([Problem("adjust-state")])
    problems = _closed(row.period)
    if user is not None and user.id == row.proposed_by_id:
        problems.append(Problem("adjust-two-pairs"))
    if user is not None and _own(session, user, row):
        problems.append(Problem("adjust-own-scorecard"))
    if problems:
        raise ProblemError(problems)


def _own(session: Session, user: User, row: Adjustment) -> bool:
    """Whether it is about the user's own card, or that of a team or division that the user was in during the period."""
    if user.person_id is None:
        return False
    if row.subject_kind == "person":
        return row.subject_id == user.person_id
    stays = select(Membership.id).where(
        Membership.person_id == user.person_id, Membership.since <= row.period.ends,
        or_(Membership.until.is_(None), Membership.until >= row.period.starts),
    )  # fmt: skip
    if row.subject_kind == "team":
        stays = stays.where(Membership.team_id == row.subject_id)
    elif row.subject_kind == "division":
        teams = select(Team.id).where(Team.division_id == row.subject_id)
        stays = stays.where(or_(Membership.division_id == row.subject_id, Membership.team_id.in_(teams)))
    else:
        return False  # a court's card is everybody's
    return session.scalars(stays.limit(1)).first() is not None


def _closed(period: AppraisalPeriod) -> list[Problem]:
    return [] if period.state == "open" else [Problem("adjust-closed", {"period": str(period)})]


def _need(note: str) -> None:
    if not note.strip():
        raise ProblemError([Problem("adjust-reason")])


def proposal_problems(session: Session, ground: Ground, proposal: Proposal) -> list[Problem]:
    """All that is wrong with a proposal, whether the period is open or not."""
    compiled, period = ground.compiled, str(ground.period)
    found = []
    item = next((item for item in compiled.items if item.rule.id == proposal.rule), None)
    name = next((name for name, key in ground.keys.items() if key == proposal.subject), None)
    if item is None:
        found.append(Problem("adjust-rule", {"rule": proposal.rule, "period": period}))
    if name is None:
        found.append(Problem("adjust-subject", {"period": period}))
    if item is not None and name is not None and not _applies(compiled, ground, item.rule.title, name):
        found.append(Problem("adjust-applies", {"rule": item.rule.title, "subject": name}))
    found += _number_problems(compiled, proposal)
    if not proposal.reason.strip():
        found.append(Problem("adjust-reason"))
    if not proposal.evidence.strip():
        found.append(Problem("adjust-evidence"))
    if proposal.replaces is not None and item is not None:
        found += _replacing(session, ground, proposal, proposal.replaces, item.rule.title)
    return found


def _number_problems(compiled: Compiled, proposal: Proposal) -> list[Problem]:
    if too_much := number_problem(proposal.points):
        return [too_much]
    if abs(proposal.points) >= ledger.LARGEST:
        return [Problem("adjust-too-large", {"limit": plain_text(ledger.LARGEST)})]
    if compiled.rounding.apply(proposal.points) != proposal.points:
        values = {"points": plain_text(proposal.points), "to": plain_text(compiled.scheme.rounding.to)}
        return [Problem("adjust-rounding", values)]
    if not proposal.points and proposal.replaces is None:
        return [Problem("adjust-nothing")]
    return []


def _applies(compiled: Compiled, ground: Ground, title: str, name: str) -> bool:
    classes = next(subject.classes for subject in ground.subjects if subject.name == name)
    condition = Book(compiled).on(ground.when.end).bind(compiled.quantities[title].applies)
    return holds(condition, dict(classes))


def _replacing(session: Session, ground: Ground, proposal: Proposal, fact: Fact, title: str) -> list[Problem]:
    """The fact has a posting of the subject under the rule that stands, and no other adjustment in its place."""
    values = {"fact": fact.key, "rule": title}
    pending = select(Adjustment.id).where(
        Adjustment.replaces_id == fact.id,
        Adjustment.rule == proposal.rule,
        Adjustment.period_id == ground.period.id,
        Adjustment.state.in_(("proposed", "approved")),
    )
    if session.scalars(pending).first() is not None:
        return [Problem("adjust-twice", values)]
    if not any(_of(posting, ground, proposal) for posting in ledger.standing(session, [fact.id])):
        return [Problem("adjust-no-posting", values)]
    return []


def _of(posting: Posting, ground: Ground, proposal: Proposal) -> bool:
    subject = (posting.subject_kind, posting.subject_id)
    return (posting.period_id, posting.rule, subject) == (ground.period.id, proposal.rule, tuple(proposal.subject))


def _audit(session: Session, right: Permission, actor: audit.Actor, row: Adjustment) -> None:
    details = {
        "state": row.state, "rule": row.rule, "points": plain_text(row.points), "subject": row.subject_id,
        "subject_kind": row.subject_kind, "reason": row.reason, "note": row.note,
    }  # fmt: skip
    audit.append(session, right.value, actor, Target("adjustment", row.id), details)
