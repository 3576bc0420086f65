"""How everyone stands in a period: the stored scorecards once it is closed, before that the result as of now.

What was read and scored is kept in memory under the stamp of the records (workflow/stamp.py): looking at an open period
again reads no facts and scores nothing, until something is recorded.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Fact, Figure, Scorecard
from records.queries.directory import SubjectKey
from records.queries.facts import current_facts
from rules.compiled import Compiled
from rules.problem import Problem
from scoring.engine import score
from scoring.inputs import Fact as ScoredFact
from scoring.inputs import Inputs
from scoring.period import parse_period
from scoring.result import SubjectResult
from workflow.closing import scorecards
from workflow.demonstration.court import MARK
from workflow.inputs import Ground, courts_of, ground_of, inputs_of, scored_key
from workflow.permissions import SubjectOf
from workflow.stamp import stamp_of
from workflow.stored import result_from_json

HISTORY = 12  # periods that a scorecard looks back on
MOST_KEPT = 12  # standings; each holds the facts and the explanations of one period
_kept: OrderedDict[str, Standing] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tenure:
    """Where and as what a person was for a part of a period, both days included."""

    since: date
    until: date
    place: str
    post: str

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Results in the scheme's order. ``subjects`` say whose a card is, ``keys`` which row; ``facts`` and ``fact_ids``
    go by fact key. ``inputs`` is what was or would be scored; ``tenures`` where those persons were who were not in one
    place and post for the whole period.
    """

    compiled: Compiled
    inputs: Inputs
    results: tuple[SubjectResult, ...]
    subjects: Mapping[str, SubjectOf]
    facts: Mapping[str, ScoredFact]
    fact_ids: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    stored: bool = False
    demonstration: bool = False
    keys: Mapping[str, SubjectKey] = field(default_factory=dict)
    tenures: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)


def standing_of(session: Session, period: AppraisalPeriod) -> Standing:
    """Everyone's standing, from memory where the records have not changed."""
    ground = ground_of(session, period)
    stamp = stamp_of(session, ground)
    with _lock:
        found = _kept.get(stamp or "")
        if found is not None:
            _kept.move_to_end(stamp or "")
            return found
    made = _standing(session, ground)
    if stamp is not None:
        with _lock:
            _kept[stamp] = made
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return made


def _standing(session: Session, ground: Ground) -> Standing:
    period, given = ground.period, inputs_of(session, ground)
    if period.state == "open":
        result = score(ground.compiled, given)
        results, problems = result.subjects, result.problems
    else:
        results, problems = tuple(result_from_json(card.result) for card in scorecards(session, period)), ()
    return Standing(
        compiled=ground.compiled,
        inputs=given,
        results=results,
        subjects={name: _whose(ground, key) for name, key in ground.keys.items()},
        facts={fact.key: fact for fact in given.facts},
        fact_ids=_fact_ids(session, ground),
        problems=problems,
        stored=period.state != "open",
        demonstration=_is_demonstration(session, ground),
        keys=ground.keys,
        tenures={name: found for name, key in ground.keys.items() if (found := _tenures(ground, key))},
    )


def _tenures(ground: Ground, key: SubjectKey) -> tuple[Tenure, ...]:
    """A person's stays in the period; none for who was in one place and post from its first day to its last."""
    if key.kind != "person":
        return ()
    directory, when = ground.directory, ground.when
    stays = directory.in_turn(key.id, when)
    if len(stays) == 1 and (stays[0].since, stays[0].until) == (when.start, when.end):
        return ()
    return tuple(Tenure(stay.since, stay.until, directory.place(stay), stay.post) for stay in stays)


def history(
    session: Session, period: AppraisalPeriod, subject: str, keys: Mapping[str, SubjectKey] | None = None
) -> list[tuple[str, Fraction | None]]:
    """A subject's totals in the closed periods before this one, and in this one when it is closed; oldest first.

    ``keys`` are those of the period's :class:`Standing`, where it is at hand.
    """
    query = (
        select(AppraisalPeriod.text, Scorecard.total)
        .join(Scorecard, (Scorecard.period_id == AppraisalPeriod.id) & (Scorecard.edition == AppraisalPeriod.edition))
        .where(
            AppraisalPeriod.scheme_id == period.scheme_id,
            AppraisalPeriod.court_id == period.court_id,
            AppraisalPeriod.state != "open",
            AppraisalPeriod.starts <= period.starts,
        )
        .order_by(AppraisalPeriod.starts.desc())
    )
    key = (ground_of(session, period).keys if keys is None else keys).get(subject)
    if key is None:
        return []
    of_subject = query.where(Scorecard.subject_kind == key.kind, Scorecard.subject_id == key.id).limit(HISTORY)
    found = []
    for text, total in session.execute(of_subject):
        when = parse_period(text)
        found.append((when.short if when else text, total))
    return found[::-1]


def _whose(ground: Ground, key: SubjectKey) -> SubjectOf:
    """The persons and divisions that a subject is, or that belong to it in the period."""
    directory, when = ground.directory, ground.when
    persons, divisions = set(), set()
    if key.kind == "person":
        persons.add(key.id)
    elif key.kind == "division":
        divisions.add(key.id)
    for person_id, stays in directory.stays.items():
        for stay in stays:
            if stay.since > when.end or stay.until < when.start:
                continue
            division = directory.counted_under(SubjectKey("person", person_id), 0, stay.since, "division")
            if key.kind == "person" and person_id == key.id and division is not None:
                divisions.add(division.id)
            elif (key.kind == "team" and stay.team_id == key.id) or (
                key.kind == "division" and division is not None and division.id == key.id
            ):
                persons.add(person_id)
                if division is not None:
                    divisions.add(division.id)
    return SubjectOf(key.kind, frozenset(persons), frozenset(divisions))


def _fact_ids(session: Session, ground: Ground) -> dict[str, int]:
    query = (
        current_facts()
        .with_only_columns(Fact.key, Fact.id, Fact.court_id)
        .where(
            Fact.kind.in_(list(ground.compiled.facts)),
            Fact.day <= ground.period.ends,
            Fact.court_id.in_(courts_of(ground)),
        )
    )
    courts = {key.id: name for name, key in ground.keys.items() if key.kind == "court"}
    return {scored_key(ground, courts.get(court, ""), key): id_ for key, id_, court in session.execute(query)}


def _is_demonstration(session: Session, ground: Ground) -> bool:
    """Whether any fact or figure of the period says that it is made up."""
    period, courts, made_up = ground.period, courts_of(ground), f"{MARK}%"
    facts = select(Fact.id).where(
        Fact.court_id.in_(courts), Fact.day.between(period.starts, period.ends), Fact.evidence.like(made_up)
    )
    figures = select(Figure.id).where(
        Figure.court_id.in_(courts), Figure.period == period.text, Figure.reason.like(made_up)
    )
    return any(session.execute(query.limit(1)).first() is not None for query in (facts, figures))
