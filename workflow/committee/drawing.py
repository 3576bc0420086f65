"""随机抽查: which cases are drawn and who reviews them, as a pure function of the pool and the seed.

Each case has a rank, the SHA-256 of seed and case number; anybody can work it out again. First come the cases of least
rank of every judge, then the least of all others until the wanted number is reached. Nothing depends on the order of
the pool, on keys of the database or on a generator of random numbers of some version of some library.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed case. ``teams`` are those of its judge on the day it was closed and on the day of the draw."""

    number: str
    judge: int
    teams: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A member of the committee; ``person`` and ``teams`` are who she is among the judges, if she is one of them."""

    login: str
    person: int | None = None
    teams: tuple[int, ...] = ()

    def may_review(self, case: Candidate) -> bool:
        """Not one's own case, and not one of one's own team."""
        return self.person != case.judge and not set(self.teams) & set(case.teams)


@dataclass(frozen=True, slots=True)
class Pool:
    """All that a draw depends on, beside the seed."""

    cases: tuple[Candidate, ...]
    reviewers: tuple[Reviewer, ...]
    each: int = 1
    extra: str = "none"
    size: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn case and its reviewer's log-in."""

    number: str
    judge: int
    reviewer: str


def draw(pool: Pool, seed: str) -> list[Drawn]:
    """The cases in the order of their ranks, each with its reviewer; cases that nobody may review are left out.

    Ask :func:`unreviewable` first. The reviewers' loads are as even as their teams allow.
    """
    cases = [case for case in drawn_cases(pool, seed) if any(one.may_review(case) for one in pool.reviewers)]
    reviewers = assign(cases, pool.reviewers, seed)
    return [Drawn(case.number, case.judge, reviewers[case.number].login) for case in cases]


def drawn_cases(pool: Pool, seed: str) -> list[Candidate]:
    """``each`` of every judge (all, where there are fewer), then more up to the wanted number."""
    ranked = sorted(pool.cases, key=lambda case: _rank(seed, case.number))
    taken: list[Candidate] = []
    left: list[Candidate] = []
    had: Counter[int] = Counter()
    for case in ranked:
        had[case.judge] += 1
        (taken if had[case.judge] <= pool.each else left).append(case)
    more = max(0, wanted(pool) - len(taken))
    return sorted([*taken, *left[:more]], key=lambda case: _rank(seed, case.number))


def wanted(pool: Pool) -> int:
    """How many cases are wanted at least, by number or share; a part of a case is a case."""
    if pool.size is None or pool.extra == "none":
        return 0
    return math.ceil(pool.size if pool.extra == "count" else pool.size * len(pool.cases))


def unreviewable(pool: Pool, seed: str) -> list[Candidate]:
    """Drawn cases of which no member may be the reviewer."""
    return [case for case in drawn_cases(pool, seed) if not any(one.may_review(case) for one in pool.reviewers)]


def assign(cases: Sequence[Candidate], reviewers: Iterable[Reviewer], seed: str) -> dict[str, Reviewer]:
    """A reviewer a case number, the loads as even as can be: no chain of exchanges would make them more even."""
    by_login = {one.login: one for one in sorted(reviewers, key=lambda one: one.login)}
    may = {case.number: [login for login, one in by_login.items() if one.may_review(case)] for case in cases}
    load = dict.fromkeys(by_login, 0)
    given: dict[str, str] = {}
    for case in cases:
        number = case.number
        login = min(may[number], key=lambda one: (load[one], _rank(seed, f"{number}\n{one}")))
        given[number] = login
        load[login] += 1
        _even_out(login, load, given, may)
    return {number: by_login[login] for number, login in given.items()}


def _even_out(start: str, load: dict[str, int], given: dict[str, str], may: Mapping[str, list[str]]) -> None:
    """Hand cases on, from the one who just got one, until somebody with two fewer has one more."""
    held: dict[str, list[str]] = defaultdict(list)
    for number, login in given.items():
        held[login].append(number)
    came: dict[str, tuple[str, str] | None] = {start: None}
    queue = deque([start])
    while queue:
        login = queue.popleft()
        if load[login] <= load[start] - 2:
            load[login] += 1
            load[start] -= 1
            while (step := came[login]) is not None:
                giver, number = step
                given[number] = login
                login = giver
            return
        for number in held[login]:
            for other in may[number]:
                if other not in came:
                    came[other] = (login, number)
                    queue.append(other)


def pool_to_json(pool: Pool) -> dict[str, Any]:
    """For the records; the size as text, since it may be a fraction."""
    return {
        "cases": [[one.number, one.judge, list(one.teams)] for one in sorted(pool.cases, key=lambda one: one.number)],
        "reviewers": [
            [one.login, one.person, list(one.teams)] for one in sorted(pool.reviewers, key=lambda one: one.login)
        ],
        "each": pool.each, "extra": pool.extra, "size": None if pool.size is None else str(pool.size),
    }  # fmt: skip


def pool_from_json(stored: Mapping[str, Any]) -> Pool:
    """The pool as it was drawn from."""
    return Pool(
        tuple(Candidate(number, judge, tuple(teams)) for number, judge, teams in stored["cases"]),
        tuple(Reviewer(login, person, tuple(teams)) for login, person, teams in stored["reviewers"]),
        stored["each"], stored["extra"], None if stored["size"] is None else Fraction(stored["size"]),
    )  # fmt: skip


def _rank(seed: str, text: str) -> tuple[str, str]:
    return sha256(f"{seed}\n{text}".encode()).hexdigest(), text
