"""A whole site for tests of the faces: small courts with a judged month and an open one, an account a role.

Built through the program's own acts, once a test process, in one SQLite file. Tests read it; what they write (log-ins,
failed tries) is theirs alone. All names are plainly made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from portal.database import EXTENSION
from portal.office import EXTENSION as OFFICE
from records import tenancy
from records.database import Database, open_database
from records.models import (
    AppraisalPeriod,
    AuditEvent,
    Card,
    Case,
    Court,
    Division,
    Fact,
    Figure,
    Import,
    Membership,
    Person,
    Posting,
    SchemeVersion,
    Team,
    User,
)
from records.queries.directory import SubjectKey
from records.types import now
from rules.condition import Value
from tests.migrated import fill
from workflow.accounts import NewAccount, create_user
from workflow.closing import close
from workflow.facts import Draft, record_facts
from workflow.opening import open_period
from workflow.permissions import GRANTS
from workflow.schemes import publish, submit
from workflow.versions import close_engines

SCHEMES = Path(__file__).resolve().parents[1] / "rules" / "schemes"
PASSWORD = "青山 一道 同云雨 明月"
CASE = "（2020）示0101民初1号"
START = date(2019, 1, 1)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MODELS = {
    "people": Person, "memberships": Membership, "cases": Case, "facts": Fact, "figures": Figure, "cards": Card,
    "imports": Import, "schemes": SchemeVersion, "periods": AppraisalPeriod, "ledger": Posting, "users": User,
    "audit": AuditEvent,
}  # fmt: skip


@dataclass(repr=False)
class Site:
    """The program over its database. ``closed`` and ``opened`` are months of 示一院, ``cards`` its year of cards;
    ``own`` and ``foreign`` name a record of each list: 示一院's, and 示二院's.
    """

    app: Flask
    database: Database
    url: str
    closed: int = 0
    opened: int = 0
    cards: int = 0
    foreign_period: int = 0
    version: int = 0
    own: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser: of nobody, or logged in (kept for the next test that asks; log-ins are slow on purpose)."""
        if login is None:
            return self.app.test_client()
        if login not in self._clients:
            self._clients[login] = self.enter(login)
        return self._clients[login]

    def enter(self, login: str, password: str = PASSWORD) -> FlaskClient:
        """A new log-in."""
        client = self.app.test_client()
        answer = client.post("/login", data={"login": login, "password": password, "csrf_token": token(client)})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    def session(self) -> Session:
        return self.database.session()


def token(client: FlaskClient, page: str = "/login") -> str:
    """The CSRF token of a form."""
    found = TOKEN.search(client.get(page).get_data(as_text=True))
    assert found, page
    return found[1]


@contextmanager
def open_site(folder: Path, change: Callable[[str], str] = str) -> Iterator[Site]:
    """Built once a process: tests that read it run beside each other under pytest-xdist, each worker with its own.

    ``change`` is what is done to the text of each scheme before it is published.
    """
    url = f"sqlite:///{folder / 'site.sqlite3'}"
    fill(url)
    database = open_database(url)
    key = "a key of the tests, long enough to sign with"
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": key, "PAPERS_FOLDER": folder / "papers",
                      "JOBS_FOLDER": folder / "jobs",
                      "ATTACHMENTS_FOLDER": folder / "attachments"})  # fmt: skip
    built = Site(app, database, url)
    with database.session() as session:
        _build(session, built, change)
    yield built
    app.extensions[OFFICE].close()
    close_engines()
    app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
    database.close()


def _build(session: Session, site: Site, change: Callable[[str], str]) -> None:
    with tenancy.everything(session):
        above = Court(name="示中院", full_name="演示中级人民法院", code="示01", level="中级")
        alone = Court(name="示四院", full_name="演示第四法院", code="示0201", level="基层")
        one = Court(name="示一院", full_name="演示第一法院", code="示0101", level="基层", parent=above)
        two = Court(name="示二院", full_name="演示第二法院", code="示0102", level="基层", parent=above)
        session.add_all([above, alone, one, two])
        session.flush()
        courts = [(one, ("甲队", "乙队"), ("示一", "示二", "示三")), (two, ("丙队",), ("示四",))]
        people = [_people(session, court, teams, names) for court, teams, names in courts]
        _accounts(session, above, one, alone, people[0])
        session.commit()
        ids = {court.name: court.id for court in (above, one, two)}
    site.foreign_period, *_ = _events(session, ids["示二院"], people[1], change)
    site.foreign = _rows(session)
    site.closed, site.opened, site.cards, site.version = _events(session, ids["示一院"], people[0], change)
    site.own = _rows(session)
    session.commit()


def _people(session: Session, court: Court, teams: tuple[str, ...], names: tuple[str, ...]) -> dict[str, int]:
    division = Division(court_id=court.id, name="民一庭")
    session.add(division)
    session.flush()
    own = {"类别": "审判团队", "二级办法": "统一办法"}
    rows = [Team(court_id=court.id, name=name, division_id=division.id, classes=own) for name in teams]
    people = [Person(court_id=court.id, name=name, number=f"{index:03d}") for index, name in enumerate(names, 1)]
    session.add_all([*rows, *people])
    session.flush()
    for index, person in enumerate(people):
        team = rows[min(index // 2, len(rows) - 1)]  # 示一 and 示二 in 甲队, 示三 in 乙队
        post = "员额法官" if index % 2 == 0 else "法官助理"
        session.add(Membership(court_id=court.id, person_id=person.id, team_id=team.id, post=post, since=START))
    number = f"（2020）{court.code}民初1号"
    session.add(
        Case(
            court_id=court.id, number=number, year=2020, type_code="民初", serial=1, filed=START,
            case_type="民事一审", procedure="普通", judge_id=people[0].id,
        )
    )  # fmt: skip
    session.flush()
    return {person.name: person.id for person in people}


def _accounts(session: Session, above: Court, one: Court, alone: Court, people: dict[str, int]) -> None:
    division = session.scalars(select(Division).where(Division.court_id == one.id)).one()
    wanted = [
        NewAccount(role, f"示{role}", PASSWORD, role, above.id if role == "supervisor" else one.id,
                   people["示一"] if role == "person" else None, division.id if role == "head" else None,
                   must_change_password=False)
        for role in GRANTS
    ]  # fmt: skip
    wanted.append(NewAccount("newcomer", "示新", PASSWORD, "staff", one.id, must_change_password=True))
    wanted.append(NewAccount("leaving", "示离", PASSWORD, "staff", one.id, must_change_password=False))
    wanted.append(NewAccount("alone", "示独", PASSWORD, "staff", alone.id, must_change_password=False))
    for new in wanted:
        made, problems = create_user(session, None, new)
        assert made is not None, problems


def _events(session: Session, court_id: int, people: dict[str, int], change: Callable[[str], str]) -> list[int]:
    """Schemes in force, facts, the first month closed. The periods' keys, then the version's."""
    tenancy.enter(session, court_id)
    versions = []
    for name in ("linshu-2020", "yinzhou-cards-2020"):
        version = submit(session, None, court_id, change((SCHEMES / f"{name}.yaml").read_text(encoding="utf-8")))
        publish(session, None, version)
        versions.append(version)
    periods = [open_period(session, None, versions[0], court_id, month) for month in ("2020-03", "2020-04")]
    year = open_period(session, None, versions[1], court_id, "2020")
    case = session.scalars(select(Case.id)).one()
    closing: dict[str, Value | None] = {
        "案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": Fraction(100),
    }  # fmt: skip
    finding: dict[str, Value | None] = {"问题种类": "程序", "严重程度": "一般", "认定": True}
    drafts: list[Draft] = []
    for name, person in people.items():
        drafts += [
            Draft(court_id, f"结案/{name}/{day:%m}", "结案", day, SubjectKey("person", person), closing, case)
            for day in (date(2020, 3, 5), date(2020, 4, 7))
        ]
    first = SubjectKey("person", next(iter(people.values())))
    drafts += [
        Draft(court_id, f"评查/{day:%m}", "评查问题", day, first, finding, case)
        for day in (date(2020, 3, 9), date(2020, 4, 9))
    ]
    record_facts(session, None, drafts)
    done = close(session, None, periods[0])
    assert done.closed, done.refusals
    no_hash = "0" * 64
    session.add(
        Import(court_id=court_id, name="坏表.csv", sha256=no_hash, kind="facts", state="refused",
               problems=[{"line": "坏表.csv:3:日期: 不是日期"}], finished_at=now())
    )  # fmt: skip
    session.add(
        Figure(court_id=court_id, subject_kind="person", subject_id=first.id, period="2020-03", name="个人评分",
               value=Fraction(90))
    )  # fmt: skip
    session.commit()
    return [*(period.id for period in periods), year.id, versions[0].id]


def _rows(session: Session) -> dict[str, int]:
    """A record of each list, as the session of the court sees them."""
    return {name: session.scalars(select(model.id).order_by(model.id)).first() or 0 for name, model in MODELS.items()}
