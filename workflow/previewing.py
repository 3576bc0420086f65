"""What an import would do, told in numbers while it is done and not yet kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records.models import AppraisalPeriod, Fact, Figure, Posting
from workflow.importing import Imported
from workflow.names import subject_names

SHOWN = 200  # rows of a list on the page; the numbers above it are of all


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far the ledger reached before."""

    posting: int

    @classmethod
    def of(cls, session: Session) -> Watermark:
        """Now."""
        return cls(session.scalar(select(func.max(Posting.id))) or 0)


@dataclass(frozen=True, slots=True)
class Gain:
    """Points that a subject would gain or lose in a period, and by how many lines of the ledger."""

    period: str
    subject: str
    lines: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that would be corrected."""

    subject: str
    period: str
    name: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Preview:
    """All of it. ``kinds`` are facts by kind; ``issued`` cards; lists hold at most ``SHOWN`` rows."""

    kinds: tuple[tuple[str, int], ...]
    facts: int
    figures: int
    corrected: int
    unchanged: int
    cases: int
    issued: int
    lines: int
    subjects: int
    gains: tuple[Gain, ...]
    changes: tuple[Change, ...]


def preview_of(session: Session, found: Imported, before: Watermark) -> Preview:
    """Read what was just written, before it is rolled back."""
    session.flush()
    ids = [row.id for row in found.imports]
    names = subject_names(session)
    kinds = select(Fact.kind, func.count(Fact.id)).where(Fact.import_id.in_(ids)).group_by(Fact.kind)
    gains = _gains(session, names, before)
    return Preview(
        kinds=tuple((kind, count) for kind, count in session.execute(kinds.order_by(Fact.kind))),
        facts=found.facts, figures=found.figures, corrected=found.corrected, unchanged=found.unchanged,
        cases=found.cases, issued=found.issued, lines=sum(gain.lines for gain in gains),
        subjects=len({gain.subject for gain in gains}), gains=tuple(gains[:SHOWN]),
        changes=tuple(_changes(session, names, ids)),
    )  # fmt: skip


def _gains(session: Session, names: Mapping[tuple[str, int], str], before: Watermark) -> list[Gain]:
    """By period and subject, reversals of later facts on the same ladders included; who gains most comes first."""
    query = (
        select(
            AppraisalPeriod, Posting.subject_kind, Posting.subject_id, func.count(Posting.id), func.sum(Posting.amount)
        )
        .join(AppraisalPeriod, AppraisalPeriod.id == Posting.period_id)
        .where(Posting.id > before.posting)
        .group_by(AppraisalPeriod.id, Posting.subject_kind, Posting.subject_id)
    )
    found = [
        Gain(str(period), names.get((kind, id_), ""), lines, points)
        for period, kind, id_, lines, points in session.execute(query)
    ]
    return sorted(found, key=lambda gain: (gain.period, -gain.points, gain.subject))


def _changes(session: Session, names: Mapping[tuple[str, int], str], ids: list[int]) -> list[Change]:
    old = aliased(Figure)
    query = (
        select(Figure.subject_kind, Figure.subject_id, Figure.period, Figure.name, old.value, Figure.value)
        .join(old, old.id == Figure.supersedes_id)
        .where(Figure.import_id.in_(ids), old.withdrawn.is_(False))
        .order_by(Figure.period, Figure.name, Figure.subject_id)
        .limit(SHOWN)
    )
    return [
        Change(names.get((kind, id_), ""), period, name, before, after)
        for kind, id_, period, name, before, after in session.execute(query)
    ]
