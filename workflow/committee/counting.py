"""Counting a vote: whether enough members spoke, and which opinion wins. Pure; the tests are tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """How a vote is decided: of ``members`` at least ``quorum`` ballots; an opinion wins with more than ``above`` of
    the members, or of the ballots.
    """

    values: tuple[str, ...]
    members: int
    quorum: int
    above: Fraction
    of: str = "members"
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Ballots by opinion; ``winner`` has the majority, ``outcome`` is what holds: it, or what the scheme says otherwise
    (``None``: nothing is decided). Without a quorum there is neither.
    """

    by_value: tuple[tuple[str, int], ...]
    cast: int
    base: int
    quorate: bool
    winner: str | None
    outcome: str | None


def count(terms: Terms, ballots: Sequence[str]) -> Count:
    """``ballots`` are the opinions cast; members who stood back are not among them, but are among the members."""
    found = Counter(ballots)
    base = terms.members if terms.of == "members" else len(ballots)
    quorate = len(ballots) >= terms.quorum and bool(ballots)
    ahead = [value for value in terms.values if found[value] > terms.above * base]
    winner = ahead[0] if quorate and len(ahead) == 1 else None
    outcome = (winner or terms.otherwise) if quorate else None
    by_value = tuple((value, found[value]) for value in terms.values)
    return Count(by_value, len(ballots), base, quorate, winner, outcome)
