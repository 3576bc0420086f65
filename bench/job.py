"""The job that every method does: facts × (type, procedure) weights → the total of each judge, exactly.

Weights are hundredths, as integers; so are totals. Seeded: every run measures the same facts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

FactRow = tuple[str, str, str]  # judge, type, procedure
Totals = Mapping[str, int]
JUDGES, TYPES, PROCEDURES = 300, 30, 10


@dataclass(frozen=True, slots=True)
class Job:
    """Weights by (type, procedure), and the facts."""

    weights: Mapping[tuple[str, str], int]
    facts: Sequence[FactRow]

    @property
    def types(self) -> list[str]:
        """The types in order."""
        return list(dict.fromkeys(kind for kind, _ in self.weights))

    @property
    def procedures(self) -> list[str]:
        """The procedures in order."""
        return list(dict.fromkeys(procedure for _, procedure in self.weights))

    def first(self, size: int) -> Job:
        """The same job with its first facts only, for methods that would take hours."""
        return Job(self.weights, self.facts[:size])

    def totals(self) -> Totals:
        """What every method must arrive at, counted the plain way."""
        found: Counter[str] = Counter()
        for (judge, *key), count in Counter(self.facts).items():
            found[judge] += count * self.weights[key[0], key[1]]
        return found


def make_job(size: int, seed: int = 20200101, judges: int = JUDGES) -> Job:
    """A job of ``size`` facts. Types and judges are unevenly common, as in a court."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    names = [f"法官{number:03}" for number in range(judges)]
    types = [f"类型{number:02}" for number in range(TYPES)]
    procedures = [f"程序{number}" for number in range(PROCEDURES)]
    weights = {key: chance.randrange(10, 2000) for key in product(types, procedures)}
    columns = [
        chance.choices(values, weights=[1 / (1 + rank) ** 0.5 for rank in range(len(values))], k=size)
        for values in (names, types, procedures)
    ]
    return Job(weights, list(zip(*columns, strict=True)))
