"""The demonstration's year end: opinions of colleagues, who was away, the year closed, and its lists proposed.

December is still open, so the year reads it as it stands and says so. Clerks and office staff of a team have the same
marks: at the edge of a quota there is a tie for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Figure, GradeList, Membership, Person, Team, User
from records.queries.directory import SubjectKey
from rules.condition import Value
from rules.problem import ProblemError
from workflow.closing import close
from workflow.demonstration.court import MARK, SEED
from workflow.facts import Draft, record_facts
from workflow.year.comments import comment
from workflow.year.deciding import MOST, compose
from workflow.year.lists import make, rules_of
from workflow.year.summaries import save

_EARLIER = 2  # years before, for the mean over three
_ALIKE = ("书记员", "司法行政人员")  # posts whose marks are those of the team
_SUMMARY = (
    f"{MARK}：本年度围绕审判执行中心工作，依法履职，审理各类案件，注重调解和判后答疑；参加业务学习和普法宣传；"
    "遵守审判纪律和廉政规定。\n不足：文书说理还不够充分。今后改进。"
)
_FIRST_TIER = 1260  # fast-track cases of a judge who met the first tier


@dataclass(frozen=True, slots=True)
class Counts:
    """How many persons were appraised, and how many lists were made."""

    persons: int
    lists: int


@dataclass(frozen=True, slots=True)
class _One:
    person_id: int
    team: str
    post: str


def load(session: Session, court_id: int, period: AppraisalPeriod) -> Counts | None:
    """Close the year and propose its lists; ``None`` when that was done."""
    if session.scalar(select(GradeList.id).where(GradeList.period_id == period.id).limit(1)) is not None:
        return None
    if period.state == "open":
        everyone = list(_everyone(session, period))
        year = period.starts.year
        session.execute(insert(Figure), list(_figures(court_id, everyone, year)))
        record_facts(session, None, list(_facts(court_id, everyone, year)))
        done = close(session, None, period)
        if not done.closed:
            raise ProblemError(done.refusals)
    made = [make(session, None, period, grades.rule.id) for grades in rules_of(period)]
    president = session.scalars(select(User).where(User.position == "president", User.active)).first()
    members = list(session.scalars(select(User).where(User.role == "committee", User.active).order_by(User.id)))
    staff = session.scalars(select(User).where(User.role == "staff", User.active).order_by(User.id)).first()
    _written(session, period)
    if president is not None and staff is not None:
        chosen = [user.id for user in members][: MOST - 1]
        compose(session, staff, made[0], president.id, chosen, "majority")
    return Counts(len(period_persons(session, period)), len(made))


def _written(session: Session, period: AppraisalPeriod) -> None:
    """Two summaries handed in, one only saved, and the head's comment on one."""
    users = {user.login: user for user in session.scalars(select(User).where(User.active))}
    for login, submit in (("minyi", True), ("faguan", True), ("zhuli", False)):
        if login in users:
            save(session, users[login], period, _SUMMARY, submit=submit)
    judge, head = users.get("minyi"), users.get("tingzhang")
    if judge is not None and judge.person is not None and head is not None:
        comment(session, head, period, judge.person, f"{MARK}：办案认真，善于调解，服从安排。", "称职")


def period_persons(session: Session, period: AppraisalPeriod) -> list[int]:
    """Who was there on the last day of the period."""
    query = select(Membership.person_id).where(
        Membership.court_id == period.court_id, Membership.since <= period.ends, Membership.until.is_(None)
    )
    return list(session.scalars(query.distinct()))


def _everyone(session: Session, period: AppraisalPeriod) -> Iterator[_One]:
    query = (
        select(Person.id, Team.name, Membership.post)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Person.court_id == period.court_id, Membership.until.is_(None))
        .order_by(Person.number)
    )
    for person_id, team, post in session.execute(query):
        yield _One(person_id, team, post)


def _figures(court_id: int, everyone: list[_One], year: int) -> Iterator[dict[str, object]]:
    """Marks of this year, and what was appraised by hand in the two years before."""
    random = Random(SEED + 5)  # noqa: S311 - made-up data, to be the same each time
    of_team: dict[tuple[str, int], int] = {}
    quick = {one.person_id for one in everyone if one.team in ("速裁一队", "速裁二队") and one.post == "员额法官"}
    for one in everyone:
        for back in range(_EARLIER + 1):
            mark = random.randrange(780, 990)
            special = random.randrange(0, 90)
            if one.post in _ALIKE:
                mark = of_team.setdefault((one.team, back), mark)
                special = 20
            found = {"民主测评分": Fraction(mark, 10), "专项工作分": Fraction(special, 10)}
            if back:
                found |= {
                    "统一办法沭法币": Fraction(random.randrange(800, 1300)),
                    "团队月均沭法币": Fraction(random.randrange(2000, 3000), 10),
                }
            elif one.person_id in quick:
                found["速裁结案数"] = Fraction(_FIRST_TIER - 20 * (one.person_id % 5))
            for name, value in found.items():
                yield {
                    "court_id": court_id, "subject_kind": "person", "subject_id": one.person_id,
                    "period": str(year - back), "name": name, "value": value, "yes_no": False, "reason": MARK,
                }  # fmt: skip


def _facts(court_id: int, everyone: list[_One], year: int) -> Iterator[Draft]:
    """Somebody on probation, somebody seconded, somebody long ill, and one finding about integrity."""
    clerks = [one for one in everyone if one.post == "书记员"]
    assistants = [one for one in everyone if one.post == "法官助理"]
    told: tuple[tuple[_One, str, date, dict[str, Value | None]], ...] = (
        (clerks[-1], "人员状态", date(year, 1, 1), _away("试用期", 365)),
        (assistants[-1], "人员状态", date(year, 3, 1), _away("借调", 200)),
        (clerks[-2], "人员状态", date(year, 2, 1), _away("病假", 190)),
        (assistants[-2], "廉政认定", date(year, 6, 16), {"认定": True}),
    )
    for number, (one, kind, day, fields) in enumerate(told, 1):
        subject = SubjectKey("person", one.person_id)
        yield Draft(court_id, f"年-{number:02d}", kind, day, subject, fields, evidence=MARK)


def _away(state: str, days: int) -> dict[str, Value | None]:
    return {"状态": state, "天数": Fraction(days), "说明": None}
