"""What scoring is given: subjects, facts, figures, decisions. Values only; where they came from is no matter here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.condition import Value
from scoring.period import Period

POST = "岗位"  # the class of a person that goes with the membership, not with the person


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened. ``key`` is unique and stable and orders facts of one day; ``fields`` are typed as
    declared.

    ``subject`` is the name of the appraised subject (for a team scheme the team on that day), ``member`` the person
    in it.
    """

    key: str
    kind: str
    day: date
    subject: str
    fields: Mapping[str, Value | None]
    member: str | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One who is appraised, with classes (层级: 中院) and the subject above (its court, division or team).

    ``days`` is how many days of the period a person was there; ``None`` means all of them.
    """

    name: str
    classes: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person's days in a subject within the period; one person may have several (moves in mid-year)."""

    name: str
    of: str
    days: int
    classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Override:
    """单独评分: a decided score of one indicator of one subject, with who applied, verified and decided, and why."""

    subject: str
    rule: str
    points: Fraction
    reason: str
    applied_by: str = ""
    verified_by: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """调整: decided points of a subject under an item; with ``replaces``, in the place of what that fact earns.

    ``key`` is that of the fact by which the ledger knows it.
    """

    key: str
    subject: str
    rule: str
    points: Fraction
    reason: str
    replaces: str | None = None
    proposed_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure reads of another scheme's results: of one period, for a subject here.

    ``value`` is the result of ``at`` there (the subject itself, or a team in which it was for ``days``). Several
    readings of one period are added when they are shares of the subject (``adds``), else averaged by days.
    """

    figure: str
    subject: str
    period: str
    value: Fraction
    days: int
    at: str
    adds: bool = False
    state: Literal["sealed", "closed", "open"] = "closed"


FigureKey = tuple[str, str, str]  # subject or member, period as text, figure name


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything for one period. ``figures`` also hold earlier periods; ``sealed`` holds quantities of sealed
    periods.
    """

    period: Period
    subjects: tuple[Subject, ...]
    facts: tuple[Fact, ...] = ()
    figures: Mapping[FigureKey, Fraction | bool] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    overrides: tuple[Override, ...] = ()
    sealed: Mapping[FigureKey, Fraction] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """What-if: other values for parameters and table cells, nothing saved. Cells by (table, keys)."""

    parameters: Mapping[str, Fraction | str] = field(default_factory=dict)
    cells: Mapping[tuple[str, tuple[str, ...]], Fraction] = field(default_factory=dict)
