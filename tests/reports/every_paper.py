"""Each kind of paper there is, printed from the small court's year by the batch itself: one job a period.

``python -m tests.reports.every_paper DATABASE SHELF`` orders and prints all of them once more and tells what came out,
for the test that holds two processes against each other.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import open_database
from records.models import AppraisalPeriod, Job, JobItem, Scheme
from reports.batch.runner import Runner
from reports.batch.shelf import folder_of
from tests.reports.small_court import BOOKS, CARDS, COURTS, MONTHLY, YEARLY
from workflow.printing import ordering

SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper of the small court: its kind, the scheme of its period (of months the last), whom it is about."""

    kind: str
    scheme: str
    subject: str = ""

    @property
    def name(self) -> str:
        """As its approved pictures are called."""
        return "-".join(part for part in (self.kind, self.scheme.partition("-")[0], self.subject) if part)


PAPERS = (
    Wanted("scorecard", YEARLY, "示一"),
    Wanted("scorecard", MONTHLY, "甲队"),
    Wanted("scorecard", CARDS, "示二"),
    Wanted("annual", YEARLY, "示一"),
    Wanted("annual", YEARLY, "示三"),  # moved in mid-year
    Wanted("annual", YEARLY, "示六"),  # asked for points
    Wanted("annual", MONTHLY, "甲队"),
    Wanted("annual", COURTS, "延吉法院"),
    Wanted("appraisal-form", YEARLY, "示一"),
    Wanted("appraisal-form", YEARLY, "示七"),
    Wanted("grade-notice", YEARLY, "示九"),
    Wanted("publicity", YEARLY),
    Wanted("publicity", CARDS),
    Wanted("pay", YEARLY),
    Wanted("forms", COURTS),
    Wanted("general", YEARLY),
    Wanted("general", CARDS),
    Wanted("book-red", BOOKS),
    Wanted("book-white", BOOKS),
    Wanted("book-yellow", BOOKS),
    Wanted("letter", CARDS, "示二"),
    Wanted("letter", CARDS, "示四"),
    Wanted("notice", CARDS),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that a job printed."""

    wanted: Wanted
    path: Path
    code: str
    sha256: str

    def lines(self) -> str:
        """As pdftotext reads it, cell after cell: what breaks over lines stays together."""
        command = ["pdftotext", "-raw", str(self.path), "-"]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    def text(self) -> str:
        """The same without spaces and line ends."""
        return SPACES.sub("", self.lines())

    def data(self) -> Any:  # noqa: ANN401 - whatever the JSON text holds
        """What is attached as ``score.json``."""
        with pikepdf.open(io.BytesIO(self.path.read_bytes())) as pdf:
            return json.loads(pdf.attachments["score.json"].get_file().read_bytes())


def enter(session: Session, scheme: str, text: str = "") -> AppraisalPeriod:
    """The last period of a scheme, or that one, in a session entered for the court that has it."""
    query = select(AppraisalPeriod).join(Scheme, Scheme.id == AppraisalPeriod.scheme_id).where(Scheme.name == scheme)
    with tenancy.everything(session):
        wanted = query.where(AppraisalPeriod.text == text) if text else query
        period = session.scalars(wanted.order_by(AppraisalPeriod.starts.desc())).first()
    assert period is not None, scheme
    tenancy.enter(session, period.court_id, below=True)
    return session.get_one(AppraisalPeriod, period.id)


def print_all(url: str, shelf: Path) -> Iterator[Printed]:
    """A job for each period, run to its end."""
    database = open_database(url)
    with database.session() as session:
        for scheme in dict.fromkeys(wanted.scheme for wanted in PAPERS):
            period, mine = enter(session, scheme), [one for one in PAPERS if one.scheme == scheme]
            job = ordering.order_papers(session, None, period, [(one.kind, [one.subject]) for one in mine])
            session.commit()
            log: list[str] = []
            assert Runner(database.session, shelf, log.append, workers=2).run(job.id)
            session.expire_all()
            items = session.scalars(select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.position))
            for one, item in zip(mine, items, strict=True):
                assert item.state == "done", (one, item.state, item.problems, log)
                yield Printed(one, folder_of(shelf, job.id) / item.file, item.code, item.pdf_sha256)
            assert session.get_one(Job, job.id).state == "done"
    database.close()


def main() -> None:
    """Kind, scheme, subject and hash of each file, a line each."""
    url, shelf = sys.argv[1:]
    for one in print_all(url, Path(shelf)):
        sys.stdout.write(f"{one.wanted.name} {one.sha256} {one.code}\n")


if __name__ == "__main__":
    main()
