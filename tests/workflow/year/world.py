"""A court at year's end: ten persons, a committee of five, a year of persons that reads the months of teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Court, Figure, GradeList, Membership, Person, Scheme, SchemeVersion, User
from records.queries.directory import SubjectKey
from records.tenancy import enter, everything
from records.types import now
from scoring.period import parse_period
from tests.workflow.world import World
from workflow.closing import close
from workflow.facts import Draft, record_facts
from workflow.year.deciding import compose
from workflow.year.lists import make

YEAR = """\
scheme: year
version: "1.0"
title: 年度办法
basis: {document: 演示}
appraises: person
period: year
effective: 2020-01-01
ranking: shown
total: total
classes: {岗位: [员额法官, 法官助理, 书记员]}
parameters:
  比例: {unit: "%", value: 20%, basis: 一}
  批准比例: {unit: "%", value: 30%, basis: 一}
  奖金: {unit: 元, value: 1000, basis: 一}
  换岗: {choices: [期末岗位, 最长岗位], value: 期末岗位, assumption: 没有写}
facts:
  廉政认定: {case: none, fields: {认定: {type: yes_no}}}
figures:
  月度:
    unit: 沭法币
    results: {scheme: linshu-2020, quantity: level_two, settled: SETTLED}
    take: sum
    when_missing: 0
  团队: {unit: 沭法币, results: {scheme: linshu-2020, settled: SETTLED}, take: by_days, when_missing: 0}
  测评: {unit: 分}
  在: {unit: 天, formula: 在岗天数, basis: 一}
  廉政: {unit: 件, fact: 廉政认定, where: 认定 = 是, take: count}
indicators: [{id: total, title: 总分, points: 测评, basis: 一}]
share_outs: [{id: pay, title: 绩效奖金, among: subjects, pool: 奖金, by: 缺省（测评，0）, basis: 一}]
grades:
  - id: annual
    title: 年度等次
    by: total
    basis: 一
    levels:
      - {id: a, title: 优秀, where: 总分 ≥ 80, quota: 比例, raised: 批准比例, basis: 一}
      - {id: b, title: 称职, where: 总分 ≥ 60, basis: 一}
      - {id: c, title: 不称职, basis: 一}
    limits: [{id: clean, title: 有廉政问题, where: 廉政 ≥ 1, bars: [优秀], basis: 一}]
  - id: chosen
    title: 遴选名单
    use: selection
    by: total
    basis: 一
    levels: [{id: yes, title: 人选, where: 总分 ≥ 85, seats: 2, basis: 一}]
"""
POINTS = (95, 90, 90, 75, 74, 73, 72, 71, 70, None)  # 示一 … 示十: a tie for the second place, and one without points
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Ending:
    """``users`` by log-in: staff, chair, m1 … m4, stranger, and p01 … of the persons."""

    session: Session
    world: World
    people: dict[str, int]
    keys: dict[str, int]
    period_id: int
    foreign: User

    def __getitem__(self, login: str) -> User:
        return self.foreign if login == "foreign" else self.session.get_one(User, self.keys[login])

    @property
    def period(self) -> AppraisalPeriod:
        return self.session.get_one(AppraisalPeriod, self.period_id)

    @property
    def users(self) -> dict[str, User]:
        return {login: self[login] for login in (*self.keys, "foreign")}


def end(session: Session, world: World, settled: str = "now", text: str = YEAR) -> Ending:
    """Ten persons with points, the year's scheme, an open year."""
    people = dict(world.people)
    with everything(session):
        for number, ordinal in enumerate(ORDINALS[3:], 4):
            person = Person(court_id=world.court_id, name=f"示{ordinal}", number=f"{number}")
            session.add(person)
            session.flush()
            people[person.name] = person.id
            session.add(
                Membership(
                    court_id=world.court_id, person_id=person.id, team_id=world.teams["乙队"], post="书记员",
                    since=date(2020, 7, 1) if number == 4 else date(2019, 1, 1),
                )
            )  # fmt: skip
        no = {"court_id": world.court_id, "password_hash": "-"}
        found = {"staff": session.get_one(User, world.staff_id), "p01": session.get_one(User, world.person_user_id)}
        for login, role in (
            ("chair", "leader"),
            ("m1", "committee"),
            ("m2", "committee"),
            ("m3", "committee"),
            ("m4", "staff"),
            ("stranger", "committee"),
        ):
            position = "president" if login == "chair" else None
            found[login] = User(**no, login=login, name=f"示{login}", role=role, position=position)
        for number in (2, 3):
            name = f"示{ORDINALS[number - 1]}"
            found[f"p{number:02d}"] = User(**no, login=f"p{number}", name=name, role="person", person_id=people[name])
        other = Court(name="示他院", full_name="演示另一法院", code="示0109", level="基层")
        session.add(other)
        session.flush()
        foreign = User(
            id=999_999, court_id=other.id, password_hash="-", login="foreign", name="示外", role="staff", active=True
        )
        session.add_all(found.values())
        (period,) = published(session, world.court_id, text.replace("SETTLED", settled), "2020")
        for ordinal, points in zip(ORDINALS, POINTS, strict=True):
            if points is not None:
                session.add(
                    Figure(
                        court_id=world.court_id, subject_kind="person", subject_id=people[f"示{ordinal}"],
                        period="2020", name="测评", value=Fraction(points), reason="演示",
                    )
                )  # fmt: skip
        session.flush()
        keys, period_id = {login: user.id for login, user in found.items()}, period.id
    session.commit()
    enter(session, world.court_id)
    return Ending(session, world, people, keys, period_id, foreign)


def published(session: Session, court_id: int, text: str, *periods: str) -> list[AppraisalPeriod]:
    """A scheme that nobody checked, published, with open periods; it is called what its text says."""
    name, title = (text.partition(f"{key}: ")[2].partition("\n")[0] for key in ("scheme", "title"))
    scheme = Scheme(court_id=court_id, name=name, title=title)
    version = SchemeVersion(
        court_id=court_id, scheme=scheme, version="1.0", text=text, sha256=sha256(text.encode()).hexdigest(),
        effective=date(2020, 1, 1), state="published", published_at=now(),
    )  # fmt: skip
    session.add(version)
    session.flush()
    found = []
    for written in periods:
        when = parse_period(written)
        assert when is not None
        found.append(
            AppraisalPeriod(
                court_id=court_id, scheme_id=scheme.id, version_id=version.id, text=written, starts=when.start,
                ends=when.end,
            )
        )  # fmt: skip
    session.add_all(found)
    session.flush()
    return found


def integrity(session: Session, ending: Ending, who: str) -> None:
    """An integrity finding about somebody."""
    key = SubjectKey("person", ending.people[who])
    record_facts(
        session, None, [Draft(ending.world.court_id, f"廉-{who}", "廉政认定", date(2020, 5, 6), key, {"认定": True})]
    )


def closed(session: Session, ending: Ending) -> None:
    """The year closed."""
    done = close(session, None, ending.period)
    assert done.closed, [problem.text() for problem in done.refusals]


def drafted(session: Session, ending: Ending, signing: str = "majority") -> GradeList:
    """A proposed list with its committee."""
    row = make(session, ending["staff"], ending.period, "annual")
    members = [ending[login].id for login in ("m1", "m2", "m3", "m4")]
    compose(session, ending["staff"], row, ending["chair"].id, members, signing)
    return row
