"""What grading yields: who is proposed for which grade and why, the quotas, the ties left to a person. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from rules.problem import Problem
from scoring.period import Period
from scoring.result import Node

Standing = Literal["graded", "ungraded", "tied", "open"]
"""``ungraded``: a limit says so; ``tied``: equal at the edge of a quota; ``open``: no result, or no grade fits.
The last two a person decides."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What people have decided so far. ``raised``: (level, group) whose raised quota was approved, group ``None`` for
    every group; ``chosen``: (level, group) → who of a tie gets the level; the others of the tie do not.
    """

    raised: frozenset[tuple[str, str | None]] = frozenset()
    chosen: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graded:
    """A subject on the list. ``level`` is the id of the proposed grade, ``title`` its name; ``barred`` are the titles
    of the limits that met; ``order`` the place by score within the group.
    """

    subject: str
    group: str
    score: Fraction | None
    order: int | None
    standing: Standing
    level: str | None
    title: str
    outside: bool
    barred: tuple[str, ...]
    reason: Node


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of a level in a group: ``ratio`` × ``base`` = ``exact``, in whole ``places``; ``None`` ratio: a number
    was given. ``taken`` of them; ``outside`` beside them.
    """

    level: str
    title: str
    group: str
    base: int
    ratio: Fraction | None
    exact: Fraction
    places: int
    taken: int
    outside: int
    raised: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal scores at the edge of a quota: ``places`` are left for ``subjects``, who are more."""

    level: str
    title: str
    group: str
    score: Fraction
    places: int
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeList:
    """A proposed list, in the order of groups and scores; ``ties`` wait for a decision."""

    rule: str
    title: str
    period: Period
    entries: tuple[Graded, ...]
    quotas: tuple[Quota, ...]
    ties: tuple[Tie, ...]
    problems: tuple[Problem, ...] = ()
