"""代办: who acts in whose place while one is away; and who among the leaders is in charge of a division."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import Deputy, Division, LeaderInCharge, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.calendar import today
from workflow.notices import tell
from workflow.permissions import Permission, may

register(
    {
        "deputy-unknown": N_("选定的人不能代办：账号已停用、不属于本院，或没有确认申请的权限"),
        "deputy-self": N_("不能指定自己代办"),
        "deputy-order": N_("结束日要不早于开始日"),
        "deputy-past": N_("结束日 {day} 已经过去"),
        "deputy-too-long": N_("一次最多指定 {days} 天，到期可以再指定"),
        "deputy-overlap": N_("{since} 至 {until} 已指定「{name}」代办，两段时间不能重叠；要换人请先结束那一段"),
        "deputy-not-yours": N_("只能结束自己指定的代办"),
        "deputy-over": N_("这段代办已经结束"),
        "deputy-told": N_("「{name}」请您在 {since} 至 {until} 代办申请的确认"),
        "charge-leader": N_("分管领导要是本院在用的院领导账号"),
    }
)
LONGEST = 366


def name_deputy(session: Session, user: User, deputy: User | None, since: date, until: date, note: str = "") -> Deputy:
    """From ``since`` to ``until`` another confirms in the place of ``user``. All that is wrong is raised at once."""
    actor = allowed(user, Permission.APPLICATIONS_DECIDE, user.court_id)
    problems = []
    if deputy is None or deputy.court_id != user.court_id or not may(deputy, Permission.APPLICATIONS_DECIDE):
        problems.append(Problem("deputy-unknown"))
    elif deputy.id == user.id:
        problems.append(Problem("deputy-self"))
    problems += _day_problems(since, until)
    if not problems:
        problems += _overlaps(session, user, since, until)
    if problems or deputy is None:
        raise ProblemError(problems)
    row = Deputy(
        court_id=user.court_id, user_id=user.id, deputy_id=deputy.id, since=since, until=until, note=note.strip()[:200]
    )
    session.add(row)
    session.flush()
    values = {"since": since.isoformat(), "until": until.isoformat()}
    tell(session, [deputy], Problem("deputy-told", {"name": user.name, **values}), "/applications/")
    details = {"deputy": deputy.name, "note": row.note, **values}
    audit.append(session, "applications:deputy:name", actor, Target("deputy", row.id), details)
    return row


def end_deputy(session: Session, user: User, row: Deputy) -> None:
    """Take it back from now on."""
    actor = allowed(user, Permission.APPLICATIONS_DECIDE, user.court_id)
    hold(session, row)
    if row.user_id != user.id:
        raise ProblemError([Problem("deputy-not-yours")])
    if row.ended_at is not None or row.until < today():
        raise ProblemError([Problem("deputy-over")])
    row.ended_at = now()
    audit.append(session, "applications:deputy:end", actor, Target("deputy", row.id), {"deputy": row.deputy.name})


def named_by(session: Session, user: User) -> list[Deputy]:
    """Whom a person has named, the latest first; those of the past too."""
    query = select(Deputy).where(Deputy.user_id == user.id).options(joinedload(Deputy.deputy))
    return list(session.scalars(query.order_by(Deputy.since.desc(), Deputy.id.desc())))


def in_force(session: Session, day: date) -> list[Deputy]:
    """All of the session's courts that hold on a day."""
    query = select(Deputy).where(Deputy.since <= day, Deputy.until >= day, Deputy.ended_at.is_(None))
    return list(session.scalars(query.options(joinedload(Deputy.user), joinedload(Deputy.deputy)).order_by(Deputy.id)))


def put_in_charge(session: Session, user: User | None, division: Division, leader: User | None) -> None:
    """Name the leader in charge of a division; ``None``: any leader again."""
    actor = allowed(user, Permission.APPLICATIONS_MANAGE, division.court_id)
    if leader is not None and (leader.role != "leader" or not leader.active or leader.court_id != division.court_id):
        raise ProblemError([Problem("charge-leader")])
    row = session.scalars(select(LeaderInCharge).where(LeaderInCharge.division_id == division.id)).one_or_none()
    if (row.user_id if row else None) == (leader.id if leader else None):
        return
    if leader is None:
        session.delete(row)
    elif row is None:
        session.add(
            LeaderInCharge(
                court_id=division.court_id, division_id=division.id, user_id=leader.id, named_by_id=actor.user_id
            )
        )
    else:
        row.user_id, row.named_at, row.named_by_id = leader.id, now(), actor.user_id
    session.flush()
    details = {"division": division.name, "leader": leader.name if leader else None}
    audit.append(session, Permission.APPLICATIONS_MANAGE.value, actor, Target("division", division.id), details)


def _day_problems(since: date, until: date) -> list[Problem]:
    if until < since:
        return [Problem("deputy-order")]
    if until < today():
        return [Problem("deputy-past", {"day": until.isoformat()})]
    if until - since >= timedelta(days=LONGEST):
        return [Problem("deputy-too-long", {"days": str(LONGEST)})]
    return []


def _overlaps(session: Session, user: User, since: date, until: date) -> list[Problem]:
    hold(session, user)  # two at once are seen by each other
    query = select(Deputy).where(
        Deputy.user_id == user.id, Deputy.ended_at.is_(None), Deputy.since <= until, Deputy.until >= since
    )
    return [
        Problem("deputy-overlap", {
            "since": row.since.isoformat(), "until": row.until.isoformat(), "name": row.deputy.name
        })
        for row in session.scalars(query)
    ]  # fmt: skip
