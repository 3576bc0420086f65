"""``python -m tests.reports.gallery [DATABASE]``: the pictures of docs/papers, every page of every kind of paper.

From a database that holds the demonstration (``./hengji demo --load-only``); without one, the demonstration is loaded
for it. Yearbooks and the notification of a grade are the small court's: no scheme of the demonstration collects cases,
and its lists are not signed yet.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import open_database
from records.models import AppraisalPeriod, Scheme
from reports.desk import desk_of
from reports.kinds import KINDS, composed, subjects_of
from reports.press.press import press
from reports.press.sheet import Sheet
from tests import migrated
from tests.reports.every_paper import enter
from tests.reports.pictures import pages
from tests.reports.small_court import BOOKS, CARDS, COURTS, YEARLY, build
from workflow.demonstration.loading import load

FOLDER = Path(__file__).parents[2] / "docs" / "papers"
DPI, COLOURS = 72, 48
# File name, kind, scheme.
SHOWN: tuple[tuple[str, str, str], ...] = (
    ("scorecard", "scorecard", YEARLY),
    ("annual", "annual", YEARLY),
    ("appraisal-form", "appraisal-form", YEARLY),
    ("publicity", "publicity", YEARLY),
    ("pay", "pay", YEARLY),
    ("forms", "forms", COURTS),
    ("general", "general", YEARLY),
    ("letter", "letter", CARDS),
    ("notice", "notice", CARDS),
)
OF_SMALL_COURT = (
    ("grade-notice", "grade-notice", YEARLY),
    *((f"book-{colour}", f"book-{colour}", BOOKS) for colour in ("red", "white", "yellow")),
)


def main() -> None:
    """Draw everything; old pictures go."""
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with _demonstration(sys.argv[1:]) as session:
        for name, kind, scheme in SHOWN:
            _draw(session, name, kind, scheme)
    with tempfile.TemporaryDirectory() as folder, _empty(Path(folder)) as session:
        build(session, Path(folder))
        for name, kind, scheme in OF_SMALL_COURT:
            _draw(session, name, kind, scheme)


@contextmanager
def _demonstration(given: list[str]) -> Iterator[Session]:
    if given:
        database = open_database(given[0])
        with database.session() as session:
            yield session
        database.close()
        return
    with tempfile.TemporaryDirectory() as folder, _empty(Path(folder)) as session:
        database = open_database(f"sqlite:///{Path(folder) / 'court.sqlite3'}")
        load(database, print, Path(folder) / "password")  # print: what the demonstration says of each step
        database.close()
        yield session


@contextmanager
def _empty(folder: Path) -> Iterator[Session]:
    url = f"sqlite:///{folder / 'court.sqlite3'}"
    migrated.fill(url)
    database = open_database(url)
    with database.session() as session:
        yield session
    database.close()


def _draw(session: Session, name: str, kind: str, scheme: str) -> None:
    sheet = next(sheet for text in _periods(session, scheme) if (sheet := _first(session, scheme, text, kind)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(press(sheet).pdf)
        for number, page in enumerate(pages(path, DPI, grey=False), 1):
            page.quantize(COLOURS).save(FOLDER / f"{name}-{number:02d}.png", optimize=True)
    sys.stdout.write(f"{name}\n")


def _periods(session: Session, scheme: str) -> list[str]:
    """Of a scheme, the last first: a year that has only begun may have no such paper yet."""
    with tenancy.everything(session):
        query = select(AppraisalPeriod.text).join(Scheme, Scheme.id == AppraisalPeriod.scheme_id)
        return list(session.scalars(query.where(Scheme.name == scheme).order_by(AppraisalPeriod.starts.desc())))


def _first(session: Session, scheme: str, text: str, kind: str) -> Sheet | None:
    """The paper of the first who has such; of letters that of whoever got two cards, so that both kinds are seen."""
    desk = desk_of(session, enter(session, scheme, text))
    cards = {result.subject: len({card.colour for card in result.cards}) for result in desk.standing.results}
    named = subjects_of(desk, KINDS[kind])
    if kind in ("letter", "notice") and not any(cards.values()):
        return None
    if kind == "letter":
        named = sorted(named, key=lambda subject: -cards.get(subject, 0))
    return next((sheet for subject in named if (sheet := composed(desk, KINDS[kind], subject)) is not None), None)


if __name__ == "__main__":
    main()
