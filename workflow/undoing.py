"""Undo of a whole import: its facts are withdrawn and their postings reversed, its figures go back to what they were,
and what had followed from its facts (a late fact of a card, what the committee decided) goes with them.

Nothing is struck out: the import stays, with who undid it and why. Cases that it was the first to name stay too.
Afterwards the same file, mended or not, may come in again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records import audit, ledger
from records.audit import Target
from records.locking import hold
from records.models import Adjustment, AppraisalPeriod, Fact, Figure, Import, User
from records.queries.directory import Directory, load_directory
from records.queries.facts import current_facts
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.booking import Booked, book, closed_on, hold_open, periods_of
from workflow.facts import take_back_followers
from workflow.permissions import Permission
from workflow.versions import compiled_of
from workflow.wording import IMPORT_STATES

register(
    {
        "undo-state": N_("导入「{name}」现在是「{state}」，没有可以撤销的内容"),
        "undo-reason": N_("撤销导入「{name}」要写明理由"),
        "undo-closed": N_("导入的 {count} 条数据属于已关账的考核周期「{period}」；请先重新开放这个周期，再撤销导入"),
        "undo-adjusted": N_("事实「{fact}」的得分已由人工调整代替；请先撤回那条调整，再撤销导入"),
    }
)


@dataclass(slots=True)
class Undo:
    """What is undone, or would be. ``lines`` are the postings that stand now; ``corrected`` facts were changed by hand
    since.
    """

    facts: list[Fact] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    lines: int = 0
    subjects: int = 0
    corrected: int = 0
    problems: list[Problem] = field(default_factory=list)


def undo_of(session: Session, row: Import) -> Undo:
    """What undoing would do, in numbers, and what forbids it."""
    if row.state != "done":
        values = {"name": row.name, "state": IMPORT_STATES[row.state]}
        return Undo(problems=[Problem("undo-state", values)])
    directory = load_directory(session)
    found = Undo(_facts(session, row), _figures(session, row))
    standing = ledger.standing(session, [fact.id for fact in found.facts])
    found.lines = len(standing)
    of_facts = {(fact.subject_kind, fact.subject_id) for fact in found.facts}
    found.subjects = len(of_facts | {(figure.subject_kind, figure.subject_id) for figure in found.figures})
    found.corrected = sum(fact.import_id != row.id for fact in found.facts)
    found.problems = [*_closed(session, directory, found), *_adjusted(session, found.facts)]
    return found


def undo_import(session: Session, user: User | None, row: Import, reason: str) -> tuple[Undo, Booked]:
    """Undo it, all or nothing; what is wrong is raised at once."""
    actor = allowed(user, Permission.IMPORTS_RUN, row.court_id)
    allowed(user, Permission.LEDGER_CORRECT, row.court_id)
    directory = load_directory(session)
    hold_open(session, directory, [row.court_id])
    hold(session, row)
    found = undo_of(session, row)
    if not reason.strip():
        found.problems.append(Problem("undo-reason", {"name": row.name}))
    if found.problems:
        raise ProblemError(found.problems)
    why = reason.strip()[:200]
    row.state, row.undone_at, row.undone_by_id, row.undo_reason = "undone", now(), actor.user_id, why
    session.add_all(_withdrawn(fact, row, why, actor.user_id) for fact in found.facts)
    session.flush()
    undone = set(session.scalars(select(Import.id).where(Import.state == "undone")))
    for figure in found.figures:
        session.add(_back(session, figure, undone, why, actor.user_id))
    session.flush()
    booked = book(session, directory, [], replaced=found.facts, reason=why, user_id=actor.user_id)
    take_back_followers(session, actor, directory, [row.court_id], booked)
    details = {
        "undone": row.name, "sha256": row.sha256, "reason": why, "facts": len(found.facts),
        "figures": len(found.figures), "reversed": booked.reversed, "withdrawn_cards": booked.withdrawn,
    }  # fmt: skip
    audit.append(session, Permission.IMPORTS_RUN.value, actor, Target("import", row.id), details)
    return found, booked


def _facts(session: Session, row: Import) -> list[Fact]:
    """The revisions in force of the facts that the import brought, corrected by hand or not."""
    brought = aliased(Fact)
    query = current_facts().where(
        select(brought.id)
        .where(brought.import_id == row.id, brought.key == Fact.key, brought.court_id == Fact.court_id)
        .exists()
    )
    return list(session.scalars(query.order_by(Fact.day, Fact.key)))


def _figures(session: Session, row: Import) -> list[Figure]:
    """The import's figures that are in force; what superseded them stays."""
    later = aliased(Figure)
    superseded = select(later.id).where(later.supersedes_id == Figure.id).exists()
    query = select(Figure).where(Figure.import_id == row.id, ~superseded, Figure.withdrawn.is_(False))
    return list(session.scalars(query.order_by(Figure.id)))


def _withdrawn(fact: Fact, row: Import, reason: str, user_id: int | None) -> Fact:
    """The last revision of a fact. It names the import, whose undoing frees the key for another file."""
    return Fact(
        court_id=fact.court_id, key=fact.key, kind=fact.kind, day=fact.day, subject_kind=fact.subject_kind,
        subject_id=fact.subject_id, fields=fact.fields, case_id=fact.case_id, evidence=fact.evidence, withdrawn=True,
        revision=fact.revision + 1, supersedes_id=fact.id, reason=reason, import_id=row.id, recorded_by_id=user_id,
    )  # fmt: skip


def _back(session: Session, figure: Figure, undone: Collection[int], reason: str, user_id: int | None) -> Figure:
    """What was in force before, as a new revision; withdrawn where there was nothing."""
    earlier = figure
    while earlier.import_id in undone and earlier.supersedes_id is not None:
        earlier = session.get_one(Figure, earlier.supersedes_id)
    nothing = earlier.withdrawn or earlier.import_id in undone
    return Figure(
        court_id=figure.court_id, subject_kind=figure.subject_kind, subject_id=figure.subject_id, period=figure.period,
        name=figure.name, value=earlier.value, yes_no=earlier.yes_no, revision=figure.revision + 1,
        supersedes_id=figure.id, withdrawn=nothing, reason=reason, recorded_by_id=user_id,
        import_id=figure.import_id if nothing else earlier.import_id,
    )  # fmt: skip


def _closed(session: Session, directory: Directory, found: Undo) -> Iterator[Problem]:
    """Periods that are closed and count what would go."""
    counts: dict[str, int] = {}
    seen: dict[tuple[int, str, date], AppraisalPeriod | None] = {}
    for fact in found.facts:
        place = (fact.court_id, fact.kind, fact.day.replace(day=1))  # periods are whole months
        if place not in seen:
            seen[place] = closed_on(session, directory, fact.court_id, fact.kind, fact.day)
        if (period := seen[place]) is not None:
            counts[str(period)] = counts.get(str(period), 0) + 1
    courts = sorted({figure.court_id for figure in found.figures})
    closed = [one for one in periods_of(session, directory, courts) if one.state != "open"] if courts else []
    for period in closed:
        names = compiled_of(period.version).scheme.figures
        touched = sum(figure.period == period.text and figure.name in names for figure in found.figures)
        if touched:
            counts[str(period)] = counts.get(str(period), 0) + touched
    for name, count in counts.items():
        yield Problem("undo-closed", {"period": name, "count": str(count)})


def _adjusted(session: Session, facts: Collection[Fact]) -> Iterator[Problem]:
    """Facts whose points were decided by hand, or are about to be."""
    keys = {fact.id: fact.key for fact in facts}
    query = select(Adjustment.replaces_id).where(
        Adjustment.replaces_id.is_not(None), Adjustment.state.in_(("proposed", "approved"))
    )
    for fact_id in session.scalars(query):
        if fact_id in keys:
            yield Problem("undo-adjusted", {"fact": keys[fact_id]})


def counts_of(session: Session, row: Import) -> tuple[int, int]:
    """How many facts and figures an import brought."""
    facts = select(func.count(Fact.id)).where(Fact.import_id == row.id, Fact.withdrawn.is_(False))
    figures = select(func.count(Figure.id)).where(Figure.import_id == row.id, Figure.withdrawn.is_(False))
    return session.scalar(facts) or 0, session.scalar(figures) or 0
