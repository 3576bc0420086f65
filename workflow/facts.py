"""Acts on facts: record, record many, correct, withdraw. Each writes the fact, its points and cards in one transaction.

The session's owner commits. A problem is raised as :class:`ProblemError` before anything is written; a fact that live
scoring must set aside is recorded all the same and shows in the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import Adjustment, AppraisalPeriod, Fact, Import, User
from records.queries.directory import Directory, load_directory
from records.queries.facts import current_facts
from records.queries.values import fields_to_stored
from rules.compiled import ADJUSTMENT_KIND
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.booking import BATCH, Booked, book, closed_on, hold_open
from workflow.fact_checks import Draft, DraftCheck, twice
from workflow.following import end_votes, follower
from workflow.inputs import courts_of, ground_of
from workflow.permissions import Permission

register(
    {
        "fact-superseded": N_("事实「{fact}」已被更正或撤销，请打开最新的一版"),
        "fact-at-once": N_("另一个人正在登记或更正同一事实（「{fact}」等 {count} 条），请稍后再试"),
        "fact-reason": N_("更正或撤销事实「{fact}」要写明理由"),
        "fact-adjusted": N_("事实「{fact}」的得分已由人工调整代替，请先撤回那条调整"),
        "fact-is-adjustment": N_("「{fact}」是一条人工调整，请在「调整」里撤回"),
    }
)
__all__ = [
    "Draft",
    "Recorded",
    "correct_fact",
    "fact_problems",
    "record_fact",
    "record_facts",
    "rescore",
    "withdraw_fact",
]
_Keyed = dict[tuple[int, str], Fact]  # by court and key


@dataclass(slots=True)
class Recorded:
    """The rows now in force (in the order of the drafts), how many were there already, and what was booked."""

    rows: list[Fact] = field(default_factory=list)
    unchanged: int = 0
    booked: Booked = field(default_factory=Booked)

    @property
    def problems(self) -> list[Problem]:
        """Warnings for the user: facts set aside, facts that count for nobody."""
        return self.booked.problems


def record_fact(session: Session, user: User | None, draft: Draft) -> Recorded:
    """Record one fact. The same again changes nothing; the same key with other content is refused."""
    return record_facts(session, user, [draft])


def record_facts(
    session: Session,
    user: User | None,
    drafts: Sequence[Draft],
    progress: Callable[[int], None] = lambda _: None,
) -> Recorded:
    """Record many, all or none: every problem of every draft is raised before the first is written.

    ``progress`` hears how many are done, after each batch of 2,000.
    """
    courts = sorted({draft.court_id for draft in drafts})
    actor = allowed(user, Permission.FACTS_RECORD, courts[0] if len(courts) == 1 else None)
    directory = load_directory(session)
    hold_open(session, directory, courts)
    known, freed = _known(session, drafts)
    _refuse([*twice(drafts), *DraftCheck(session, directory).problems(drafts, known)])
    recorded = Recorded()
    source = iter(drafts)
    done = 0
    while batch := list(islice(source, BATCH)):
        new = [
            _row(draft, actor.user_id, freed.get(place))
            for draft in batch
            if (place := (draft.court_id, draft.key)) not in known
        ]
        _append(session, new)
        made = {(row.court_id, row.key): row for row in new}
        recorded.rows += [made.get(place) or known[place] for place in ((each.court_id, each.key) for each in batch)]
        recorded.unchanged += len(batch) - len(new)
        if new:
            _add(recorded.booked, book(session, directory, new, user_id=actor.user_id))
        done += len(batch)
        progress(done)
    if recorded.unchanged < len(drafts):
        details: dict[str, object] = {"recorded": len(drafts) - recorded.unchanged, **_details(recorded.booked)}
        if len(drafts) == 1:
            details["key"] = drafts[0].key
        target = Target("fact", recorded.rows[0].id if len(drafts) == 1 else None)
        audit.append(session, Permission.FACTS_RECORD.value, actor, target, details)
        if recorded.booked.withdrawn or recorded.booked.issued:
            take_back_followers(session, actor, directory, courts, recorded.booked)
    return recorded


def fact_problems(session: Session, directory: Directory, drafts: Sequence[Draft]) -> list[Problem]:
    """All that forbids recording these facts; asked by :func:`record_facts`, and by an import before it writes."""
    return [*twice(drafts), *DraftCheck(session, directory).problems(drafts, _known(session, drafts)[0])]


def correct_fact(session: Session, user: User | None, old: Fact, draft: Draft, reason: str) -> Recorded:
    """Put a new revision in a fact's place: its postings are reversed, the new ones posted. The key stays."""
    actor = allowed(user, Permission.LEDGER_CORRECT, old.court_id)
    draft = replace(draft, court_id=old.court_id, key=old.key)
    directory = load_directory(session)
    hold_open(session, directory, [old.court_id])
    problems = _standing_problems(session, directory, old, reason)
    _refuse([*problems, *DraftCheck(session, directory).problems([draft], {})])
    new = _row(draft, actor.user_id)
    return _supersede(session, actor, directory, old, new, reason)


def withdraw_fact(session: Session, user: User | None, old: Fact, reason: str) -> Recorded:
    """Take a fact back: a last revision that counts no longer."""
    actor = allowed(user, Permission.LEDGER_CORRECT, old.court_id)
    directory = load_directory(session)
    hold_open(session, directory, [old.court_id])
    _refuse(_standing_problems(session, directory, old, reason))
    return _supersede(session, actor, directory, old, _gone(old, actor.user_id), reason)


def rescore(session: Session, user: User | None, period: AppraisalPeriod) -> Booked:
    """Score all facts of an open period live once more: after moves were entered late, or a quarantine."""
    actor = allowed(user, Permission.LEDGER_CORRECT, period.court_id)
    ground = ground_of(session, period)
    query = current_facts().where(
        Fact.day.between(period.starts, period.ends),
        Fact.kind.in_(list(ground.compiled.facts)),
        Fact.court_id.in_(courts_of(ground)),
    )
    rows = list(session.scalars(query.order_by(Fact.day, Fact.key)))
    reason = "重新计分"
    booked = book(session, ground.directory, rows, reason=reason, user_id=actor.user_id, periods=[period])
    details = {"facts": len(rows), **_details(booked)}
    audit.append(session, Permission.LEDGER_CORRECT.value, actor, Target("period", period.id), details)
    return booked


def _supersede(
    session: Session, actor: audit.Actor, directory: Directory, old: Fact, new: Fact, reason: str
) -> Recorded:
    new.revision, new.supersedes_id, new.reason = old.revision + 1, old.id, reason.strip()
    _append(session, [new])
    current = [] if new.withdrawn else [new]
    booked = book(session, directory, current, replaced=[old], reason=new.reason, user_id=actor.user_id)
    details = {"key": new.key, "supersedes": old.id, "withdrawn": new.withdrawn, "reason": new.reason}
    audit.append(session, Permission.LEDGER_CORRECT.value, actor, Target("fact", new.id), details | _details(booked))
    if new.withdrawn or booked.withdrawn or booked.issued:
        take_back_followers(session, actor, directory, {old.court_id}, booked)
    return Recorded([new], 0, booked)


def take_back_followers(
    session: Session, actor: audit.Actor, directory: Directory, courts: Collection[int], booked: Booked
) -> None:
    """Withdraw what stood only because of facts or cards that are no more (:mod:`workflow.following`); whatever takes
    facts back calls it after booking. Adds to ``booked``.
    """
    end_votes(session, courts)
    while (found := follower(session, courts)) is not None:
        late, reason = found[0], found[1][:200]
        _refuse(_standing_problems(session, directory, late, reason))
        _add(booked, _supersede(session, actor, directory, late, _gone(late, actor.user_id), reason).booked)


def _gone(old: Fact, user_id: int | None) -> Fact:
    """The last revision of a fact, which counts no longer."""
    return Fact(
        court_id=old.court_id, key=old.key, kind=old.kind, day=old.day, subject_kind=old.subject_kind,
        subject_id=old.subject_id, fields=old.fields, case_id=old.case_id, evidence=old.evidence, withdrawn=True,
        recorded_by_id=user_id,
    )  # fmt: skip


def _append(session: Session, rows: Sequence[Fact]) -> None:
    """Give the rows their keys. Two people at once collide here, and the later one fails whole."""
    try:
        session.add_all(rows)
        session.flush()
    except IntegrityError as error:
        raise ProblemError([Problem("fact-at-once", {"fact": rows[0].key, "count": str(len(rows))})]) from error


def _row(draft: Draft, user_id: int | None, old: Fact | None = None) -> Fact:
    return Fact(
        revision=old.revision + 1 if old else 1, supersedes_id=old.id if old else None,
        court_id=draft.court_id, key=draft.key, kind=draft.kind, day=draft.day, subject_kind=draft.subject.kind,
        subject_id=draft.subject.id, fields=fields_to_stored(draft.fields), case_id=draft.case_id,
        evidence=draft.evidence, import_id=draft.import_id, recorded_by_id=user_id,
    )  # fmt: skip


def _known(session: Session, drafts: Sequence[Draft]) -> tuple[_Keyed, _Keyed]:
    """Facts in force under the drafts' keys, and those that went with an import that was undone.

    A fact that was withdrawn by hand is among the first: its key is spent. What an undone import leaves is free again.
    """
    found: _Keyed = {}
    for court_id in {draft.court_id for draft in drafts}:
        keys = iter(sorted({draft.key for draft in drafts if draft.court_id == court_id}))
        while some := list(islice(keys, 500)):
            last = (
                select(Fact.key, func.max(Fact.revision).label("revision"))
                .where(Fact.court_id == court_id, Fact.key.in_(some))
                .group_by(Fact.key)
                .subquery()
            )
            query = select(Fact).join(last, (last.c.key == Fact.key) & (last.c.revision == Fact.revision))
            found.update(
                {(row.court_id, row.key): row for row in session.scalars(query.where(Fact.court_id == court_id))}
            )
    gone = {row.import_id for row in found.values() if row.withdrawn and row.import_id is not None}
    undone = set(session.scalars(select(Import.id).where(Import.id.in_(gone), Import.state == "undone")))
    freed = {place: row for place, row in found.items() if row.withdrawn and row.import_id in undone}
    return {place: row for place, row in found.items() if place not in freed}, freed


def _standing_problems(session: Session, directory: Directory, old: Fact, reason: str) -> list[Problem]:
    """Whether a fact may be superseded: it is the last revision, its period is open, and there is a reason."""
    found = []
    if old.withdrawn or session.scalar(select(func.count(Fact.id)).where(Fact.supersedes_id == old.id)):
        found.append(Problem("fact-superseded", {"fact": old.key}))
    if not reason.strip():
        found.append(Problem("fact-reason", {"fact": old.key}))
    if old.kind == ADJUSTMENT_KIND:
        found.append(Problem("fact-is-adjustment", {"fact": old.key}))
    standing = select(Adjustment.id).where(Adjustment.replaces_id == old.id, Adjustment.state == "approved")
    if session.scalars(standing).first() is not None:
        found.append(Problem("fact-adjusted", {"fact": old.key}))
    closed = closed_on(session, directory, old.court_id, old.kind, old.day)
    if closed is not None:
        values = {"fact": old.key, "day": old.day.isoformat(), "period": str(closed)}
        found.append(Problem("fact-period-closed", values))
    return found


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ProblemError(problems)


def _add(total: Booked, more: Booked) -> None:
    total.posted += more.posted
    total.reversed += more.reversed
    total.issued += more.issued
    total.withdrawn += more.withdrawn
    total.quarantined += more.quarantined
    total.problems += more.problems


def _details(booked: Booked) -> dict[str, object]:
    return {
        "posted": booked.posted, "reversed": booked.reversed, "issued": booked.issued,
        "withdrawn_cards": booked.withdrawn, "quarantined": len(booked.quarantined),
    }  # fmt: skip
