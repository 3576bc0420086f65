"""What a slider's move costs in the whole program: a request with 300 weights, everyone drawn anew, by the app itself.

A court of 400 judges is written into a database of its own; each request sets every weight, on its grid, at random.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from bench import ours
from bench.job import Job, make_job
from bench.tuning import SECTIONS
from portal.database import EXTENSION
from records import tenancy
from records.database import migrate, open_database
from records.models import AppraisalPeriod, Court, Fact, Person
from scoring.engine import score
from workflow.accounts import NewAccount, create_user
from workflow.inputs import ground_of, inputs_of
from workflow.opening import open_period
from workflow.schemes import publish, submit
from workflow.versions import close_engines

JUDGES, FACTS, MOVES = 400, 40_000, 200
WORD = "测速 用的 口令 一句"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEY = re.compile(r'data-key="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Moves:
    """Seconds of each request in the order asked, and of one official score of the same period."""

    seconds: tuple[float, ...]
    anew: float

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 moves are answered."""
        return quantiles(self.seconds, n=20)[-1]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)


def moves(judges: int = JUDGES, facts: int = FACTS, count: int = MOVES) -> Moves:
    """Ask ``count`` times, each time with other weights."""
    job = make_job(facts, judges=judges)
    with _court(job) as (client, period, anew):
        page = client.get(f"/tuning/{period}")
        key = KEY.search(page.get_data(as_text=True))
        token = TOKEN.search(client.get("/password").get_data(as_text=True))
        if key is None or token is None:
            raise ValueError("the sliders' page does not open")
        chance = random.Random(7)  # noqa: S311 - a repeatable sample, no secret
        seconds = []
        for _ in range(count + 1):
            body = _body(job, key[1], chance)
            start = perf_counter()
            answer = client.post(
                f"/tuning/{period}/outcome", data=body, headers={"X-CSRFToken": token[1]},
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
            seconds.append(perf_counter() - start)
            _hold(answer.status_code == 200 and not answer.get_json().get("problems"), "a move is refused")  # noqa: PLR2004
        return Moves(tuple(seconds[1:]), anew)


def _body(job: Job, key: str, chance: random.Random) -> str:
    """The form with every weight on a slider and every slider moved."""
    drawn = [(f"set.权重（{kind}，{way}）", Decimal(chance.randint(1, 10_000)) / 100) for kind, way in job.weights]
    return urlencode([*drawn, ("key", key)])


@contextmanager
def _court(job: Job) -> Iterator[tuple[FlaskClient, int, float]]:
    """A browser of the staff, the period, and the seconds of one official score."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with TemporaryDirectory(prefix="hengji-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        database = open_database(url)
        with database.session() as session:
            period = _records(session, job)
            ground = ground_of(session, session.get_one(AppraisalPeriod, period))
            inputs = inputs_of(session, ground)
        start = perf_counter()
        score(ground.compiled, inputs, explain=False)
        anew = perf_counter() - start
        app = create_app({"DATABASE_URL": url, "SECRET_KEY": "a key of the bench, long enough to sign with"})
        client = app.test_client()
        token = TOKEN.search(client.get("/login").get_data(as_text=True))
        data = {"login": "bench", "password": WORD, "csrf_token": token[1] if token else ""}
        _hold(client.post("/login", data=data).status_code == 302, "no log-in")  # noqa: PLR2004 - HTTP
        yield client, period, anew
        close_engines()
        app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
        database.close()


def _records(session: Session, job: Job) -> int:
    """The court, its judges, the scheme in force, a year of facts. The period's key."""
    with tenancy.everything(session):
        court = Court(name="测速院", full_name="测速用法院", code="测01", level="基层")
        session.add(court)
        session.flush()
        names = sorted({judge for judge, _, _ in job.facts})
        people = [Person(court_id=court.id, name=name, number=f"{at:04d}") for at, name in enumerate(names)]
        session.add_all(people)
        session.flush()
        ids = {person.name: person.id for person in people}
        made, problems = create_user(
            session, None, NewAccount("bench", "测速", WORD, "staff", court.id, must_change_password=False)
        )
        _hold(made is not None, str(problems))
        session.commit()
        court_id = court.id
    tenancy.enter(session, court_id)
    version = submit(session, None, court_id, ours.text(job) + SECTIONS)
    publish(session, None, version)
    period = open_period(session, None, version, court_id, "2020")
    for at, (judge, kind, way) in enumerate(job.facts):
        session.add(
            Fact(court_id=court_id, key=f"f{at}", kind="结案", day=date(2020, 1, 1) + timedelta(days=at % 366),
                 subject_kind="person", subject_id=ids[judge], fields={"案件类型": kind, "审理程序": way})
        )  # fmt: skip
    session.commit()
    return period.id


def _hold(right: bool, words: str) -> None:  # noqa: FBT001 - a condition
    if not right:
        raise ValueError(words)
