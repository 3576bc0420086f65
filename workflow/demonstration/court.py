"""演示县人民法院 into the records: divisions, teams, persons, memberships, cases and monthly figures, in one
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from records.models import Case, Court, Division, Figure, Membership, Person, Team
from rules.condition import Value
from rules.exact import parse_number
from rules.model import FactKind
from scoring.period import Period
from workflow.demonstration.cases import COURT_CODE, CasePlan, cases
from workflow.demonstration.events import YEAR, EventPlan, events
from workflow.demonstration.people import DIVISIONS, TEAMS, PersonPlan, people

NAME, FULL_NAME = "演示法院", "演示县人民法院"
MARK = "演示数据"
SEED = 20250101
_RANKS = {
    "员额法官": ("一级法官", "二级法官"),
    "法官助理": ("二级法官助理", "三级法官助理"),
    "书记员": ("一级书记员", "二级书记员"),
    "司法行政人员": ("一级主任科员", "二级主任科员"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The made-up court, whole: the same each time."""

    people: list[PersonPlan]
    cases: list[CasePlan]
    events: list[EventPlan]


def plan() -> Plan:
    """From the seed."""
    random = Random(SEED)  # noqa: S311 - made-up data, to be the same each time
    persons = people(random)
    filed = cases(random, persons)
    return Plan(persons, filed, events(random, filed, persons))


def load(session: Session, whole: Plan) -> Court:
    """Write everything but the facts."""
    court = Court(name=NAME, full_name=FULL_NAME, code=COURT_CODE, level="基层", classes={"层级": "基层"})
    session.add(court)
    session.flush()
    divisions = {name: Division(court_id=court.id, name=name) for name in DIVISIONS}
    session.add_all(divisions.values())
    session.flush()
    teams = {
        team.name: Team(
            court_id=court.id, name=team.name, division_id=divisions[team.division].id,
            classes={"类别": team.kind, "二级办法": "自定办法" if team.own_rules else "统一办法"},
        )
        for team in TEAMS
    }  # fmt: skip
    persons = {
        person.name: Person(court_id=court.id, name=person.name, number=person.number, **_particulars(person))
        for person in whole.people
    }
    session.add_all([*teams.values(), *persons.values()])
    session.flush()
    session.execute(insert(Membership), [
        {"court_id": court.id, "person_id": persons[person.name].id, "team_id": teams[team].id,
         "division_id": teams[team].division_id, "post": post, "since": since, "until": until}
        for person in whole.people
        for since, until, team, post in person.stays()
    ])  # fmt: skip
    session.execute(insert(Case), [
        {"court_id": court.id, "number": case.number, "year": case.year, "type_code": case.type_code,
         "serial": case.serial, "case_type": case.case_type, "procedure": case.procedure, "cause": case.cause,
         "filed": case.filed, "closed": case.closed, "judge_id": persons[case.judge].id}
        for case in whole.cases
    ])  # fmt: skip
    _figures(session, court, teams, persons, whole)
    return court


def _particulars(person: PersonPlan) -> dict[str, str]:
    """What the appraisal form asks of a person, made up from the number."""
    place = int(person.number)
    return {
        "sex": "女" if place % 2 else "男",
        "born": f"{1968 + place % 30}-{1 + place % 12:02d}",
        "affiliation": "中共党员" if place % 3 else "群众",
        "education": "硕士研究生" if place % 5 == 0 else "大学本科",
        "rank": _RANKS[person.post][place % 2],
        "rank_since": f"{2019 + place % 5}-{1 + place % 9:02d}",
    }


def case_ids(session: Session, court_id: int) -> dict[str, int]:
    """Case numbers → keys."""
    rows = session.execute(select(Case.number, Case.id).where(Case.court_id == court_id))
    return {row.number: row.id for row in rows}


def typed(kind: FactKind, fields: dict[str, str | int | bool]) -> dict[str, Value | None]:
    """Plain fields as the scheme types them."""
    found: dict[str, Value | None] = {}
    for name, value in fields.items():
        if isinstance(value, bool) or not (isinstance(value, int) or kind.fields[name].type == "number"):
            found[name] = value
        else:
            found[name] = Fraction(value) if isinstance(value, int) else parse_number(value)
    return found


def _figures(session: Session, court: Court, teams: dict[str, Team], persons: dict[str, Person], whole: Plan) -> None:
    """Monthly marks of the general offices, and of the members of teams that appraise by rules of their own."""
    random = Random(SEED + 1)  # noqa: S311 - as above

    def row(kind: str, subject: int, period: str, name: str, value: int) -> dict[str, object]:
        return {
            "court_id": court.id, "subject_kind": kind, "subject_id": subject, "period": period, "name": name,
            "value": Fraction(value), "reason": MARK,
        }  # fmt: skip

    rows = []
    for month in range(1, 13):
        period = Period("month", YEAR, month)
        for team in TEAMS:
            if team.kind == "综合部门":
                for name, low in (("工作完成度得分", 82), ("工作创新度得分", 60), ("工作贡献度得分", 68)):
                    rows.append(row("team", teams[team.name].id, period.text, name, random.randint(low, 98)))
        own = {team.name for team in TEAMS if team.own_rules}
        for person in whole.people:
            there = any(
                team in own and since <= period.end and (until is None or until >= period.start)
                for since, until, team, _ in person.stays()
            )
            if there:
                rows.append(row("person", persons[person.name].id, period.text, "二级考核得分", random.randint(62, 99)))
    session.execute(insert(Figure), rows)
