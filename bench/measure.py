"""Interleaved rounds, medians, and a check of every answer."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from bench.job import Job, Totals
from rules.phrase import N_


class DisagreementError(Exception):
    """A method arrived at other totals."""


@dataclass(slots=True)
class Method:
    """One way to do the job. ``prepare`` is not timed: it brings the facts into the form that the method works on."""

    name: str
    prepare: Callable[[Job], Callable[[], Totals]]
    sample: int | None = None  # at most so many facts, where all of them would take hours
    seconds: list[float] = field(default_factory=list)  # per fact, one a round


def measure(methods: Sequence[Method], job: Job, rounds: int, say: Callable[[str], None]) -> None:
    """Fill in ``seconds``. One turn of each method a round, so that a busy minute hits all of them alike."""
    ready = []
    for method in methods:
        say(N_("准备：{method}").filled(method=method.name))
        part = job.first(method.sample) if method.sample else job
        ready.append((method, method.prepare(part), dict(part.totals()), len(part.facts)))
    for number in range(rounds):
        say(N_("第 {number} 轮，共 {rounds} 轮").filled(number=number + 1, rounds=rounds))
        for method, run, expected, size in ready:
            gc.collect()
            gc.disable()
            start = perf_counter()
            found = run()
            method.seconds.append((perf_counter() - start) / size)
            gc.enable()
            if {judge: total for judge, total in found.items() if total} != expected:
                raise DisagreementError(method.name)


def ratios(methods: Sequence[Method]) -> list[tuple[Method, float, float, float]]:
    """For each method how many times the first one's time a fact takes: median, lowest and highest round by round."""
    base = methods[0].seconds
    found = []
    for method in methods:
        rounds = sorted(own / first for own, first in zip(method.seconds, base, strict=True))
        found.append((method, median(method.seconds) / median(base), rounds[0], rounds[-1]))
    return found
