"""Lists of grades: made from the scorecards of a closed period, read by pages and papers, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import AppraisalPeriod, GradeAct, GradeEntry, GradeList, GradeOpinion, User
from rules.compiled import CompiledGrades
from rules.problem import N_, Problem, ProblemError, register
from scoring import grade_list as proposed
from scoring.grade_list import Ruling
from scoring.grades import propose
from scoring.period import parse_period
from scoring.result import Node, Result
from workflow.acting import allowed
from workflow.closing import scorecards
from workflow.inputs import ground_of
from workflow.permissions import Permission, may
from workflow.stored import node_from_json, outcome_from_json
from workflow.versions import compiled_of

register(
    {
        "grades-none": N_("「{period}」的考核办法没有写等次（grades），不能拟定名单"),
        "grades-period-open": N_("「{period}」还没有关账；关账以后才能拟定等次名单"),
        "grades-made": N_("「{period}」的「{title}」名单已经拟定；要重新拟定，请先撤回现在的名单"),
        "grades-not-draft": N_("「{list}」现在是「{state}」，不能再改；要改请先退回"),
        "grades-stale": N_("「{list}」是按第 {edition} 次关账拟定的，本周期已重新关账；请撤回后重新拟定"),
        "grades-reason": N_("请写明理由"),
        "grades-signed": N_("「{list}」已经签署，不能撤回；确有必要的，请先重新开放考核周期"),
    }
)
STATES: Mapping[str, str] = {
    "draft": N_("拟定中"),
    "signing": N_("签署中"),
    "signed": N_("已签署"),
    "withdrawn": N_("已撤回"),
}


@dataclass(frozen=True, slots=True)
class EntryView:
    """A person on a list. ``level`` is the id of the grade on the list (empty: none), ``proposed`` what the rules gave;
    ``changed_because`` the committee's reason where the two differ. ``entry_id`` is there from signing on.
    """

    person_id: int
    name: str
    group: str
    score: Fraction | None
    place: int | None
    standing: str
    proposed: str
    level: str
    title: str
    outside: bool
    barred: Sequence[str]
    changed_because: str
    reason: Node
    entry_id: int | None = None
    opinion: GradeOpinion | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing about it waits for a person."""
        return self.standing in ("graded", "ungraded") or bool(self.changed_because)


@dataclass(frozen=True, slots=True)
class Draft:
    """A list as it would come out now: what the rules propose under the decisions so far, and everyone on it."""

    proposal: proposed.GradeList
    entries: tuple[EntryView, ...]


def rules_of(period: AppraisalPeriod) -> tuple[CompiledGrades, ...]:
    """The grades and selection lists of the period's scheme."""
    return compiled_of(period.version).grades


def rule_of(row: GradeList) -> CompiledGrades:
    """The rule that a list carries out."""
    return next(one for one in rules_of(row.period) if one.rule.id == row.rule)


def live_list(session: Session, period: AppraisalPeriod, rule: str) -> GradeList | None:
    """The list of a rule that is not withdrawn."""
    query = select(GradeList).where(
        GradeList.period_id == period.id, GradeList.rule == rule, GradeList.state != "withdrawn"
    )
    return session.scalars(query).one_or_none()


def lists_of(session: Session, period: AppraisalPeriod) -> list[GradeList]:
    """The live lists of a period, in the order of its scheme."""
    found = (live_list(session, period, grades.rule.id) for grades in rules_of(period))
    return [row for row in found if row is not None]


def may_read(user: User, row: GradeList) -> bool:
    """Who may see a whole list: those with the right in its court, and its committee."""
    return row.court_id == user.court_id and (may(user, Permission.GRADES_READ) or user.id in row.members)


def make(session: Session, user: User | None, period: AppraisalPeriod, rule: str) -> GradeList:
    """Propose the list of a closed period. One of an earlier closing gives way."""
    actor = allowed(user, Permission.GRADES_MAKE, period.court_id)
    hold(session, period)
    grades = next((one for one in rules_of(period) if one.rule.id == rule), None)
    if grades is None:
        raise ProblemError([Problem("grades-none", {"period": str(period)})])
    if period.state == "open":
        raise ProblemError([Problem("grades-period-open", {"period": str(period)})])
    held = live_list(session, period, rule)
    if held is not None and held.edition == period.edition:
        raise ProblemError([Problem("grades-made", {"period": str(period), "title": grades.rule.title})])
    if held is not None:
        held.state = "withdrawn"
        note(session, user, held, "withdrawn", reason=f"{held.edition} → {period.edition}")
        session.flush()
    row = GradeList(
        court_id=period.court_id, period=period, rule=rule, title=grades.rule.title, edition=period.edition,
        made_by_id=actor.user_id, members=[] if held is None else held.members,
        chair_id=None if held is None else held.chair_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, user, row, "made")
    details = {"period": period.text, "rule": rule, "edition": period.edition}
    audit.append(session, Permission.GRADES_MAKE.value, actor, Target("grade_list", row.id), details)
    return row


def withdraw(session: Session, user: User, row: GradeList, reason: str) -> None:
    """Take a list back that is not signed; it stays in the records."""
    actor = allowed(user, Permission.GRADES_MAKE)
    hold(session, row)
    if row.state == "signed" and row.edition == row.period.edition:
        raise ProblemError([Problem("grades-signed", {"list": str(row)})])
    if row.state == "withdrawn":
        raise ProblemError([wrong_state(row)])
    row.state = "withdrawn"
    note(session, user, row, "withdrawn", reason=needed(reason))
    audit.append(session, Permission.GRADES_MAKE.value, actor, Target("grade_list", row.id), {"withdrawn": reason})


def draft_of(session: Session, row: GradeList) -> Draft:
    """The list as the rules and the decisions so far make it; for a draft, or to compare."""
    period, ground = row.period, ground_of(session, row.period)
    when = parse_period(period.text)
    if when is None:
        raise ValueError(f"unreadable period in the records: {period.text}")
    compiled = ground.compiled
    results = tuple(outcome_from_json(card.result) for card in scorecards(session, period))
    result = Result(compiled.scheme.scheme, compiled.scheme.version, when, results)
    acts = acts_of(session, row)
    stays = ground.directory.stays_in(period.court_id, when)
    proposal = propose(compiled, result, ground.subjects, ruling_of(acts), rule=row.rule, stays=stays)
    changed = {act.person_id: act for act in acts if act.act == "changed"}
    titles = {level.level.id: level.level.title for level in rule_of(row).levels}
    entries = []
    for one in proposal.entries:
        key = ground.keys.get(one.subject)
        if key is not None:
            view = _view(one, key.id)
            act = changed.get(key.id)
            if act is not None:
                view = replace(
                    view, level=act.level, title=titles.get(act.level, ""), changed_because=act.reason,
                    outside=view.outside and act.level == view.proposed,
                )  # fmt: skip
            entries.append(view)
    return Draft(proposal, tuple(entries))


def _view(one: proposed.Graded, person_id: int) -> EntryView:
    level = one.level or ""
    return EntryView(
        person_id, one.subject, one.group, one.score, one.order, one.standing, level, level, one.title, one.outside,
        one.barred, "", one.reason,
    )  # fmt: skip


def entries_of(session: Session, row: GradeList, draft: Draft | None = None) -> tuple[EntryView, ...]:
    """Everyone on a list: as it stands while it is drafted, as it was put to signature from then on. ``draft``: when it
    was made already.
    """
    if row.state == "draft":
        return (draft or draft_of(session, row)).entries
    query = (
        select(GradeEntry, GradeOpinion)
        .outerjoin(GradeOpinion, GradeOpinion.entry_id == GradeEntry.id)
        .where(GradeEntry.list_id == row.id, GradeEntry.round == row.round)
        .order_by(GradeEntry.id)
    )
    return tuple(entry_view(entry, opinion) for entry, opinion in session.execute(query))


def entry_view(entry: GradeEntry, opinion: GradeOpinion | None) -> EntryView:
    """A recorded entry as everyone reads it."""
    return EntryView(
        entry.person_id, entry.person.name, entry.group, entry.score, entry.place, entry.standing, entry.proposed,
        entry.level, entry.title, entry.outside, entry.barred, entry.changed_because, node_from_json(entry.reason),
        entry.id, opinion,
    )  # fmt: skip


def acts_of(session: Session, row: GradeList) -> list[GradeAct]:
    """Everything that was done with a list, in order."""
    return list(session.scalars(select(GradeAct).where(GradeAct.list_id == row.id).order_by(GradeAct.id)))


def ruling_of(acts: Sequence[GradeAct]) -> Ruling:
    """What was decided of ties and quotas; a later decision about the same replaces the earlier."""
    raised = frozenset((act.level, act.group or None) for act in acts if act.act == "raised")
    chosen = {(act.level, act.group): frozenset(act.values) for act in acts if act.act == "tie"}
    return Ruling(raised, chosen)


def note(session: Session, user: User | None, row: GradeList, act: str, **said: object) -> None:
    """Add to what was done with a list."""
    session.add(
        GradeAct(court_id=row.court_id, list_id=row.id, act=act, by_id=None if user is None else user.id, **said)
    )


def needed(reason: str) -> str:
    """The reason, which must be there."""
    if not reason.strip():
        raise ProblemError([Problem("grades-reason")])
    return reason.strip()


def drafting(session: Session, row: GradeList) -> None:
    """Hold the list, and refuse when it is not a draft any more or the period was closed anew."""
    hold(session, row)
    if row.state != "draft":
        raise ProblemError([wrong_state(row)])
    fresh(row)


def fresh(row: GradeList) -> None:
    """Refuse a list of an earlier closing."""
    if row.edition != row.period.edition or row.period.state == "open":
        raise ProblemError([Problem("grades-stale", {"list": str(row), "edition": str(row.edition)})])


def wrong_state(row: GradeList) -> Problem:
    """It is not in the state that the act needs."""
    return Problem("grades-not-draft", {"list": str(row), "state": STATES[row.state]})
