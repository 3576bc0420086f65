"""The same job by others, each in the way its documentation recommends."""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path

import duckdb
import rule_engine
import zen

from bench.job import Job, Totals
from scoring.live.host import RecordingHost


def plain_dict(job: Job) -> Callable[[], Totals]:
    """A loop and a dict: what a careful programmer writes first."""
    facts, weights = job.facts, job.weights

    def run() -> Totals:
        totals: defaultdict[str, int] = defaultdict(int)
        for judge, kind, procedure in facts:
            totals[judge] += weights[kind, procedure]
        return totals

    return run


def duckdb_join(job: Job) -> Callable[[], Totals]:
    """Join and group by, on one thread, from tables in memory."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.csv"
        file.write_text("".join(f"{judge},{kind},{procedure}\n" for judge, kind, procedure in job.facts), "utf-8")
        columns = "{'judge': 'VARCHAR', 'type': 'VARCHAR', 'procedure': 'VARCHAR'}"
        connection.execute(f"CREATE TABLE facts AS FROM read_csv('{file}', header = false, columns = {columns})")
    connection.execute("CREATE TABLE weights (type VARCHAR, procedure VARCHAR, weight BIGINT)")
    rows = [(*key, weight) for key, weight in job.weights.items()]
    connection.executemany("INSERT INTO weights VALUES (?, ?, ?)", rows)
    query = "SELECT judge, sum(weight) FROM facts JOIN weights USING (type, procedure) GROUP BY judge"
    return lambda: {judge: int(total) for judge, total in connection.execute(query).fetchall()}


def durable_rules(job: Job) -> Callable[[], Totals]:
    """A rule a weight, one post a fact, the state thrown away."""
    codes = {name: code for names in (job.types, job.procedures) for code, name in enumerate(names)}
    rules = {
        f"r{number}": {"all": [{"m": {"$and": [{"t": codes[kind]}, {"p": codes[procedure]}]}}], "run": f"{weight}"}
        for number, ((kind, procedure), weight) in enumerate(job.weights.items())
    }
    host, numbers = RecordingHost({"weights": rules}), count()
    events = [(judge, {"t": codes[kind], "p": codes[procedure]}) for judge, kind, procedure in job.facts]

    def run() -> Totals:
        totals: Counter[str] = Counter()
        for judge, event in events:
            host.fired.clear()
            host.post("weights", {**event, "sid": "s", "id": f"e{next(numbers)}"})
            totals[judge] += int(host.fired[0])
        return totals

    return run


def zen_table(job: Job) -> Callable[[], Totals]:
    """A decision table of zen-engine, evaluated a fact at a time. Its columns must not have Chinese names."""
    codes = {name: f"c{code}" for names in (job.types, job.procedures) for code, name in enumerate(names)}
    rows = [
        {"_id": f"r{number}", "t": f'"{codes[kind]}"', "p": f'"{codes[procedure]}"', "w": str(weight)}
        for number, ((kind, procedure), weight) in enumerate(job.weights.items())
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": place, "name": name, "field": name} for place, name in (("t", "type"), ("p", "procedure"))],
        "outputs": [{"id": "w", "name": "weight", "field": "weight"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    events = [(judge, {"type": codes[kind], "procedure": codes[procedure]}) for judge, kind, procedure in job.facts]

    def run() -> Totals:
        totals: Counter[str] = Counter()
        for judge, event in events:
            totals[judge] += int(decision.evaluate(event)["result"]["weight"])
        return totals

    return run


def rule_engine_rules(job: Job) -> Callable[[], Totals]:
    """A rule a weight, tried in order until one matches."""
    rules = [
        (rule_engine.Rule(f'type == "{kind}" and procedure == "{procedure}"'), weight)
        for (kind, procedure), weight in job.weights.items()
    ]
    events = [(judge, {"type": kind, "procedure": procedure}) for judge, kind, procedure in job.facts]

    def run() -> Totals:
        totals: Counter[str] = Counter()
        for judge, event in events:
            totals[judge] += next(weight for rule, weight in rules if rule.matches(event))
        return totals

    return run
