"""What a period is scored from, out of the records: subjects, facts, figures, members, decisions, earlier results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Scorecard
from records.queries.adjustments import approved_adjustments
from records.queries.directory import Directory, SubjectKey, load_directory
from records.queries.facts import stream_facts
from records.queries.figures import current_figures, decided_overrides
from records.queries.values import to_stored
from records.types import canonical_json
from rules.check_names import DAYS_PRESENT
from rules.compiled import Compiled, Formula
from rules.exact import plain_text
from rules.expression import Call, Name, walk
from scoring.constants import Book
from scoring.engine import score
from scoring.inputs import Adjustment, Fact, FigureKey, Inputs, Subject
from scoring.period import PER_YEAR, Period, parse_period
from scoring.result import SubjectResult
from workflow.readings import readings_of
from workflow.stored import value_from_json
from workflow.versions import compiled_of

BACK = 36  # periods that a formula may look back on: three years of months
_LOOKS_BACK = frozenset({"上期", "同期", "累计", "近期平均", "降幅", "增幅"})


@dataclass(frozen=True, slots=True)
class Ground:
    """A period with all that it stands on. ``keys`` lead from a subject's name to its row; ``book`` has the scheme's
    numbers of any day.
    """

    period: AppraisalPeriod
    compiled: Compiled
    directory: Directory
    when: Period
    subjects: tuple[Subject, ...]
    keys: dict[str, SubjectKey]
    book: Book


def ground_of(
    session: Session,
    period: AppraisalPeriod,
    directory: Directory | None = None,
    under: Compiled | None = None,
) -> Ground:
    """Who is appraised in a period. Everyone is read once; pass ``directory`` to read nobody again, and ``under`` to
    ask for another scheme than the period's own.
    """
    compiled = under or compiled_of(period.version)
    known = directory or load_directory(session)
    when = parse_period(period.text)
    if when is None:
        raise ValueError(f"unreadable period in the records: {period.text}")
    kind, named = compiled.scheme.appraises, compiled.scheme.subjects
    subjects = []
    for subject in known.subjects(kind, period.court_id, when):
        if kind == "court" and named and subject.name not in named:
            continue
        entry = named.get(subject.name)
        if entry is not None:
            classes = {**entry.classes, **subject.classes}
            subject = replace(subject, classes=classes, parent=entry.parent or subject.parent)  # noqa: PLW2901
        subjects.append(subject)
    if kind == "person" and _reads(compiled, DAYS_PRESENT):
        subjects = [_present(known, subject, period.court_id, when) for subject in subjects]
    found = {subject.name: known.key(kind, subject.name, period.court_id) for subject in subjects}
    keys = {name: key for name, key in found.items() if key is not None}
    return Ground(period, compiled, known, when, tuple(subjects), keys, Book(compiled))


def _present(directory: Directory, subject: Subject, court_id: int, when: Period) -> Subject:
    """The person with the days of the period spent in the court."""
    key = directory.key("person", subject.name, court_id)
    return subject if key is None else replace(subject, days=directory.days_present(key.id, when))


def _reads(compiled: Compiled, name: str) -> bool:
    """Whether a formula mentions a name."""
    found = (node for formula in _formulas(compiled) for node in walk(formula.tree))
    return any(isinstance(node, Name) and node.name == name for node in found)


def courts_of(ground: Ground) -> frozenset[int]:
    """The courts whose facts count: the appraised ones of a court scheme, else the period's own."""
    if ground.compiled.scheme.appraises == "court":
        return frozenset(key.id for key in ground.keys.values())
    return frozenset({ground.period.court_id})


def inputs_of(session: Session, ground: Ground) -> Inputs:
    """Everything for one period, as recorded now."""
    compiled, when, directory = ground.compiled, ground.when, ground.directory
    kind = compiled.scheme.appraises
    periods = [when.back(steps).text for steps in range(BACK)]
    members = directory.members(kind, ground.period.court_id, when) if kind in ("team", "division") else []
    return Inputs(
        period=when,
        subjects=ground.subjects,
        facts=tuple(_facts(session, ground)),
        figures=current_figures(session, directory, periods, compiled.scheme.figures),
        members=tuple(sorted(members, key=lambda member: (member.of, member.name, sorted(member.classes.items())))),
        overrides=tuple(decided_overrides(session, directory, ground.period.id)),
        adjustments=tuple(_adjustments(session, ground)),
        sealed=_sealed(session, ground),
        readings=tuple(
            readings_of(
                session,
                compiled,
                (ground.period.court_id, when),
                ground.subjects,
                directory,
                lambda period: _as_of_now(session, period, directory),
            )
        ),
    )


def _as_of_now(session: Session, period: AppraisalPeriod, directory: Directory) -> tuple[SubjectResult, ...]:
    """The results of an open period of another scheme."""
    ground = ground_of(session, period, directory)
    return score(ground.compiled, inputs_of(session, ground), explain=False).subjects


def _adjustments(session: Session, ground: Ground) -> Iterator[Adjustment]:
    """Approved ones, with the replaced fact under the key that it is scored with."""
    for one, of in approved_adjustments(session, ground.directory, ground.period.id):
        key = None if one.replaces is None or of is None else scored_key(ground, of, one.replaces)
        yield replace(one, replaces=key)


def keyed(ground: Ground, fact: Fact) -> Fact:
    """The fact under the key that it is scored with: facts are numbered court by court, so several courts need more."""
    return replace(fact, key=scored_key(ground, fact.subject, fact.key))


def scored_key(ground: Ground, subject: str, key: str) -> str:
    """The same for a subject's name and the key in the records."""
    return f"{subject}/{key}" if ground.compiled.scheme.appraises == "court" else key


def laddered(compiled: Compiled) -> frozenset[str]:
    """The kinds of fact whose earlier occurrences count."""
    return frozenset(ladder.rule.when.fact for ladder in compiled.ladders)


def _facts(session: Session, ground: Ground) -> Iterator[Fact]:
    """The period's facts, and earlier ones as far back as the scheme looks, for ladders and comparisons."""
    since = _since(ground.compiled, ground.when)
    ladders = laddered(ground.compiled)
    start = date.min if ladders else since
    for fact in stream_facts(session, ground.compiled, ground.directory, start, ground.when.end, courts_of(ground)):
        if fact.day >= since or fact.kind in ladders:
            yield keyed(ground, fact)


def _since(compiled: Compiled, when: Period) -> date:
    calls = {
        node.name for formula in _formulas(compiled) for node in walk(formula.tree) if isinstance(node, Call)
    } & _LOOKS_BACK
    if not calls:
        return when.start
    if "近期平均" in calls:
        return when.back(BACK).start
    back = PER_YEAR[when.kind] if "同期" in calls else 1
    return min(date(when.year, 1, 1), when.back(back).start)


def _formulas(compiled: Compiled) -> Iterator[Formula]:
    for quantity in compiled.quantities.values():
        parts = (part.weight for part in quantity.parts)
        for formula in (quantity.formula, quantity.full_marks, quantity.cap, quantity.floor, *parts):
            if formula is not None:
                yield formula
    for share in compiled.share_outs:
        yield share.pool
        yield share.by


def _sealed(session: Session, ground: Ground) -> dict[FigureKey, Fraction]:
    """Quantities of sealed earlier periods of the scheme in this court, as they were published."""
    period = ground.period
    last = (
        select(Scorecard.period_id, func.max(Scorecard.edition).label("edition"))
        .group_by(Scorecard.period_id)
        .subquery()
    )
    rows = session.execute(
        select(AppraisalPeriod.text, Scorecard.result)
        .join(Scorecard, Scorecard.period_id == AppraisalPeriod.id)
        .join(last, (last.c.period_id == Scorecard.period_id) & (last.c.edition == Scorecard.edition))
        .where(
            AppraisalPeriod.scheme_id == period.scheme_id,
            AppraisalPeriod.court_id == period.court_id,
            AppraisalPeriod.state == "sealed",
            AppraisalPeriod.ends < period.starts,
            AppraisalPeriod.starts >= ground.when.back(BACK).start,
        )
    )
    found: dict[FigureKey, Fraction] = {}
    for text, stored in rows:
        for name, value in stored["quantities"].items():
            number = value_from_json(value)
            if isinstance(number, Fraction):
                found[stored["subject"], text, name] = number
    return found


def inputs_hash(compiled: Compiled, inputs: Inputs) -> str:
    """One number for what was scored: the scheme's text and every input of the period, in one canonical order."""
    return sha256(canonical_json([compiled.text, *_plain(inputs)]).encode()).hexdigest()


def _plain(inputs: Inputs) -> Iterator[object]:
    yield inputs.period.text
    yield _sorted(
        [one.name, dict(one.classes), one.parent, *([] if one.days is None else [one.days])] for one in inputs.subjects
    )
    yield _sorted(
        [one.key, one.kind, one.day.isoformat(), one.subject, one.member, one.case,
         {name: to_stored(value) for name, value in one.fields.items()}]
        for one in inputs.facts
    )  # fmt: skip
    yield _sorted(
        [*key, value if isinstance(value, bool) else plain_text(value)] for key, value in inputs.figures.items()
    )
    yield _sorted([one.of, one.name, one.days, dict(one.classes)] for one in inputs.members)
    yield _sorted([one.subject, one.rule, plain_text(one.points), one.reason] for one in inputs.overrides)
    if inputs.readings:
        yield _sorted(
            [one.figure, one.subject, one.period, plain_text(one.value), one.days, one.at, one.adds]
            for one in inputs.readings
        )
    if inputs.adjustments:
        yield _sorted(
            [one.key, one.subject, one.rule, plain_text(one.points), one.replaces, one.reason]
            for one in inputs.adjustments
        )


def _sorted(rows: Iterable[list[object]]) -> list[list[object]]:
    return sorted(rows, key=canonical_json)
