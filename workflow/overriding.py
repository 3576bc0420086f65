"""单独评分: the score of one indicator decided by people, where the scheme allows it (延边 附件1 五、其他).

Applied for with reason and evidence, verified, decided: three acts by different hands. Only a decided one counts; the
scorecard then shows it beside what the formula gives. Points of items are put right by an adjustment instead
(:mod:`workflow.adjusting`), those of a ladder's step by overturning the finding that it follows from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, OverrideDecision, User
from records.queries.directory import SubjectKey
from records.types import now, number_problem
from rules.exact import plain_text
from rules.problem import N_, Problem, ProblemError, register
from scoring.engine import score
from scoring.inputs import Override
from workflow.acting import allowed
from workflow.inputs import Ground, ground_of, inputs_of
from workflow.permissions import Permission

register(
    {
        "override-closed": N_("考核周期「{period}」已关账，不能再办单独评分；确有必要的，请先「重新开放」这个周期"),
        "override-not-allowed": N_("「{scheme}」没有规定单独评分，不能申请"),
        "override-rule": N_("只能对指标单独评分，「{rule}」不是「{scheme}」的指标"),
        "override-subject": N_("选定的对象不在「{period}」的考核范围内"),
        "override-rounding": N_("分值 {points} 的位数比办法规定的取整更细；请按 {to} 取整后填写"),
        "override-reason": N_("请写明理由"),
        "override-evidence": N_("请写明依据（文件、会议纪要或材料的名称）"),
        "override-pending": N_("「{subject}」的「{rule}」已有一件待办或已生效的单独评分；请先退回或撤回那一件"),
        "override-state": N_("这件单独评分已经办理过，现在不能再办；请刷新页面看最新的状态"),
        "override-hands": N_("申请、核实、决定须由三个不同的人办理，您已办过其中一步"),
    }
)
_BEFORE = {"verify": "applied", "decide": "verified"}
_AFTER = {"verify": "verified", "decide": "decided"}
_RIGHTS = {
    "apply": Permission.OVERRIDES_APPLY,
    "verify": Permission.OVERRIDES_VERIFY,
    "decide": Permission.OVERRIDES_DECIDE,
}
_WHY = N_("{reason}（依据：{evidence}）")
_STANDING = ("applied", "verified", "decided")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which indicator of whom is to count how much, and why."""

    subject: SubjectKey
    rule: str
    points: Fraction
    reason: str
    evidence: str


def apply_for(session: Session, user: User | None, period: AppraisalPeriod, wish: Wish) -> OverrideDecision:
    """Put it to those who verify and decide; all that is wrong is raised at once, nothing counts yet."""
    actor = allowed(user, _RIGHTS["apply"], period.court_id)
    hold(session, period)  # two who apply at one moment: the second sees the first
    problems = [*_closed(period), *_problems(session, ground_of(session, period), wish)]
    if problems:
        raise ProblemError(problems)
    row = OverrideDecision(
        court_id=period.court_id, period_id=period.id, subject_kind=wish.subject.kind, subject_id=wish.subject.id,
        rule=wish.rule, points=wish.points, applied_by_id=actor.user_id,
        reason=str(_WHY.filled(reason=wish.reason.strip(), evidence=wish.evidence.strip())),
    )  # fmt: skip
    session.add(row)
    session.flush()
    _audit(session, "apply", actor, row)
    return row


def verify(session: Session, user: User | None, row: OverrideDecision) -> None:
    """Say that what the application rests on is so."""
    _step(session, user, row, "verify")


def decide(session: Session, user: User | None, row: OverrideDecision) -> None:
    """Let it count from now on."""
    _step(session, user, row, "decide")


def refuse(session: Session, user: User | None, row: OverrideDecision, note: str) -> None:
    """Say no at either step, or take a decided one back: the formula's score counts again. The reason is kept."""
    act = "verify" if row.state == "applied" else "decide"
    actor = allowed(user, _RIGHTS[act], row.court_id)
    _hold(session, row)
    if row.state not in _STANDING:
        raise ProblemError([Problem("override-state")])
    problems = [*_closed(row.period), *_hands(user, row, act)]
    if not note.strip():
        problems.append(Problem("override-reason"))
    if problems:
        raise ProblemError(problems)
    row.state = "refused"
    row.reason = str(N_("{reason}；未采用：{note}").filled(reason=row.reason, note=note.strip()))
    session.flush()
    _audit(session, act, actor, row, note.strip())


def hands_of(row: OverrideDecision) -> tuple[int | None, int | None, int | None]:
    """Keys of the users who applied, verified and decided."""
    return row.applied_by_id, row.verified_by_id, row.decided_by_id


def _step(session: Session, user: User | None, row: OverrideDecision, act: str) -> None:
    actor = allowed(user, _RIGHTS[act], row.court_id)
    _hold(session, row)
    if row.state != _BEFORE[act]:
        raise ProblemError([Problem("override-state")])
    if problems := [*_closed(row.period), *_hands(user, row, act)]:
        raise ProblemError(problems)
    if act == "verify":
        row.verified_by_id, row.verified_at = actor.user_id, now()
    else:
        row.decided_by_id, row.decided_at = actor.user_id, now()
    row.state = _AFTER[act]
    session.flush()
    _audit(session, act, actor, row)


def _hold(session: Session, row: OverrideDecision) -> None:
    """The period stays as it is until the transaction ends, and so does the row."""
    hold(session, row.period, shared=True)
    hold(session, row)


def _hands(user: User | None, row: OverrideDecision, act: str) -> Iterator[Problem]:
    """Whoever did an earlier step does not do this one; who decided may take the decision back."""
    applicant, verifier, _decider = hands_of(row)
    earlier = (applicant,) if act == "verify" else (applicant, verifier)
    if user is not None and user.id in earlier:
        yield Problem("override-hands")


def _closed(period: AppraisalPeriod) -> list[Problem]:
    return [] if period.state == "open" else [Problem("override-closed", {"period": str(period)})]


def _problems(session: Session, ground: Ground, wish: Wish) -> list[Problem]:
    compiled, found = ground.compiled, list[Problem]()
    scheme = compiled.scheme
    if scheme.overrides.allowed == "none":
        return [Problem("override-not-allowed", {"scheme": scheme.title})]
    title = next((rule.title for rule in scheme.indicators if rule.id == wish.rule), None)
    name = next((name for name, key in ground.keys.items() if key == wish.subject), None)
    if title is None:
        found.append(Problem("override-rule", {"rule": wish.rule, "scheme": scheme.title}))
    if name is None:
        found.append(Problem("override-subject", {"period": str(ground.period)}))
    if too_much := number_problem(wish.points):
        found.append(too_much)
    elif compiled.rounding.apply(wish.points) != wish.points:
        values = {"points": plain_text(wish.points), "to": plain_text(scheme.rounding.to)}
        found.append(Problem("override-rounding", values))
    found += [Problem(f"override-{key}") for key in ("reason", "evidence") if not getattr(wish, key).strip()]
    if title is None or name is None:
        return found
    same = select(OverrideDecision.id).where(
        OverrideDecision.period_id == ground.period.id, OverrideDecision.rule == wish.rule,
        OverrideDecision.subject_kind == wish.subject.kind, OverrideDecision.subject_id == wish.subject.id,
        OverrideDecision.state.in_(_STANDING),
    )  # fmt: skip
    if session.scalars(same).first() is not None:
        found.append(Problem("override-pending", {"subject": name, "rule": title}))
    return found or _unscored(session, ground, name, wish)


def _unscored(session: Session, ground: Ground, name: str, wish: Wish) -> list[Problem]:
    """What scoring says of it: out of the indicator's range, or not for this subject."""
    given = inputs_of(session, ground)
    tried = Override(name, wish.rule, wish.points, wish.reason)
    result = score(ground.compiled, replace(given, overrides=(*given.overrides, tried)), explain=False)
    return [problem for problem in result.problems if problem.code.startswith("score-override")]


def _audit(session: Session, act: str, actor: audit.Actor, row: OverrideDecision, note: str = "") -> None:
    details = {
        "state": row.state, "rule": row.rule, "points": plain_text(row.points), "subject": row.subject_id,
        "subject_kind": row.subject_kind, "reason": row.reason, "note": note,
    }  # fmt: skip
    audit.append(session, _RIGHTS[act].value, actor, Target("override", row.id), details)
