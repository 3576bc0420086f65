"""登记表: whose form a period has, and who may write into it. What is written stands once the grades are signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records.locking import hold
from records.models import AppraisalPeriod, LeaderInCharge, Membership, Person, Team, User
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import parse_period
from workflow.permissions import Permission, may
from workflow.versions import compiled_of
from workflow.year.lists import live_list, rules_of

register(
    {
        "form-none": N_("「{period}」没有年度考核登记表"),
        "form-not-appraised": N_("「{name}」不在「{period}」的考核范围内"),
        "form-fixed": N_("「{period}」的等次名单已经签署，登记表不能再改"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person last worked in a period."""

    division_id: int | None
    stay: Membership


def has_forms(period: AppraisalPeriod) -> bool:
    """Whether people get an appraisal form for a period: a year of persons, with grades."""
    when = parse_period(period.text)
    if when is None or when.kind != "year" or compiled_of(period.version).scheme.appraises != "person":
        return False
    return any(one.rule.use == "grade" for one in rules_of(period))


def places(session: Session, period: AppraisalPeriod) -> dict[int, Place]:
    """Everyone who was there in the period, with the last place."""
    query = (
        select(Membership, Team.division_id)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(
            Membership.court_id == period.court_id,
            Membership.since <= period.ends,
            or_(Membership.until.is_(None), Membership.until >= period.starts),
        )
        .order_by(Membership.since, Membership.id)
    )
    return {stay.person_id: Place(stay.division_id or division, stay) for stay, division in session.execute(query)}


def comments_for(session: Session, user: User, period: AppraisalPeriod) -> set[int]:
    """Whose forms a user comments on as 主管领导: a head those of the division, a leader those of the divisions in
    charge of, or of any that no leader is named for; nobody one's own. Where somebody moved, it is the last division.
    """
    if not may(user, Permission.FORMS_COMMENT) or user.court_id != period.court_id:
        return set()
    charge = {row.division_id: row.user_id for row in session.scalars(select(LeaderInCharge))}

    def leads(division: int | None) -> bool:
        if user.role == "head":
            return division is not None and division == user.division_id
        return charge.get(division or 0, user.id) == user.id

    return {
        person
        for person, place in places(session, period).items()
        if leads(place.division_id) and person != user.person_id
    }


def fixed(session: Session, period: AppraisalPeriod) -> bool:
    """Whether nothing may be written into the period's forms any more."""
    rows = (live_list(session, period, one.rule.id) for one in rules_of(period) if one.rule.use == "grade")
    return any(row is not None and row.state == "signed" and row.edition == period.edition for row in rows)


def writing(session: Session, period: AppraisalPeriod, person: Person) -> None:
    """Hold the person's form, and refuse when the period has none of hers or it is fixed."""
    hold(session, person)  # two at once are numbered one after the other
    if not has_forms(period):
        raise ProblemError([Problem("form-none", {"period": str(period)})])
    if person.id not in places(session, period):
        raise ProblemError([Problem("form-not-appraised", {"name": person.name, "period": str(period)})])
    if fixed(session, period):
        raise ProblemError([Problem("form-fixed", {"period": str(period)})])


def grade_titles(period: AppraisalPeriod) -> list[str]:
    """The grades that may be proposed, the best first."""
    found = (level.level.title for one in rules_of(period) if one.rule.use == "grade" for level in one.levels)
    return list(dict.fromkeys(found))


def form_periods(session: Session, court_id: int) -> list[AppraisalPeriod]:
    """The court's years with forms, the newest first."""
    query = select(AppraisalPeriod).where(AppraisalPeriod.court_id == court_id)
    rows = session.scalars(query.order_by(AppraisalPeriod.starts.desc(), AppraisalPeriod.id))
    return [row for row in rows if has_forms(row)]
