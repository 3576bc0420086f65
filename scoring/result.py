"""What scoring yields: subjects with lines, each with its explanation tree, and cards. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.problem import Problem
from scoring.period import Period

NodeKind = Literal[
    "section",
    "indicator",
    "item",
    "cell",
    "figure",
    "parameter",
    "table",
    "function",
    "group",  # the values of others that a mean, share or rank was taken over
    "step",
    "fact",
    "share",
    "result",
    "grade",
    "override",
    "adjustment",
]


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation. ``value`` ``None`` shows as —.

    ``formula`` is the text as typed; ``numbers`` the same with the numbers put in (4 × (638−571)÷638 …= 42.01，封顶
    40);
    ``basis`` the clause (or the assumption, marked so); ``facts`` the keys of the facts counted here, if any.
    """

    kind: NodeKind
    title: str
    value: Fraction | str | None
    unit: str = ""
    formula: str = ""
    numbers: str = ""
    basis: str = ""
    assumption: str = ""
    facts: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()
    percent: bool = False

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Line:
    """A rule's points for a subject, rounded once; ``None``: does not apply or has no value, and ``explanation``
    says which.
    """

    rule: str
    title: str
    points: Fraction | None
    full_marks: Fraction | None
    category: str
    count: int
    explanation: Node


@dataclass(frozen=True, slots=True)
class Posting:
    """The points of one fact under one rule (item or step), as live scoring books them."""

    fact: str
    rule: str
    subject: str
    amount: Fraction
    numbers: str


@dataclass(frozen=True, slots=True)
class Card:
    """A step of a ladder that was issued because of ``fact``; ``earlier`` are the facts that made it the n-th."""

    ladder: str
    step: str
    title: str
    colour: str
    subject: str
    day: date
    fact: str
    earlier: tuple[str, ...]
    letter: bool
    notice: str
    deadline: Fraction | None
    deadline_unit: str
    points: Fraction | None
    explanation: Node


@dataclass(frozen=True, slots=True)
class Share:
    """A member's part of a share-out."""

    rule: str
    title: str
    member: str
    of: str
    amount: Fraction
    explanation: Node


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """Everything about one subject. ``total`` is the scheme's total quantity rounded once, ``None`` if it has none."""

    subject: str
    total: Fraction | None
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    shares: tuple[Share, ...]
    quantities: dict[str, Fraction | str | None]
    explanation: Node | None
    place: int | None = None  # rank from the top where the scheme shows ranking


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one period."""

    scheme: str
    version: str
    period: Period
    subjects: tuple[SubjectResult, ...]
    problems: tuple[Problem, ...] = field(default=())
