"""Ladders: the n-th occurrence leads to a step. How earlier occurrences are counted is defined here, once.

An earlier occurrence is a fact of the ladder's kind, of the same subject, before this one in the order (day, key), that
lies in the window, meets ``when`` and ``counts`` as in force on the later fact's day, and, where ``same_if`` holds, has
the same values in the ``same`` fields (a missing value equals nothing). Their number is 此前次数 and travels with the
fact; the step is then a plain condition.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.compiled import Compiled, CompiledLadder, CompiledStep
from rules.condition import Condition, Value, holds
from rules.phrase import listed
from rules.problem import Problem
from scoring.constants import Book, Constants
from scoring.evaluate import evaluate_number
from scoring.inputs import Fact, Subject
from scoring.scope import Scope

EARLIER = "此前次数"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """How to count the earlier occurrences of one fact, bound to its day: for a query just as for a list.

    Count facts of ``kind`` and ``subject`` before (``day``, ``key``), from ``since`` on (``None``: ever), that meet
    ``condition`` and carry the values ``same``. ``countable`` is false when a field that must be the same is missing.
    """

    kind: str
    subject: str
    day: date
    key: str
    since: date | None
    condition: Condition
    same: Mapping[str, Value]
    countable: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A step taken by a fact; ``earlier`` are the facts counted before it, ``step`` is ``None`` when no step fits."""

    ladder: CompiledLadder
    step: CompiledStep | None
    fact: Fact
    earlier: tuple[Fact, ...]
    fields: Mapping[str, Value | None]


def step_rule(ladder: str, step: str) -> str:
    """The rule id under which a ladder's step posts: step ids need be unique within their ladder only."""
    return f"{ladder}/{step}"


def window_start(day: date, months: int) -> date:
    """The first day from which ``months`` months reach ``day``.

    Months end on the day of the same number, or on the month's last day where there is none (民法典第二百零二条).
    """
    index = day.year * _MONTHS + day.month - 1 - months
    year, month = divmod(index, _MONTHS)
    if year < 1:
        return date.min
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)


def definition(compiled: Compiled, ladder: CompiledLadder, fact: Fact, book: Book) -> Definition:
    """How the earlier occurrences of this fact are counted."""
    constants = book.on(fact.day)
    bound = constants.bind(Condition(ladder.condition.comparisons + ladder.counts.comparisons))
    same: dict[str, Value] = {}
    countable = True
    if ladder.rule.same and holds(_parameters_in(ladder.same_if, constants), _parameters_of(ladder.same_if, constants)):
        for name in ladder.rule.same:
            value = fact.fields.get(name)
            if value is None:
                countable = False
            else:
                same[name] = value
    since = _since(compiled, ladder, fact, constants)
    return Definition(ladder.rule.when.fact, fact.subject, fact.day, fact.key, since, bound, same, countable)


def _parameters_in(condition: Condition, constants: Constants) -> Condition:
    return constants.bind(condition)


def _parameters_of(condition: Condition, constants: Constants) -> dict[str, Value | None]:
    """``same_if`` compares parameters where other conditions compare fields."""
    return {
        one.field: constants.parameter(one.field) if constants.has(one.field) else None for one in condition.comparisons
    }


def _since(compiled: Compiled, ladder: CompiledLadder, fact: Fact, constants: Constants) -> date | None:
    if ladder.rule.window.kind == "year":
        return date(fact.day.year, 1, 1)
    if ladder.rule.window.kind == "ever" or ladder.months is None:
        return None
    months = evaluate_number(ladder.months, _scope(compiled, ladder, fact.fields, constants))
    return fact.day if months is None else window_start(fact.day, max(int(months), 0))


def _scope(
    compiled: Compiled, ladder: CompiledLadder, fields: Mapping[str, Value | None], constants: Constants
) -> Scope:
    units = {name: field.unit for name, field in compiled.facts[ladder.rule.when.fact].fields.items()}
    return Scope(constants, fields, units)


def occurs(found: Definition, earlier: Fact) -> bool:
    """Whether an earlier fact counts."""
    return (
        found.countable
        and earlier.kind == found.kind
        and earlier.subject == found.subject
        and (earlier.day, earlier.key) < (found.day, found.key)
        and (found.since is None or earlier.day >= found.since)
        and all(earlier.fields.get(name) == value for name, value in found.same.items())
        and holds(found.condition, earlier.fields)
    )


def event_fields(
    compiled: Compiled, ladder: CompiledLadder, fact: Fact, earlier: Iterable[Fact], book: Book | None = None
) -> dict[str, Value | None]:
    """The fact's fields with 此前次数, counted among ``earlier``: any facts, those that do not count are skipped."""
    found = definition(compiled, ladder, fact, book or Book(compiled))
    return {**fact.fields, EARLIER: Fraction(sum(1 for each in earlier if occurs(found, each)))}


def concerns(ladder: CompiledLadder, fact: Fact, subject: Subject | None, constants: Constants) -> bool:
    """Whether a fact is one that the ladder is for: its kind and condition, and the subject's classes."""
    if fact.kind != ladder.rule.when.fact or not holds(constants.bind(ladder.condition), fact.fields):
        return False
    return holds(constants.bind(ladder.applies), dict(subject.classes) if subject else {})


def steps_met(ladder: CompiledLadder, fields: Mapping[str, Value | None], constants: Constants) -> list[CompiledStep]:
    """The steps whose condition holds; a sound ladder has exactly one."""
    return [step for step in ladder.steps if holds(constants.bind(step.condition), fields)]


def points_of(
    compiled: Compiled,
    ladder: CompiledLadder,
    step: CompiledStep,
    fields: Mapping[str, Value | None],
    constants: Constants,
) -> Fraction | None:
    """The posted points of a step, rounded once; ``None`` when it posts none."""
    if step.points is None:
        return None
    exact = evaluate_number(step.points, _scope(compiled, ladder, fields, constants))
    return None if exact is None else compiled.rounding.apply(exact)


def deadline_of(
    compiled: Compiled,
    ladder: CompiledLadder,
    step: CompiledStep,
    fields: Mapping[str, Value | None],
    constants: Constants,
) -> Fraction | None:
    """How long there is to put things right, in the step's unit."""
    return (
        None if step.deadline is None else evaluate_number(step.deadline, _scope(compiled, ladder, fields, constants))
    )


class _Shelf:
    """Facts that count under one bound condition, by subject and ``same`` values, in order of (day, key)."""

    def __init__(self, condition: Condition, same: tuple[str, ...]) -> None:
        self.condition = condition
        self.same = same
        self.days: dict[tuple[object, ...], list[date]] = {}
        self.facts: dict[tuple[object, ...], list[Fact]] = {}

    def put(self, fact: Fact) -> None:
        if holds(self.condition, fact.fields):
            place = (fact.subject, *(fact.fields.get(name) for name in self.same))
            self.days.setdefault(place, []).append(fact.day)
            self.facts.setdefault(place, []).append(fact)

    def since(self, found: Definition) -> list[Fact]:
        place = (found.subject, *(found.same[name] for name in self.same))
        first = 0 if found.since is None else bisect_left(self.days.get(place, []), found.since)
        return self.facts.get(place, [])[first:]


def climb(
    compiled: Compiled, ladder: CompiledLadder, facts: Sequence[Fact], subjects: Mapping[str, Subject], book: Book
) -> Iterator[Taken]:
    """Every fact that the ladder is for, in order of (day, key), with the step it takes.

    One pass over many facts; counts the same as :func:`event_fields` for one.
    """
    ordered = sorted(
        (fact for fact in facts if fact.kind == ladder.rule.when.fact), key=lambda fact: (fact.day, fact.key)
    )
    shelves: dict[tuple[Condition, tuple[str, ...]], _Shelf] = {}
    for position, fact in enumerate(ordered):
        constants = book.on(fact.day)
        if concerns(ladder, fact, subjects.get(fact.subject), constants):
            found = definition(compiled, ladder, fact, book)
            names = tuple(found.same)
            shelf = shelves.get((found.condition, names))
            if shelf is None and found.countable:
                shelf = shelves[found.condition, names] = _Shelf(found.condition, names)
                for before in ordered[:position]:
                    shelf.put(before)
            earlier = shelf.since(found) if shelf is not None and found.countable else []
            fields = {**fact.fields, EARLIER: Fraction(len(earlier))}
            met = steps_met(ladder, fields, constants)
            yield Taken(ladder, met[0] if met else None, fact, tuple(earlier), fields)
        for shelf in shelves.values():
            shelf.put(fact)


def step_problems(taken: Taken, book: Book) -> list[Problem]:
    """Steps should exclude each other and cover every fact that counts."""
    met = steps_met(taken.ladder, taken.fields, book.on(taken.fact.day))
    values = {"subject": taken.fact.subject, "fact": taken.fact.key, "rule": taken.ladder.rule.title}
    if not met:
        return [Problem("score-steps-none", values, severity="warning")]
    if len(met) > 1:
        return [Problem("score-steps-many", {**values, "steps": listed(step.step.title for step in met)})]
    return []
