"""Accounts: make them, log in and out, change passwords, take sessions back.

A session is a row: it ends when revoked, after half an hour without a request, and after ten hours in any case. The
browser holds a random token, the database only its hash. Acts here commit nothing but the sight of a session; the
caller commits.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records import audit
from records.models import User, UserSession
from records.models.user import POSITIONS, ROLES
from records.tenancy import everything
from records.types import now
from rules.problem import N_, Problem, register
from workflow import throttle
from workflow.passwords import decoy, hashed, matches, outdated, password_problems
from workflow.permissions import Permission, may

register(
    {
        "account.refused": N_("登录名或密码不对。请核对后再试，注意大小写。"),
        "account.locked": N_("失败次数过多，请在 {minutes} 分钟后再试，或请系统管理员重置密码。"),
        "account.login_taken": N_("登录名「{login}」已被使用，请换一个。"),
        "account.login_shape": N_("登录名「{login}」不能用：应为 2 至 60 个字符，不含空格。"),
        "account.role": N_("没有「{role}」这个角色。"),
        "account.own": N_("不能停用自己正在用的账号，请由另一位系统管理员办理"),
        "account.person_taken": N_("这名干警已经有账号，一人一个"),
        "account.forbidden": N_("您没有管理账号的权限。"),
        "account.old_password": N_("原密码不对。"),
        "account.needs_division": N_("庭长账号须指明其庭室。"),
        "account.needs_person": N_("干警账号须指明其本人。"),
        "account.position": N_("只有院领导的账号可以标明院长或副院长"),
        "account.president_taken": N_("本院已有院长「{name}」，请先撤去其职务标记或停用其账号"),
    }
)

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)  # a page is not worth a write; a minute of idleness is
_LOGIN_LENGTHS = range(2, 61)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from."""

    login: str
    name: str
    password: str
    role: str
    court_id: int
    person_id: int | None = None
    division_id: int | None = None
    must_change_password: bool = True
    position: str | None = None


def actor_of(user: User | None) -> audit.Actor:
    """The account as the audit trail names it; ``None`` is the program itself."""
    return audit.SYSTEM if user is None else audit.Actor(user.name, user.id, user.court_id)


def create_user(session: Session, by: User | None, new: NewAccount) -> tuple[User | None, list[Problem]]:
    """Make an account; ``by`` is ``None`` for the program. All problems at once, or the account."""
    if by is not None and not may(by, Permission.ACCOUNTS_EDIT):
        return None, [Problem("account.forbidden")]
    problems = _problems(session, new)
    if problems:
        return None, problems
    user = User(
        login=new.login,
        name=new.name,
        password_hash=hashed(new.password),
        role=new.role,
        court_id=new.court_id,
        person_id=new.person_id,
        division_id=new.division_id,
        must_change_password=new.must_change_password,
        position=new.position,
    )
    session.add(user)
    session.flush()
    audit.append(
        session,
        Permission.ACCOUNTS_EDIT.value,
        actor_of(by),
        audit.Target("user", user.id),
        {"做": "新建", "登录名": new.login, "角色": new.role},
    )
    return user, []


def _problems(session: Session, new: NewAccount) -> list[Problem]:
    problems = password_problems(new.password, new.login)
    if len(new.login) not in _LOGIN_LENGTHS or any(character.isspace() for character in new.login):
        problems.append(Problem("account.login_shape", {"login": new.login}))
    if new.role not in ROLES:
        problems.append(Problem("account.role", {"role": new.role}))
    if new.role == "head" and new.division_id is None:
        problems.append(Problem("account.needs_division"))
    if new.role == "person" and new.person_id is None:
        problems.append(Problem("account.needs_person"))
    problems += _position_problems(session, new.court_id, new.role, new.position)
    if new.person_id is not None and session.scalar(select(User.id).where(User.person_id == new.person_id)) is not None:
        problems.append(Problem("account.person_taken"))
    if _by_login(session, new.login) is not None:
        problems.append(Problem("account.login_taken", {"login": new.login}))
    return problems


def _position_problems(session: Session, court_id: int, role: str, position: str | None) -> list[Problem]:
    """A position is a leader's, and a court has one president."""
    if position is None:
        return []
    if role != "leader" or position not in POSITIONS:
        return [Problem("account.position")]
    held = select(User).where(User.court_id == court_id, User.position == "president", User.active)
    president = session.scalars(held).first() if position == "president" else None
    return [] if president is None else [Problem("account.president_taken", {"name": president.name})]


def set_position(session: Session, by: User, user: User, position: str | None) -> list[Problem]:
    """Say that a leader is the president or a vice-president of the court, or neither any more."""
    if not may(by, Permission.ACCOUNTS_EDIT):
        return [Problem("account.forbidden")]
    if user.position == position:
        return []
    problems = _position_problems(session, user.court_id, user.role, position)
    if not problems:
        user.position = position
        details = {"做": "标明职务", "职务": position}
        audit.append(session, Permission.ACCOUNTS_EDIT.value, actor_of(by), audit.Target("user", user.id), details)
    return problems


def log_in(
    session: Session, login: str, password: str, *, address: str = "", agent: str = ""
) -> tuple[str | None, Problem | None]:
    """A new session's token, or why not. Name and password are not told apart; too many failures lock for a while."""
    at = now()
    if (until := throttle.locked_until(session, login, address, at)) is not None:
        return None, Problem("account.locked", {"minutes": str(-(-int((until - at).total_seconds() + 1) // 60))})
    user = _by_login(session, login)
    fits = matches(user.password_hash if user else decoy(), password)
    if user is None or not fits or not user.active:
        throttle.count_failure(session, login, address, at)
        if user is not None:
            _audit(session, "session:login:refuse", user, address)
        return None, Problem("account.refused")
    throttle.forget(session, login)
    if outdated(user.password_hash):
        with everything(session):
            user.password_hash = hashed(password)
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user.id,
            token_sha256=_digest(token),
            created_at=at,
            seen_at=at,
            address=address[:60],
            agent=agent[:200],
        )
    )
    _audit(session, "session:login:open", user, address)
    return token, None


def session_user(session: Session, token: str, at: datetime | None = None) -> User | None:
    """The account behind a live session's token; notes (and commits) that it was seen, at most once a minute."""
    at = at or now()
    row = session.execute(
        select(UserSession.id, UserSession.user_id, UserSession.seen_at).where(
            UserSession.token_sha256 == _digest(token),
            UserSession.revoked_at.is_(None),
            UserSession.created_at > at - ABSOLUTE,
            UserSession.seen_at > at - IDLE,
        )
    ).one_or_none()
    if row is None:
        return None
    if at - row.seen_at >= SEEN_EVERY:
        session.execute(update(UserSession).where(UserSession.id == row.id).values(seen_at=at))
        session.commit()
    with everything(session):
        user = session.get(User, row.user_id)
    return user if user is not None and user.active else None


def log_out(session: Session, token: str) -> None:
    """End one session."""
    found = session.execute(select(UserSession).where(UserSession.token_sha256 == _digest(token))).scalar_one_or_none()
    if found is not None and found.revoked_at is None:
        found.revoked_at = now()
        with everything(session):
            user = session.get_one(User, found.user_id)
            _audit(session, "session:login:close", user, found.address)


def revoke_sessions(session: Session, user: User, *, but: str | None = None) -> int:
    """End all sessions of an account, but for the one with this token. How many there were."""
    query = select(UserSession).where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None))
    ended = [row for row in session.scalars(query) if but is None or row.token_sha256 != _digest(but)]
    for row in ended:
        row.revoked_at = now()
    return len(ended)


def change_password(session: Session, user: User, old: str, new: str, *, token: str | None = None) -> list[Problem]:
    """Set one's own password; ends one's other sessions. The problems, or none when it is done."""
    problems = [] if matches(user.password_hash, old) else [Problem("account.old_password")]
    problems += password_problems(new, user.login)
    if not problems:
        user.password_hash = hashed(new)
        user.must_change_password = False
        ended = revoke_sessions(session, user, but=token)
        audit.append(
            session, "accounts:password:change", actor_of(user), audit.Target("user", user.id), {"结束会话": ended}
        )
    return problems


def reset_password(session: Session, by: User, user: User) -> tuple[str | None, list[Problem]]:
    """Give an account a random password, to be changed at the next log-in; ends its sessions and its lock."""
    if not may(by, Permission.ACCOUNTS_EDIT):
        return None, [Problem("account.forbidden")]
    password = secrets.token_urlsafe(12)
    user.password_hash = hashed(password)
    user.must_change_password = True
    revoke_sessions(session, user)
    throttle.forget(session, user.login)
    audit.append(
        session, Permission.ACCOUNTS_EDIT.value, actor_of(by), audit.Target("user", user.id), {"做": "重置密码"}
    )
    return password, []


def set_active(session: Session, by: User, user: User, *, active: bool) -> list[Problem]:
    """Open or close an account; closing ends its sessions."""
    if not may(by, Permission.ACCOUNTS_EDIT):
        return [Problem("account.forbidden")]
    if user.id == by.id:
        return [Problem("account.own")]
    if active and (problems := _position_problems(session, user.court_id, user.role, user.position)):
        return problems
    user.active = active
    if not active:
        revoke_sessions(session, user)
    audit.append(
        session,
        Permission.ACCOUNTS_EDIT.value,
        actor_of(by),
        audit.Target("user", user.id),
        {"做": "启用" if active else "停用"},
    )
    return []


def _by_login(session: Session, login: str) -> User | None:
    with everything(session):  # whose court it is shows only now
        return session.execute(select(User).where(User.login == login)).scalar_one_or_none()


def _audit(session: Session, action: str, user: User, address: str) -> None:
    with everything(session):
        audit.append(session, action, actor_of(user), audit.Target("user", user.id), {"地址": address})


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
