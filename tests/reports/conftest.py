"""A court with a closed month, for papers out of the records: the desk of the site, and a shelf of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import AppraisalPeriod, Court, Job, JobItem, Paper, User
from reports.batch.runner import Runner
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
