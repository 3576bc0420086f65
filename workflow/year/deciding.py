"""What people decide about a list: who is on the committee, ties, a raised quota, other grades than the rules gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import GradeList, User
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission, may
from workflow.year.lists import Draft, EntryView, draft_of, drafting, needed, note, rule_of

register(
    {
        "grades-committee-size": N_("考核委员会应有 {least} 至 {most} 人，现在选了 {count} 人"),
        "grades-committee-chair": N_("考核委员会由院长主持：请选院长；院长不能主持的，选受委托的副院长并写明理由"),
        "grades-committee-acting": N_("由副院长「{name}」代院长主持的，请写明理由和委托文件"),
        "grades-committee-member": N_("「{names}」不能作委员：须是本院在用的账号，且可以签署名单"),
        "grades-not-member": N_("您不是「{list}」的考核委员会委员，不能作决定"),
        "grades-no-tie": N_("「{level}」在「{group}」没有待定的并列；名单可能已经变了，请重新打开"),
        "grades-tie-who": N_("所选的人不在并列之中：{names}"),
        "grades-tie-many": N_("「{level}」在「{group}」只余 {places} 个名额，选了 {count} 人"),
        "grades-raise-none": N_("办法没有给「{level}」写批准后的比例，不能提高"),
        "grades-raise-document": N_("请写明批准的文号或会议"),
        "grades-raise-done": N_("「{level}」在「{group}」的比例已经登记过批准"),
        "grades-change-who": N_("名单上没有这个人"),
        "grades-change-level": N_("名单上没有「{level}」这个等次"),
        "grades-change-same": N_("「{name}」现在就是这个等次"),
        "grades-change-barred": N_("「{name}」受「{limits}」限制，不得评为「{level}」"),
        "grades-over-quota": N_("「{level}」在「{group}」有 {places} 个名额，已列 {count} 人；请先调出别人"),
    }
)
LEAST, MOST = 5, 9
SIGNERS = ("leader", "committee", "head", "staff")


def candidates(session: Session, row: GradeList) -> list[User]:
    """Who may sit on the committee: log-ins of the court that may sign."""
    query = select(User).where(User.court_id == row.court_id, User.active, User.role.in_(SIGNERS))
    return list(session.scalars(query.order_by(User.role, User.name)))


def compose(
    session: Session,
    user: User,
    row: GradeList,
    chair: int | None,
    members: Iterable[int],
    signing: str,
    acting: tuple[str, str] = ("", ""),
) -> None:
    """Record who decides and signs: five to nine, the president of the court in the chair (as 法官法 has it), or a
    vice-president, of whom ``acting`` says for what reason and by which document.
    """
    actor = allowed(user, Permission.GRADES_MAKE)
    drafting(session, row)
    wanted = sorted({*members, *([] if chair is None else [chair])})
    known = {one.id: one for one in candidates(session, row)}
    problems = []
    if not LEAST <= len(wanted) <= MOST:
        values = {"least": str(LEAST), "most": str(MOST), "count": str(len(wanted))}
        problems.append(Problem("grades-committee-size", values))
    if strange := [str(one) for one in wanted if one not in known]:
        problems.append(Problem("grades-committee-member", {"names": listed(strange)}))
    reason, document = (text.strip() for text in acting)
    position = known[chair].position if chair in known else None
    if position is None:
        problems.append(Problem("grades-committee-chair"))
    elif position != "president" and not (reason and document):
        problems.append(Problem("grades-committee-acting", {"name": known[chair].name if chair in known else ""}))
    if problems:
        raise ProblemError(problems)
    why = "" if position == "president" else f"{reason}（{document}）"
    row.members, row.chair_id = wanted, chair
    row.signing = "all" if signing == "all" else "majority"
    note(session, user, row, "composed", values=[known[one].name for one in wanted], reason=why)
    details = {"members": wanted, "chair": chair, "signing": row.signing, "acting": why}
    audit.append(session, Permission.GRADES_MAKE.value, actor, Target("grade_list", row.id), details)


def as_member(user: User, row: GradeList) -> audit.Actor:
    """The actor, who must be on the list's committee."""
    actor = allowed(user, Permission.GRADES_SIGN)
    if user.id not in row.members or user.court_id != row.court_id:
        raise ProblemError([Problem("grades-not-member", {"list": str(row)})])
    return actor


def decide_tie(
    session: Session, user: User, row: GradeList, level: str, group: str, chosen: Sequence[str], reason: str
) -> None:
    """Say who of a tie gets the places that are left; fewer than the places is allowed, more is not."""
    actor = as_member(user, row)
    drafting(session, row)
    tie = next((one for one in draft_of(session, row).proposal.ties if (one.level, one.group) == (level, group)), None)
    if tie is None:
        raise ProblemError([Problem("grades-no-tie", {"level": _title(row, level), "group": group})])
    if strange := sorted(set(chosen) - set(tie.subjects)):
        raise ProblemError([Problem("grades-tie-who", {"names": listed(strange)})])
    if len(set(chosen)) > tie.places:
        values = {"level": tie.title, "group": group, "places": str(tie.places), "count": str(len(set(chosen)))}
        raise ProblemError([Problem("grades-tie-many", values)])
    note(session, user, row, "tie", level=level, group=group, values=sorted(set(chosen)), reason=needed(reason))
    details = {"tie": [level, group], "chosen": sorted(set(chosen)), "reason": reason.strip()}
    audit.append(session, Permission.GRADES_SIGN.value, actor, Target("grade_list", row.id), details)


def record_raise(
    session: Session, user: User, row: GradeList, level: str, group: str, document: str, reason: str
) -> None:
    """Record that a larger quota was approved, by which document; an empty ``group`` means every group."""
    actor = allowed(user, Permission.GRADES_MAKE)
    drafting(session, row)
    found = next((one for one in rule_of(row).levels if one.level.id == level), None)
    if found is None or found.raised is None:
        raise ProblemError([Problem("grades-raise-none", {"level": _title(row, level)})])
    if not document.strip():
        raise ProblemError([Problem("grades-raise-document")])
    quotas = [one for one in draft_of(session, row).proposal.quotas if one.level == level]
    if all(one.raised for one in quotas if group in ("", one.group)):
        raise ProblemError([Problem("grades-raise-done", {"level": found.level.title, "group": group or "全体"})])
    note(session, user, row, "raised", level=level, group=group, values=[document.strip()], reason=needed(reason))
    details = {"raised": [level, group], "document": document.strip(), "reason": reason.strip()}
    audit.append(session, Permission.GRADES_MAKE.value, actor, Target("grade_list", row.id), details)


def change(session: Session, user: User, row: GradeList, person_id: int, level: str, reason: str) -> None:
    """Give somebody another grade than the rules (``level`` empty: none), with the committee's reason."""
    actor = as_member(user, row)
    drafting(session, row)
    draft = draft_of(session, row)
    entry = next((one for one in draft.entries if one.person_id == person_id), None)
    if entry is None:
        raise ProblemError([Problem("grades-change-who")])
    if level and level not in [one.level.id for one in rule_of(row).levels]:
        raise ProblemError([Problem("grades-change-level", {"level": level})])
    if level == entry.level and entry.settled:
        raise ProblemError([Problem("grades-change-same", {"name": entry.name})])
    _refuse_barred(row, entry, level)
    refuse_over_quota(draft, {**{one.person_id: one.level for one in draft.entries}, person_id: level}, {person_id})
    note(session, user, row, "changed", person_id=person_id, level=level, reason=needed(reason))
    details = {"person": person_id, "from": entry.level, "to": level, "reason": reason.strip()}
    audit.append(session, Permission.GRADES_SIGN.value, actor, Target("grade_list", row.id), details)


def _refuse_barred(row: GradeList, entry: EntryView, level: str) -> None:
    limits = {one.limit.title: one for one in rule_of(row).limits}
    named = [limits[title] for title in entry.barred if title in limits]
    bad = [one.limit.title for one in named if level in one.bars or (one.limit.ungraded and level)]
    if bad:
        values = {"name": entry.name, "limits": listed(bad), "level": _title(row, level)}
        raise ProblemError([Problem("grades-change-barred", values)])


def refuse_over_quota(draft: Draft, levels: dict[int, str], moved: set[int] = frozenset()) -> None:  # type: ignore[assignment]  # nobody moved
    """Refuse grades that take more places than a quota has; who has a place outside it takes none."""
    taken = Counter(
        (levels[one.person_id], one.group)
        for one in draft.entries
        if not (one.outside and one.person_id not in moved and levels[one.person_id] == one.level)
    )
    for quota in draft.proposal.quotas:
        count = taken[quota.level, quota.group]
        if count > quota.places:
            values = {"level": quota.title, "group": quota.group, "places": str(quota.places), "count": str(count)}
            raise ProblemError([Problem("grades-over-quota", values)])


def _title(row: GradeList, level: str) -> str:
    return next((one.level.title for one in rule_of(row).levels if one.level.id == level), level)


def can_decide(user: User, row: GradeList) -> bool:
    """Whether a person sits on the list's committee."""
    return may(user, Permission.GRADES_SIGN) and user.id in row.members and user.court_id == row.court_id
