"""A small world for the tests of this room: an intermediate court with two courts below it, and people who move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from records.models import (
    AppraisalPeriod,
    Court,
    Division,
    Fact,
    Membership,
    Person,
    Posting,
    Scheme,
    SchemeVersion,
    Team,
)
from records.tenancy import everything
from records.types import now


@dataclass
class World:
    above: Court
    one: Court
    two: Court
    division: Division
    first: Team
    second: Team
    person: Person
    stranger: Person
    version: SchemeVersion
    period: AppraisalPeriod


def build(session: Session) -> World:
    with everything(session):
        above = Court(name="示中院", full_name="演示中级人民法院", code="示01", level="中级")
        one = Court(name="示一院", full_name="演示第一法院", code="示0101", level="基层", parent=above)
        two = Court(name="示二院", full_name="演示第二法院", code="示0102", level="基层", parent=above)
        session.add_all([above, one, two])
        session.flush()
        division = Division(court_id=one.id, name="民一庭")
        session.add(division)
        session.flush()
        first = Team(court_id=one.id, name="甲队", division=division, classes={"类别": "审判团队"})
        second = Team(court_id=one.id, name="乙队")
        person = Person(court_id=one.id, name="示一", number="001")
        stranger = Person(court_id=two.id, name="示一", number="001")
        session.add_all([first, second, person, stranger])
        session.flush()
        session.add_all(
            [
                Membership(court_id=one.id, person=person, team=first, post="员额法官", since=date(2020, 1, 1)),
                Membership(court_id=one.id, person=person, team=second, post="法官助理", since=date(2020, 3, 11)),
            ]
        )
        scheme = Scheme(court_id=above.id, name="sample", title="演示办法")
        version = SchemeVersion(
            court_id=above.id,
            scheme=scheme,
            version="1.0",
            text="scheme: sample",
            sha256="0" * 64,
            effective=date(2020, 1, 1),
            state="published",
            published_at=now(),
        )
        session.add(version)
        session.flush()
        period = AppraisalPeriod(
            court_id=one.id,
            scheme=scheme,
            version=version,
            text="2020-03",
            starts=date(2020, 3, 1),
            ends=date(2020, 3, 31),
        )
        session.add(period)
        session.flush()
    return World(above, one, two, division, first, second, person, stranger, version, period)


def fact(world: World, key: str = "1", day: date = date(2020, 3, 1), **values: object) -> Fact:
    row = Fact(
        court_id=world.one.id,
        key=key,
        kind="结案",
        day=day,
        subject_kind="person",
        subject_id=world.person.id,
        fields={"案件类型": "民事一审", "审理天数": 12, "币值": "0.25"},
    )
    for name, value in values.items():
        setattr(row, name, value)
    return row


def posting(world: World, on: Fact, amount: Fraction = Fraction(3, 2)) -> Posting:
    return Posting(
        court_id=world.one.id,
        fact=on,
        rule="closed",
        version=world.version,
        period=world.period,
        subject_kind="team",
        subject_id=world.first.id,
        day=on.day,
        amount=amount,
    )
