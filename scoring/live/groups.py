"""Which rules share a ruleset: those that can never fire together.

One event into a ruleset then fires at most one rule, which is the only use in which durable_rules was found reliable.
Items are grouped by kind of fact, the steps of a ladder form a group of their own, and each group is layered greedily:
a pattern goes into the first ruleset where it is disjoint from all that are there already and room is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rules.compiled import Compiled, CompiledLadder
from rules.condition import Comparison, Condition
from scoring.constants import Book
from scoring.ladders import EARLIER, step_rule
from scoring.live.codes import Coding, coding_of
from scoring.live.patterns import Pattern, Range, patterns_of

MOST_RULES = 60  # 64 rules that match one message are error 303 and nothing fires
MOST_COMPARISONS = 480  # 512 distinct comparisons at one level never end
Source = Literal["field", "class", "count", "regime"]
Named = tuple[Source, str]
REGIME: Named = ("regime", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one kind of fact. ``fields`` maps what the patterns read to its name in the event and its coding.

    ``rulesets`` are layers of pairwise disjoint patterns. ``ladder`` is set for a ladder's steps.
    """

    kind: str
    ladder: str | None
    fields: Mapping[Named, tuple[str, Coding]]
    rulesets: tuple[tuple[Pattern, ...], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule's id with its comparisons, each with the thing that it reads."""

    id: str
    comparisons: tuple[tuple[Named, Comparison], ...]


def groups_of(compiled: Compiled) -> tuple[Group, ...]:
    """All groups of a scheme: per kind of fact the items, then each ladder; groups that nothing can meet left out."""
    found = []
    book = Book(compiled)
    for kind in compiled.facts:
        items = [
            _Rule(item.rule.id, (*_over("field", item.condition), *_over("class", item.applies)))
            for item in compiled.items
            if item.rule.when.fact == kind
        ]
        found.append(_group(book, kind, None, items))
    found.extend(_group(book, ladder.rule.when.fact, ladder.rule.id, _steps(ladder)) for ladder in compiled.ladders)
    return tuple(group for group in found if group.rulesets)


def _over(source: Source, condition: Condition) -> Iterator[tuple[Named, Comparison]]:
    for comparison in condition.comparisons:
        yield (source, comparison.field), comparison


def _steps(ladder: CompiledLadder) -> list[_Rule]:
    shared = (*_over("field", ladder.condition), *_over("class", ladder.applies))
    return [
        _Rule(
            step_rule(ladder.rule.id, each.step.id),
            shared
            + tuple(
                (("count" if comparison.field == EARLIER else "field", comparison.field), comparison)
                for comparison in each.condition.comparisons
            ),
        )
        for each in ladder.steps
    ]


def _group(book: Book, kind: str, ladder: str | None, rules: Sequence[_Rule]) -> Group:
    read = dict.fromkeys(named for rule in rules for named, _ in rule.comparisons)
    fields = {REGIME: ("g", Coding("number"))} | {
        named: (f"f{number}", _coding(book, kind, named, rules)) for number, named in enumerate(read)
    }
    patterns = [pattern for rule in rules for pattern in _patterns(book, rule, fields)]
    return Group(kind, ladder, fields, layered(patterns))


def _coding(book: Book, kind: str, named: Named, rules: Sequence[_Rule]) -> Coding:
    source, name = named
    if source == "count":
        return Coding("number")
    if source == "class":
        return Coding("choice", tuple(book.compiled.scheme.classes.get(name, ())))
    read = (comparison for rule in rules for one, comparison in rule.comparisons if one == named)
    mentioned = [
        value
        for comparison in read
        for regime in _regimes(book)
        for value in _bound(book, comparison, regime).values
        if isinstance(value, str)
    ]
    return coding_of(book.compiled.facts[kind].fields[name], mentioned)


def _regimes(book: Book) -> range:
    return range(len(book.compiled.breaks) + 1)


def _bound(book: Book, comparison: Comparison, regime: int) -> Comparison:
    return book.regime(regime).bind(Condition((comparison,))).comparisons[0]


def _patterns(book: Book, rule: _Rule, fields: Mapping[Named, tuple[str, Coding]]) -> Iterator[Pattern]:
    """The rule bound to each dated regime; neighbouring regimes that bind it alike share their patterns."""
    bound = [
        tuple((named, _bound(book, comparison, regime)) for named, comparison in rule.comparisons)
        for regime in _regimes(book)
    ]
    for comparisons, run in groupby(_regimes(book), key=bound.__getitem__):
        regimes = list(run)
        yield from patterns_of(
            rule.id,
            ((fields[named][0], comparison, fields[named][1]) for named, comparison in comparisons),
            always={fields[REGIME][0]: Range(low=regimes[0], high=regimes[-1])},
        )


def layered(patterns: Iterable[Pattern]) -> tuple[tuple[Pattern, ...], ...]:
    """Greedy layers of pairwise disjoint patterns, within the limits of one ruleset."""
    layers: list[list[Pattern]] = []
    sizes: list[int] = []
    for pattern in patterns:
        size = len(pattern.definitions())
        for number, layer in enumerate(layers):
            room = len(layer) < MOST_RULES and sizes[number] + size <= MOST_COMPARISONS
            if room and all(pattern.disjoint(other) for other in layer):
                layer.append(pattern)
                sizes[number] += size
                break
        else:
            layers.append([pattern])
            sizes.append(size)
    return tuple(tuple(layer) for layer in layers)
