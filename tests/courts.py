"""延边中院 and two courts below whose scorecards of 2019, under its scheme, are public: for tests of several rooms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.models import AppraisalPeriod, Court, Figure, User
from records.tenancy import enter, everything
from tests.workflow.world import SCHEMES
from workflow.calendar import enter_year, today
from workflow.closing import close
from workflow.opening import open_period
from workflow.passwords import hashed
from workflow.permissions import SEES_COURTS_BELOW
from workflow.schemes import publish, submit
from workflow.sealing import publicise

FIGURE = "二审被改判"


@dataclass(frozen=True)
class Courts:
    """延边中院 with two courts below; 2019 is closed by ``closer`` and public from today."""

    database: Database
    ids: dict[str, int]
    period: int

    @contextmanager
    def acting(self, login: str) -> Iterator[tuple[Session, User, AppraisalPeriod]]:
        """As the site does for one request: a session of the account's court, committed at the end."""
        with self.database.session() as session:
            with everything(session):
                user = session.scalars(select(User).where(User.login == login)).one()
                court, role = user.court_id, user.role
            enter(session, court, below=role in SEES_COURTS_BELOW)
            user = session.scalars(select(User).where(User.login == login)).one()
            yield session, user, session.get_one(AppraisalPeriod, self.period)
            session.commit()


def build(database: Database, password: str | None = None) -> Courts:
    """Through the program's own acts; all accounts have one password, or none that lets in."""
    digest = hashed(password) if password else "-"
    with database.session() as session:
        with everything(session):
            above = Court(name="延边中院", full_name="延边中院（演示）", level="中级")
            below = [
                Court(name=name, full_name=f"{name}（演示）", level="基层", parent=above)
                for name in ("延吉法院", "图们法院")
            ]
            session.add_all([above, *below])
            session.flush()
            ids = {court.name: court.id for court in (above, *below)}
            for login, role, court in (
                ("closer", "staff", "延边中院"), ("office", "staff", "延边中院"), ("president", "leader", "延边中院"),
                ("member", "committee", "延边中院"),
                ("tumen", "staff", "图们法院"), ("yanji", "staff", "延吉法院"),
            ):  # fmt: skip
                session.add(User(court_id=ids[court], login=login, name=f"示{login}", password_hash=digest, role=role))
            for name, year, value in (("延吉法院", "2018", 252), ("图们法院", "2018", 23), ("图们法院", "2019", 23)):
                session.add(
                    Figure(
                        court_id=ids[name], subject_kind="court", subject_id=ids[name], period=year, name=FIGURE,
                        value=Fraction(value),
                    )
                )  # fmt: skip
            session.commit()
        enter(session, ids["延边中院"], below=True)
        for known in (today().year, today().year + 1):
            enter_year(session, None, ids["延边中院"], known, [], [], "示例")
        text = (SCHEMES / "yanbian-2019.yaml").read_text(encoding="utf-8")
        version = submit(session, None, ids["延边中院"], text)
        publish(session, None, version)
        period = open_period(session, None, version, ids["延边中院"], "2019")
        closer = session.scalars(select(User).where(User.login == "closer")).one()
        done = close(session, closer, period)
        assert done.closed, done.refusals
        publicise(session, None, period)
        session.commit()
        return Courts(database, ids, period.id)
