"""The job by Hengji itself: the scheme is written out as YAML and checked like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from bench.job import Job, Totals
from rules.check import load_text
from rules.compiled import Compiled
from scoring.constants import Book
from scoring.frames import encode, screen
from scoring.inputs import Fact, Subject
from scoring.live.engine import Engine
from scoring.live.events import Event
from scoring.period import Period
from scoring.price import Pricer, price_tally
from scoring.tally import Tally, take_tally

YEAR = Period("year", 2020)
SCHEME = """\
scheme: bench
version: "1.0"
title: 权重计分
basis: {{document: 测速用}}
appraises: person
period: year
effective: 2020-01-01
unit: 分
ranking: hidden
tables:
  权重:
    keys: [案件类型, 审理程序]
    unit: 分
    tunable: {{min: 0.01, max: 100, step: 0.01}}
    basis: 测速
    rows: [{rows}]
facts:
  结案:
    fields:
      案件类型: {{type: choice, values: [{types}]}}
      审理程序: {{type: choice, values: [{procedures}]}}
items:
  - id: closed
    title: 审结案件
    category: base
    when: {{fact: 结案}}
    points: 权重（案件类型，审理程序）
    basis: 测速
"""


def text(job: Job) -> str:
    """The job's weights as the text of a scheme."""
    rows = ", ".join(f"[{kind}, {way}, {Decimal(weight) / 100}]" for (kind, way), weight in job.weights.items())
    return SCHEME.format(rows=rows, types=", ".join(job.types), procedures=", ".join(job.procedures))


def scheme(job: Job) -> Compiled:
    """The same through the checks that a court's scheme goes through."""
    compiled, problems = load_text(text(job), "bench.yaml")
    if compiled is None:
        raise ValueError("\n".join(problem.text() for problem in problems))
    return compiled


def facts_of(job: Job) -> list[Fact]:
    """The facts as intake hands them over."""
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(366)]
    return [
        Fact(f"f{number}", "结案", days[number % 366], judge, {"案件类型": kind, "审理程序": way})
        for number, (judge, kind, way) in enumerate(job.facts)
    ]


def _totals(compiled: Compiled, tally: Tally, subjects: dict[str, Subject]) -> Totals:
    priced = price_tally(Pricer(compiled, Book(compiled)), tally, subjects)
    totals: Counter[str] = Counter()
    for judge, rule in priced.cells:
        totals[judge] += int(priced.points(judge, rule) * 100)
    return totals


def _subjects(job: Job) -> dict[str, Subject]:
    return {judge: Subject(judge) for judge, _, _ in job.facts}


def bulk(job: Job) -> Callable[[], Totals]:
    """Tally and price, as the close of a period does, from columns."""
    compiled, subjects = scheme(job), _subjects(job)
    frames = encode(compiled, facts_of(job), YEAR)
    return lambda: _totals(compiled, take_tally(compiled, frames, Book(compiled)), subjects)


def pricing(job: Job) -> Callable[[], Totals]:
    """Price alone: what changing a weight costs, the facts being counted already."""
    compiled, subjects = scheme(job), _subjects(job)
    tally = take_tally(compiled, encode(compiled, facts_of(job), YEAR), Book(compiled))
    return lambda: _totals(compiled, tally, subjects)


def from_facts(job: Job) -> Callable[[], Totals]:
    """The whole way from facts as objects: screened, laid out as columns, tallied and priced."""
    compiled, subjects, facts = scheme(job), _subjects(job), facts_of(job)

    def run() -> Totals:
        good, _ = screen(compiled, facts, subjects)
        return _totals(compiled, take_tally(compiled, encode(compiled, good, YEAR), Book(compiled)), subjects)

    return run


def live(job: Job) -> Callable[[], Totals]:
    """Live scoring: durable_rules in its child process, then the price of what fired."""
    compiled = scheme(job)
    events = [Event(fact.key, fact.kind, 0, fact.fields) for fact in facts_of(job)]
    judges = {event.key: judge for event, (judge, _, _) in zip(events, job.facts, strict=True)}
    fields = {event.key: tuple(event.fields[name] for name in compiled.items[0].reads) for event in events}
    engine = Engine(compiled)
    engine.fire(events[:1])  # the child is started

    def run() -> Totals:
        pricer, totals = Pricer(compiled, Book(compiled)), Counter[str]()
        for key, rules in engine.fire(events).fired.items():
            for rule in rules:
                totals[judges[key]] += int((pricer.price(rule, 0, fields[key]) or 0) * 100)
        return totals

    return run
