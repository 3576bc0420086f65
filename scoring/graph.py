"""The graph of quantities as its parts see it.

Indicators, sections, explanations and seats ask this, and import nothing of :mod:`scoring.quantities`, which builds on
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from rules.compiled import Compiled, Formula, Quantity
from rules.condition import Value
from rules.problem import Problem
from scoring.constants import Book
from scoring.counted import Counted
from scoring.functions import Report
from scoring.inputs import Inputs, Override, Subject
from scoring.period import Period
from scoring.price import Priced, Pricer
from scoring.readings import Piece
from scoring.result import Node, Posting
from scoring.scope import Found, Scope


@dataclass(frozen=True, slots=True)
class Scored:
    """What an indicator's formula gave, the bounds, what they and the rounding made of it, and what is posted."""

    full_marks: Fraction | None = None
    raw: Fraction | None = None
    cap: Fraction | None = None
    floor: Fraction | None = None
    by_formula: Fraction | None = None
    override: Override | None = None
    posted: Fraction | None = None


class Graph(Protocol):
    """All quantities of a set of subjects; :class:`scoring.quantities.Quantities` says what each method means."""

    compiled: Compiled
    inputs: Inputs
    counted: Counted
    book: Book
    with_facts: bool
    problems: list[Problem]
    pricer: Pricer

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """Those of this graph, by name."""
        ...

    @property
    def overrides(self) -> Mapping[tuple[str, str], Override]:
        """Decisions that may be used, by (subject, indicator id)."""
        ...

    @property
    def trees(self) -> Explainer:
        """Their explanations."""
        ...

    def value(self, name: str, subject: str, period: Period) -> Value | None:
        """A quantity of a subject in a period; ``None`` when it does not apply or has no value."""
        ...

    def number(self, name: str, subject: str, period: Period) -> Fraction | None:
        """The same as a number; yes counts 1."""
        ...

    def applies(self, name: str, subject: str, period: Period) -> bool:
        """Whether a quantity is for a subject, by its classes."""
        ...

    def scope(self, subject: str, period: Period, more: Mapping[str, Value | None] | None = None) -> Scope:
        """What a formula over quantities sees at a subject, with ``more`` names."""
        ...

    def pieces(self, quantity: Quantity, subject: str, period: Period) -> tuple[Piece, ...]:
        """What a figure reads of another scheme, period by period."""
        ...

    def priced(self, period: Period) -> Priced:
        """The items of a period, counted and priced."""
        ...

    def steps(self, period: Period) -> Mapping[tuple[str, str], list[Posting]]:
        """Postings of ladder steps in a period by (subject, ladder)."""
        ...

    def scored(self, name: str, subject: str, period: Period) -> Scored:
        """How an indicator came to its points."""
        ...

    def among(self, name: str, group: str, subject: str, period: Period) -> Found:
        """Values among a group as seen from a subject."""
        ...

    def members(self) -> MemberGraph:
        """The quantities of the subjects' members."""
        ...

    def report(self, rule: str, subject: str) -> Report:
        """Collects what cannot be computed, with its rule and subject."""
        ...


class Membered(Protocol):
    """A membership, as far as groups know it."""

    @property
    def id(self) -> str:
        """What it is called among the subjects of the members' graph."""
        ...

    @property
    def name(self) -> str:
        """The person."""
        ...


class MemberGraph(Protocol):
    """The members' graph, and the memberships of each subject."""

    @property
    def quantities(self) -> Graph:
        """Of all memberships."""
        ...

    @property
    def of(self) -> Mapping[str, Sequence[Membered]]:
        """By subject, in order."""
        ...


class Explainer(Protocol):
    """Explanations of a graph; :class:`scoring.trees.Trees`."""

    @property
    def quantities(self) -> Graph:
        """What is explained."""
        ...

    def node(self, name: str, subject: str, period: Period) -> Node:
        """How a subject came to a quantity in a period."""
        ...

    def peer(self, name: str, group: str, who: str, subject: str, period: Period) -> Node:
        """Another's quantity, as far as it may be shown."""
        ...

    def walked(self, formula: Formula, scope: Scope) -> tuple[str, tuple[Node, ...]]:
        """A formula with its numbers put in, and the nodes below it."""
        ...
