"""Filing an objection: by whom, against what, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target as AuditTarget
from records.locking import hold
from records.models import AppraisalPeriod, Objection, Person, User
from records.queries.directory import SubjectKey
from records.types import number_problem
from rules.problem import N_, Problem, ProblemError, register
from scoring.result import SubjectResult
from workflow import calendar
from workflow.acting import allowed
from workflow.attachments import Kept, attach
from workflow.objections.lines import Line, Target, find
from workflow.objections.people import office_of, tell_of
from workflow.objections.terms import terms_of
from workflow.permissions import Permission, SubjectOf, may
from workflow.standing import Standing, standing_of
from workflow.wording import OBJECTION_STATES, PERIOD_STATES

register(
    {
        "objection-not-public": N_("「{period}」现在是「{state}」，不在公示期内，不能提出异议；只有公示期间可以提出"),
        "objection-early": N_("「{period}」{first} 起公示，到那一天才能提出异议"),
        "objection-late": N_("「{period}」的公示从 {first} 到 {last}（含当日），已经期满，不能再提出异议"),
        "objection-not-yours": N_("只能对本人或本人所在团队、庭室的记分卡提出异议；「{subject}」不是"),
        "objection-not-your-share": N_("只能对自己的分配提出异议；「{member}」的分配由本人提出"),
        "objection-no-line": N_("记分卡上已没有这一行，请回到记分卡重新选择"),
        "objection-expects": N_("请写明您认为应当是什么（应有的分值或内容）"),
        "objection-reason": N_("请写明理由"),
        "objection-too-long": N_("内容过长：每一栏最多 {most} 字"),
        "objection-under-way": N_("对「{title}」的异议正在办理（{state}），不用再提；请看「异议」里的进展"),
        "objection-decided": N_(
            "对「{title}」的异议已经办结（{state}），不能就同一行再提；不服答复的请在期限内申请复核"
        ),
        "objection-filed": N_("「{subject}」对「{title}」提出异议，请在 {due} 前答复"),
    }
)
MOST = 2000
_UNDER_WAY = ("filed", "upheld", "reviewing")
_DECIDED = ("refused", "final", "accepted")


@dataclass(frozen=True, slots=True)
class Told:
    """What the objector says: what should stand there, why, and what shows it."""

    expects: str
    reason: str
    evidence: str = ""


def may_object(account: User, whose: SubjectOf | None, key: SubjectKey | None) -> bool:
    """Those who are appraised on the scorecard or belong to it, the head of its division; a court by its staff and
    leaders.
    """
    if whose is None or key is None or not may(account, Permission.OBJECTIONS_FILE):
        return False
    if key.kind == "court":
        return account.court_id == key.id and account.role in ("staff", "leader")
    if account.role == "head" and account.division_id is not None and account.division_id in whose.division_ids:
        return True
    return account.person_id is not None and account.person_id in whose.person_ids


def closed_to(period: AppraisalPeriod) -> Problem | None:
    """Why no objection can be filed today; ``None`` while the period is public."""
    first, last, day = period.publicised_from, period.publicised_until, calendar.today()
    if period.state != "publicised" or first is None or last is None:
        return Problem("objection-not-public", {"period": str(period), "state": PERIOD_STATES[period.state]})
    values = {"period": str(period), "first": first.isoformat(), "last": last.isoformat()}
    if day < first:
        return Problem("objection-early", values)
    return Problem("objection-late", values) if day > last else None


def line_on(standing: Standing, subject: str, target: Target) -> tuple[SubjectResult, Line] | None:
    """The line on the scorecard as it stands."""
    result = next((one for one in standing.results if one.subject == subject), None)
    line = find(standing.compiled, result, target) if result is not None else None
    return None if result is None or line is None else (result, line)


def file(
    session: Session,
    user: User,
    period: AppraisalPeriod,
    subject: str,
    target: Target,
    told: Told,
    files: Sequence[Kept] = (),
) -> Objection:
    """Object to one line; ``files`` are in the store already. All that is wrong is raised at once."""
    actor = allowed(user, Permission.OBJECTIONS_FILE)
    hold(session, period, shared=True)
    if (closed := closed_to(period)) is not None:
        raise ProblemError([closed])
    standing = standing_of(session, period)
    key = standing.keys.get(subject)
    if key is None or not may_object(user, standing.subjects.get(subject), key):
        raise ProblemError([Problem("objection-not-yours", {"subject": subject})])
    if target.about == "share" and not _own_share(session, user, standing.subjects.get(subject), target):
        raise ProblemError([Problem("objection-not-your-share", {"member": target.member})])
    found = line_on(standing, subject, target)
    problems = _text_problems(told)
    if found is None:
        raise ProblemError([Problem("objection-no-line"), *problems])
    _, line = found
    points = line.points if line.points is None or number_problem(line.points) is None else None
    text = target.key(told.expects + told.reason)
    problems += _again(session, period, key, text, line)
    if problems:
        raise ProblemError(problems)
    terms = terms_of(session, period.court_id)
    due = calendar.load_calendar(session, period.court_id).add_working_days(
        calendar.today(), terms.answer_days, guess=True
    )
    row = Objection(
        court_id=_court_of(key, period), subject_kind=key.kind, subject_id=key.id, period_id=period.id,
        edition=period.edition, line=text, about=target.about, rule=target.rule, member=target.member,
        fact_id=standing.fact_ids.get(target.fact) if target.fact else None, title=str(line.title)[:200],
        points=points, expects=told.expects.strip(), reason=told.reason.strip(), evidence=told.evidence.strip(),
        filed_by_id=user.id, due=due,
    )  # fmt: skip
    session.add(row)
    session.flush()
    attach(session, user, row.court_id, ("objection", row.id), files)
    values = {"subject": subject, "title": row.title, "due": due.isoformat()}
    tell_of(session, office_of(session, period.court_id, terms), Problem("objection-filed", values), row)
    details = {"period": period.id, "edition": row.edition, "subject": subject, "line": text, "due": due.isoformat()}
    audit.append(session, Permission.OBJECTIONS_FILE.value, actor, AuditTarget("objection", row.id), details)
    return row


def _own_share(session: Session, user: User, whose: SubjectOf | None, target: Target) -> bool:
    """A member objects to her own share; the head of the division to any."""
    if whose is None or user.person_id not in whose.person_ids:
        return True
    return (
        user.role == "head" or session.scalar(select(Person.name).where(Person.id == user.person_id)) == target.member
    )


def _court_of(key: SubjectKey, period: AppraisalPeriod) -> int:
    """A court's scorecard belongs to that court, all others to the period's."""
    return key.id if key.kind == "court" else period.court_id


def _text_problems(told: Told) -> list[Problem]:
    found = []
    if not told.expects.strip():
        found.append(Problem("objection-expects"))
    if not told.reason.strip():
        found.append(Problem("objection-reason"))
    if max(len(told.expects), len(told.reason), len(told.evidence)) > MOST:
        found.append(Problem("objection-too-long", {"most": str(MOST)}))
    return found


def _again(session: Session, period: AppraisalPeriod, key: SubjectKey, text: str, line: Line) -> list[Problem]:
    """The same line twice: while it is under way by anybody; once refused, unless other points stand there now."""
    query = select(Objection).where(
        Objection.period_id == period.id,
        Objection.subject_kind == key.kind,
        Objection.subject_id == key.id,
        Objection.line == text,
        Objection.state.in_((*_UNDER_WAY, *_DECIDED)),
    )
    found = []
    for row in session.scalars(query):
        values = {"title": row.title, "state": OBJECTION_STATES[row.state]}
        if row.state in _UNDER_WAY:
            found.append(Problem("objection-under-way", values))
        elif row.points == line.points:
            found.append(Problem("objection-decided", values))
    return found[:1]
