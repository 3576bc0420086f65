"""What moving every weight at once costs: a trial that prices again, against scoring the period anew.

The scheme starts from other weights than the job's, and the what-if sets the job's: so every weight is moved, and both
must arrive at the job's totals.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from bench import ours
from bench.job import Job, Totals
from rules.check import load_text
from rules.compiled import Compiled
from scoring.engine import score
from scoring.inputs import Inputs, Overlay, Subject
from scoring.tuning.outcome import GradeLine
from scoring.tuning.trial import Trial

SECTIONS = """\
sections:
  - {id: quantity, title: 办案数量, parts: [{of: closed}], basis: 测速}
  - {id: total, title: 总分, parts: [{of: quantity}, {of: 固定加减}, {of: 申请加减}], basis: 测速}
total: total
"""
LINES = (GradeLine("优秀", share=Fraction(15, 100)), GradeLine("称职", at=Fraction(1000)))


def _asked(job: Job) -> tuple[Compiled, Inputs, Overlay]:
    """A scheme whose weights all are a hundredth too high, the facts, and the overlay that puts the weights right."""
    moved = Job({key: weight + 1 for key, weight in job.weights.items()}, job.facts)
    compiled, problems = load_text(ours.scheme(moved).text + SECTIONS, "bench.yaml")
    if compiled is None:
        raise ValueError("\n".join(problem.text() for problem in problems))
    subjects = tuple(Subject(judge) for judge in sorted({judge for judge, _, _ in job.facts}))
    overlay = Overlay({}, {("权重", key): Fraction(weight, 100) for key, weight in job.weights.items()})
    return compiled, Inputs(ours.YEAR, subjects, tuple(ours.facts_of(job))), overlay


def trial(job: Job) -> Callable[[], Totals]:
    """All weights moved in a prepared trial: totals, places, lines, bands, groups."""
    compiled, inputs, overlay = _asked(job)
    prepared = Trial.prepare(compiled, inputs)

    def run() -> Totals:
        found = prepared.outcome(overlay, LINES)
        return {one.subject: int(one.total * 100) for one in found.subjects if one.total is not None}

    return run


def anew(job: Job) -> Callable[[], Totals]:
    """The same question put to the official score, without explanations."""
    compiled, inputs, overlay = _asked(job)

    def run() -> Totals:
        found = score(compiled, inputs, overlay, explain=False)
        return {one.subject: int(one.total * 100) for one in found.subjects if one.total is not None}

    return run
