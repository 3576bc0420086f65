"""Courts to print papers of: one with a closed month that tests write to, with a shelf of its own; and a small court's
sealed year with every paper of it, which they only read.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import open_database
from records.models import AppraisalPeriod, Court, Job, JobItem, Paper, User
from reports.batch.runner import Runner
from reports.desk import Desk, desk_of
from tests import migrated
from tests.reports.every_paper import PAPERS, Printed, enter, print_all
from tests.reports.small_court import build
from tests.site import Site


@dataclass
class Printing:
    """A session entered for 示一院, its closed month, and a runner with two workers."""

    site: Site
    session: Session
    shelf: Path
    log: list[str]

    @property
    def period(self) -> AppraisalPeriod:
        return self.session.get_one(AppraisalPeriod, self.site.closed)

    @property
    def staff(self) -> User:
        return self.session.scalars(select(User).where(User.login == "staff")).one()

    def runner(self, name: str = "", **options: object) -> Runner:
        made = Runner(self.site.database.session, self.shelf, self.log.append, workers=2, **options)  # type: ignore[arg-type]
        made.name = name or made.name
        return made

    def items(self, job: Job) -> list[JobItem]:
        self.session.expire_all()
        return list(self.session.scalars(select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.position)))

    def papers(self) -> list[Paper]:
        self.session.expire_all()
        return list(self.session.scalars(select(Paper).order_by(Paper.id)))


@pytest.fixture
def printing(desk: Site, tmp_path: Path) -> Iterator[Printing]:
    with desk.session() as session:
        with tenancy.everything(session):
            court = session.scalars(select(Court.id).where(Court.name == "示一院")).one()
        tenancy.enter(session, court, below=True)
        yield Printing(desk, session, tmp_path / "shelf", [])


@dataclass(frozen=True)
class Year:
    """The small court's sealed year, read by tests and written by none; its papers as the batch printed them."""

    session: Session
    url: str
    papers: tuple[Printed, ...]

    def of(self, kind: str, scheme: str = "", subject: str | None = None) -> Printed:
        """The first printed paper that fits."""
        return next(
            one
            for one in self.papers
            if one.wanted.kind == kind and scheme in ("", one.wanted.scheme) and subject in (None, one.wanted.subject)
        )

    def desk(self, scheme: str) -> Desk:
        """Of the scheme's period, in the session, which is entered for its court."""
        return desk_of(self.session, enter(self.session, scheme))


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Built and printed once, whichever of pytest-xdist's workers asks first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "small-court"
    folder.mkdir(exist_ok=True)
    url, done = f"sqlite:///{folder / 'court.sqlite3'}", folder / "papers.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            migrated.fill(url)
            database = open_database(url)
            with database.session() as session:
                build(session, folder / "attachments")
            database.close()
            printed = print_all(url, folder / "shelf")
            written = [[one.wanted.name, str(one.path), one.code, one.sha256] for one in printed]
            done.write_text(json.dumps(written), encoding="utf-8")
    named = {one.name: one for one in PAPERS}
    read = json.loads(done.read_text(encoding="utf-8"))
    papers = tuple(Printed(named[name], Path(path), code, digest) for name, path, code, digest in read)
    database = open_database(url)
    with database.session() as session:
        yield Year(session, url, papers)
    database.close()
