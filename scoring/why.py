"""为什么没有得分: of a rule that gave nothing, which comparison failed on which value.

Asked of the same conditions that scoring binds and tests, so that an answer never differs from what was scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.compiled import Compiled, CompiledItem, CompiledLadder
from rules.condition import Comparison, Condition, Value, first_failure
from scoring.constants import Book, Constants
from scoring.inputs import Fact, Subject
from scoring.period import Period


@dataclass(frozen=True, slots=True)
class Unmet:
    """A comparison that failed: as ``written`` (with the names of parameters), as ``bound`` to the day's values, and
    the value ``found``; ``None`` where the field is empty. ``of``: a class of the subject, or a field of the fact.
    """

    of: Literal["subject", "fact"]
    written: Comparison
    bound: Comparison
    found: Value | None


@dataclass(frozen=True, slots=True)
class Silent:
    """A rule of facts that gave a subject nothing. ``kind`` is the kind of fact it waits for; ``outside`` says that the
    rule is not for the subject at all; ``failed`` are the facts of that kind with what each of them fails. An indicator
    or section waits for no fact: its ``kind`` is empty.
    """

    kind: str
    outside: Unmet | None
    failed: tuple[tuple[Fact, Unmet], ...]


@dataclass(frozen=True, slots=True)
class NotFired:
    """A rule that one fact did not trigger."""

    rule: str
    title: str
    basis: str
    unmet: Unmet


def fact_rules(compiled: Compiled) -> tuple[CompiledItem | CompiledLadder, ...]:
    """The rules that facts trigger: items, then ladders."""
    return (*compiled.items, *compiled.ladders)


def silent(
    compiled: Compiled, rule: str, facts: Iterable[Fact], subject: Subject, period: Period, book: Book | None = None
) -> Silent | None:
    """Why a rule gave a subject nothing in a period, by its own ``facts``. ``None`` for what no class and no fact
    decides: an indicator or section that applies explains itself by its numbers.
    """
    book = book or Book(compiled)
    found = next((one for one in fact_rules(compiled) if one.rule.id == rule), None)
    if found is None:
        quantity = next((one for one in compiled.quantities.values() if one.id == rule), None)
        unmet = quantity and _unmet("subject", quantity.applies, subject.classes, book.on(period.end))
        return Silent("", unmet, ()) if unmet else None
    kind = found.rule.when.fact
    outside = _unmet("subject", found.applies, subject.classes, book.on(period.end))
    failed = []
    for fact in facts if outside is None else ():
        if fact.kind == kind and fact.day in period:
            unmet = _unmet("fact", found.condition, fact.fields, book.on(fact.day))
            if unmet is not None:
                failed.append((fact, unmet))
    return Silent(kind, outside, tuple(failed))


def not_fired(compiled: Compiled, fact: Fact, subject: Subject, book: Book | None = None) -> list[NotFired]:
    """The items and ladders for this kind of fact that this one did not trigger, in the scheme's order."""
    constants = (book or Book(compiled)).on(fact.day)
    found = []
    for one in fact_rules(compiled):
        if one.rule.when.fact == fact.kind:
            unmet = _unmet("subject", one.applies, subject.classes, constants) or _unmet(
                "fact", one.condition, fact.fields, constants
            )
            if unmet is not None:
                found.append(NotFired(one.rule.id, one.rule.title, one.rule.basis, unmet))
    return found


def _unmet(
    of: Literal["subject", "fact"], condition: Condition, values: Mapping[str, Value | None], constants: Constants
) -> Unmet | None:
    bound = constants.bind(condition)
    failure = first_failure(bound, values)
    if failure is None:
        return None
    written = condition.comparisons[bound.comparisons.index(failure)]
    return Unmet(of, written, failure, values.get(failure.field))
