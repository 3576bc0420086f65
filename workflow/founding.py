"""The first act in an empty database: a court, and the account of the operator who makes all others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import audit
from records.audit import SYSTEM, Target
from records.models import Court
from records.models.court import LEVELS
from records.tenancy import everything
from rules.phrase import N_, listed
from rules.problem import Problem, ProblemError, did_you_mean, register
from workflow.accounts import NewAccount, create_user

register(
    {
        "found-known": N_("已经有法院叫「{name}」，或者用了代字「{code}」"),
        "found-level": N_("没有「{level}」这个层级；可用：{known}"),
        "found-above": N_("没有上级法院「{name}」{hint}。请先建立上级法院，或者不写"),
        "found-name": N_("请写明法院的名称（不超过 60 个字）"),
    }
)
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewCourt:
    """``name`` is the short name that tables use; ``code`` as in case numbers (鲁1329)."""

    name: str
    full_name: str
    level: str
    code: str | None = None
    above: str | None = None


def found(session: Session, new: NewCourt, login: str) -> tuple[Court, str]:
    """Make the court and its operator, whose first password is given back; every problem at once."""
    with everything(session):
        problems = list(_problems(session, new))
        above = session.scalars(select(Court).where(Court.name == new.above)).one_or_none() if new.above else None
        if problems:
            raise ProblemError(problems)
        court = Court(
            name=new.name, full_name=new.full_name, code=new.code, level=new.level, parent=above,
            classes={"层级": "基层" if new.level == "基层" else "中院"} if new.level in ("基层", "中级") else {},
        )  # fmt: skip
        session.add(court)
        session.flush()
        details = {"名称": new.name, "层级": new.level}
        audit.append(session, "accounts:court:found", SYSTEM, Target("court", court.id), details)
        password = secrets.token_urlsafe(12)
        user, refused = create_user(session, None, NewAccount(login, "系统管理员", password, "operator", court.id))
        if user is None:
            raise ProblemError(refused)
    return court, password


def _problems(session: Session, new: NewCourt) -> list[Problem]:
    problems = []
    if not 0 < len(new.name) <= _MOST_NAME or not new.full_name:
        problems.append(Problem("found-name"))
    if new.level not in LEVELS:
        problems.append(Problem("found-level", {"level": new.level, "known": listed(LEVELS)}))
    same = or_(
        Court.name == new.name, Court.full_name == new.full_name, (Court.code == new.code) & Court.code.is_not(None)
    )
    if session.scalars(select(Court.id).where(same)).first() is not None:
        problems.append(Problem("found-known", {"name": new.name, "code": new.code or "—"}))
    names = session.scalars(select(Court.name)).all()
    if new.above and new.above not in names:
        problems.append(Problem("found-above", {"name": new.above, "hint": did_you_mean(new.above, names)}))
    return problems
