"""What the tests of this room stand on. All names are plainly made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import (
    AppraisalPeriod,
    Case,
    Court,
    Division,
    Membership,
    Person,
    Scheme,
    SchemeVersion,
    Team,
    User,
)
from records.queries.directory import SubjectKey
from records.tenancy import everything
from records.types import now
from rules.condition import Value
from scoring.period import parse_period
from workflow.facts import Draft

SCHEMES = Path(__file__).resolve().parents[2] / "rules" / "schemes"


@dataclass(frozen=True)
class World:
    court_id: int
    people: Mapping[str, int]
    teams: Mapping[str, int]
    case_id: int
    staff_id: int
    person_user_id: int

    def closed(self, key: str, who: str = "示一", day: date = date(2020, 3, 5), **fields: Value | None) -> Draft:
        """A case closed: 民事一审 普通 judged in 100 days (3 沭法币) unless told otherwise."""
        told: dict[str, Value | None] = {
            "案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": Fraction(100),
        }  # fmt: skip
        return self.draft(key, "结案", who, day, told | fields)

    def finding(self, key: str, day: date, who: str = "示一", **fields: Value | None) -> Draft:
        """A general problem found in a case."""
        told: dict[str, Value | None] = {"问题种类": "程序", "严重程度": "一般", "认定": True}
        return self.draft(key, "评查问题", who, day, told | fields)

    def draft(self, key: str, kind: str, who: str, day: date, fields: Mapping[str, Value | None]) -> Draft:
        person = SubjectKey("person", self.people[who])
        return Draft(self.court_id, key, kind, day, person, fields, case_id=self.case_id)


def build(session: Session) -> World:
    with everything(session):
        court = Court(name="示一院", full_name="演示第一法院", code="示0101", level="基层")
        session.add(court)
        session.flush()
        division = Division(court_id=court.id, name="民一庭")
        session.add(division)
        session.flush()
        own = {"类别": "审判团队", "二级办法": "统一办法"}
        teams = [Team(court_id=court.id, name=name, division_id=division.id, classes=own) for name in ("甲队", "乙队")]
        people = [Person(court_id=court.id, name=f"示{ordinal}", number=ordinal) for ordinal in "一二三"]
        session.add_all([*teams, *people])
        session.flush()
        start, moved = date(2019, 1, 1), date(2020, 3, 10)
        stays = [
            Membership(person_id=people[0].id, team_id=teams[0].id, post="员额法官", since=start, until=moved),
            Membership(person_id=people[0].id, team_id=teams[1].id, post="员额法官", since=moved + timedelta(days=1)),
            Membership(person_id=people[1].id, team_id=teams[0].id, post="法官助理", since=start),
            Membership(person_id=people[2].id, team_id=teams[1].id, post="书记员", since=start),
        ]
        for stay in stays:
            stay.court_id = court.id
        case = Case(
            court_id=court.id, number="（2020）示0101民初1号", year=2020, type_code="民初", serial=1, filed=start
        )
        no = {"court_id": court.id, "password_hash": "-"}  # nobody logs in here
        staff = User(**no, login="staff", name="示考核", role="staff")
        own_user = User(**no, login="one", name="示一", role="person", person_id=people[0].id)
        session.add_all([*stays, case, staff, own_user])
        session.flush()
        for name, periods in (("linshu-2020", ("2020-02", "2020-03", "2020-04")), ("yinzhou-cards-2020", ("2020",))):
            _open(session, court.id, name, periods)
    return World(
        court.id,
        {person.name: person.id for person in people},
        {team.name: team.id for team in teams},
        case.id,
        staff.id,
        own_user.id,
    )


def _open(session: Session, court_id: int, name: str, periods: tuple[str, ...]) -> None:
    text = (SCHEMES / f"{name}.yaml").read_text(encoding="utf-8")
    scheme = Scheme(court_id=court_id, name=name, title=name)
    version = SchemeVersion(
        court_id=court_id, scheme=scheme, version="1.0", text=text, sha256=sha256(text.encode()).hexdigest(),
        effective=date(2020, 1, 1), state="published", published_at=now(),
    )  # fmt: skip
    session.add(version)
    session.flush()
    for written in periods:
        when = parse_period(written)
        assert when is not None
        session.add(
            AppraisalPeriod(
                court_id=court_id, scheme_id=scheme.id, version_id=version.id, text=when.text,
                starts=when.start, ends=when.end,
            )
        )  # fmt: skip
    session.flush()


def period(session: Session, text: str) -> AppraisalPeriod:
    return session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == text)).one()
