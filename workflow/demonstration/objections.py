"""November of the made-up court is public, and five objections are in different hands: corrected, upheld, refused,
under review, not yet answered. Everything by the acts of the accounts that people log in with.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Fact, Objection, User
from records.queries.directory import SubjectKey, load_directory
from workflow.calendar import enter_year, load_calendar, today
from workflow.demonstration.calendar import LAST
from workflow.demonstration.court import MARK
from workflow.objections.answering import Decision, answer, ask_review
from workflow.objections.carrying import carry_out
from workflow.objections.filing import Told, file
from workflow.objections.lines import Line, Target, lines_of
from workflow.objections.remedies import Adjust, Withdraw
from workflow.sealing import publicise
from workflow.standing import standing_of

_PUBLIC = timedelta(days=31)  # no publicity of a few working days is longer, whatever the holidays
_FILED = Told(f"{MARK}：请按实际用时重新认定", "审批表所记日期与系统不同", "结案审批表")


def load(session: Session, period: AppraisalPeriod) -> int | None:
    """How many were filed; ``None`` when it was done before."""
    if period.state != "closed" or session.scalars(select(Objection.id).limit(1)).first() is not None:
        return None
    logins = ("kaohe", "yuanling", "faguan", "tingzhang")
    users = {user.login: user for user in session.scalars(select(User).where(User.login.in_(logins)))}
    office, leader, judge, head = (users[login] for login in logins)
    _know_the_days(session, office)
    publicise(session, office, period)
    own, other = _team(session, judge), _team(session, head)
    doubled = _fact_of(session, period, own, 0)
    first = file(session, judge, period, own, doubled, Told(f"{MARK}：该案重复登记，应撤回", "同一案件登记了两次"))
    fact = session.get_one(Fact, first.fact_id)
    answer(session, office, first, Decision(f"{MARK}：经查，该案重复登记", Withdraw(fact.key, fact.court_id)))
    carry_out(session, office, period)

    filed = file(session, judge, period, own, _fact_of(session, period, own, 1), _FILED)
    refused = file(session, judge, period, own, Target("missing"), Told(f"{MARK}：漏记一件", "月底结案一件"))
    answer(session, leader, refused, Decision(f"{MARK}：该案十二月一日归档，计入下月"))
    reviewing = file(session, head, period, other, _fact_of(session, period, other, 0), _FILED)
    answer(session, leader, reviewing, Decision(f"{MARK}：以审批表为准"))
    ask_review(session, head, reviewing, f"{MARK}：审批表日期有误，请核对电子卷宗")
    line = _line(session, period, other)
    upheld = file(session, head, period, other, line.target, Told(f"{MARK}：应加 0.5", "系列案折算有误"))
    answer(session, office, upheld, Decision(f"{MARK}：折算有误，补加", Adjust(line.target.rule, Fraction(1, 2))))
    return len([first, filed, refused, reviewing, upheld])


def _know_the_days(session: Session, office: User) -> None:
    """The publicity runs from today on. A year whose holidays are not announced yet is entered as Monday to Friday and
    marked as made up: a demonstration shows the same on any day.
    """
    calendar = load_calendar(session, office.court_id)
    for year in sorted({today().year, (today() + _PUBLIC).year}):
        if not calendar.knows(year):
            enter_year(session, office, office.court_id, year, [], [], f"{MARK}：放假安排尚未公布，按周一至周五")


def _team(session: Session, user: User) -> str:
    """The team of a judge at the end of the made-up year."""
    directory = load_directory(session)
    person = SubjectKey("person", user.person_id or 0)
    team = directory.counted_under(person, user.court_id, LAST, "team")
    if team is None:
        raise LookupError("the demonstration's judge has no team")
    return directory.name(team)


def _line(session: Session, period: AppraisalPeriod, team: str) -> Line:
    """The team's first line that counts facts."""
    standing = standing_of(session, period)
    result = next(one for one in standing.results if one.subject == team)
    lines = lines_of(standing.compiled, result)
    return next(line for line in lines if line.target.about == "item" and len(line.facts) > 1)


def _fact_of(session: Session, period: AppraisalPeriod, team: str, place: int) -> Target:
    """One fact of that line, in the order of the scorecard."""
    line = _line(session, period, team)
    return Target("item", line.target.rule, line.facts[place])
