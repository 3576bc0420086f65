"""A scheme made ready: parsed, checked, ordered. What scoring works from; made by :func:`rules.check.load`.

A compiled scheme has no errors left in it: every name is declared, every condition typed, the quantities have no
circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.condition import Condition
from rules.exact import Rounding
from rules.expression import Expression
from rules.model import FactKind, Indicator, Item, Ladder, Parameter, Scheme, Section, Step, Table
from rules.model_chains import Chain, ChainStep
from rules.model_grades import GradeLevel, GradeLimit, Grades, Results, ShareOut
from rules.model_votes import Vote

QuantityKind = Literal["reported", "formula", "facts", "results", "category", "item", "indicator", "section"]
ADJUSTMENT_KIND = "调整"  # the built-in kind of fact, which carries points decided by hand; no scheme declares it
CATEGORIES: Mapping[str, str] = {"base": "基础", "fixed": "固定加减", "applied": "申请加减"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as typed and as parsed."""

    text: str
    tree: Expression


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """An item ready to tally: ``reads`` are the fact fields that its points depend on (the tally's key), in order."""

    rule: Item
    condition: Condition
    points: Formula
    reads: tuple[str, ...]
    applies: Condition


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """A step with its parsed parts."""

    step: Step
    condition: Condition
    points: Formula | None
    deadline: Formula | None


@dataclass(frozen=True, slots=True)
class CompiledLadder:
    """A ladder; ``counts`` narrows earlier facts, ``same_if`` (over parameters) says whether ``rule.same`` holds."""

    rule: Ladder
    condition: Condition
    counts: Condition
    same_if: Condition
    months: Formula | None
    steps: tuple[CompiledStep, ...]
    applies: Condition


@dataclass(frozen=True, slots=True)
class CompiledVote:
    """A vote: which facts are put to it, and over 委员人数 the least number of ballots and the share that wins."""

    rule: Vote
    condition: Condition
    quorum: Formula
    above: Formula
    applies: Condition


@dataclass(frozen=True, slots=True)
class CompiledChainStep:
    """A step of a chain: ``who`` of the team confirms, ``applies`` to whose points; conditions over classes."""

    step: ChainStep
    who: Condition
    applies: Condition
    deadline: Formula | None


@dataclass(frozen=True, slots=True)
class CompiledChain:
    """A confirmation chain with its parsed steps."""

    rule: Chain
    steps: tuple[CompiledChainStep, ...]


@dataclass(frozen=True, slots=True)
class CompiledFacts:
    """A figure taken from facts: count, sum or mean of ``field`` over the facts of ``kind`` that meet ``condition``."""

    kind: str
    condition: Condition
    take: Literal["count", "sum", "mean"]
    field: str | None


@dataclass(frozen=True, slots=True)
class CompiledResults:
    """A figure read from another scheme's results; ``take`` makes one number of those of several periods."""

    source: Results
    take: Literal["sum", "mean", "last", "by_days"]


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """A part of a section by its quantity's name; ``weight`` ``None`` means 1."""

    name: str
    weight: Formula | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named number of a subject and period. ``name`` is what formulas write: a figure's name, a rule's title, 基础
    …
    """

    name: str
    kind: QuantityKind
    id: str
    unit: str
    applies: Condition
    formula: Formula | None = None
    full_marks: Formula | None = None
    cap: Formula | None = None
    floor: Formula | None = None
    facts: CompiledFacts | None = None
    results: CompiledResults | None = None
    parts: tuple[CompiledPart, ...] = ()
    missing: Literal["zero", "redistribute", "withhold"] = "zero"
    when_missing: Fraction | str | None = None
    rule: Indicator | Section | Item | None = None


@dataclass(frozen=True, slots=True)
class CompiledShareOut:
    """A share-out with its parsed parts."""

    rule: ShareOut
    pool: Formula
    by: Formula
    applies: Condition


@dataclass(frozen=True, slots=True)
class CompiledLevel:
    """A grade with its parsed parts; conditions are over quantities and classes."""

    level: GradeLevel
    condition: Condition
    outside: Condition | None
    quota: Formula | None
    raised: Formula | None
    seats: Formula | None


@dataclass(frozen=True, slots=True)
class CompiledLimit:
    """What keeps a subject from grades, by their ids; from all of them when the rule is ``ungraded``."""

    limit: GradeLimit
    condition: Condition
    bars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledGrades:
    """Grades ready to propose; ``by`` is the name of the quantity that orders."""

    rule: Grades
    by: str
    base: Condition
    levels: tuple[CompiledLevel, ...]
    limits: tuple[CompiledLimit, ...]
    applies: Condition


@dataclass(frozen=True, slots=True)
class Compiled:
    """The scheme ready for scoring. ``quantities`` are in dependency order; ``breaks`` are the days on which any dated
    value changes, ascending: a regime is the number of breaks on or before a day.
    """

    scheme: Scheme
    text: str
    rounding: Rounding
    items: tuple[CompiledItem, ...]
    ladders: tuple[CompiledLadder, ...]
    quantities: Mapping[str, Quantity]
    share_outs: tuple[CompiledShareOut, ...]
    units: Mapping[str, Formula]
    breaks: tuple[date, ...]
    votes: tuple[CompiledVote, ...] = ()
    chains: tuple[CompiledChain, ...] = ()
    grades: tuple[CompiledGrades, ...] = ()
    ranked: Condition = field(default_factory=Condition)

    @property
    def facts(self) -> Mapping[str, FactKind]:
        """The declared kinds of fact."""
        return self.scheme.facts

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declared parameters."""
        return self.scheme.parameters

    @property
    def tables(self) -> Mapping[str, Table]:
        """The declared tables."""
        return self.scheme.tables

    def regime(self, day: date) -> int:
        """Which dated regime a day falls in."""
        return sum(1 for change in self.breaks if change <= day)
