"""Tokens of the JSON interface: who lets which program in, with which rights, until when."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from records import audit
from records.audit import Target
from records.models import ApiToken, User
from records.tenancy import everything
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import ROLE_TITLES, Permission, may

register(
    {
        "token-name": N_("请给令牌起名（不超过 {most} 个字），写明是哪个系统用"),
        "token-days": N_("有效期应为 1 至 {most} 天"),
        "token-account": N_("本院没有这个在用的账号"),
        "token-no-rights": N_("请至少选一项权限"),
        "token-unknown-right": N_("接口没有「{right}」这项权限"),
        "token-beyond": N_("账号的角色（{role}）没有「{right}」的权限，令牌不能超出账号的权限"),
        "token-gone": N_("没有这个令牌，或者已经吊销"),
    }
)

RIGHTS: dict[Permission, str] = {
    Permission.SCHEMES_READ: N_("读考核办法"),
    Permission.PERIODS_READ: N_("读考核周期"),
    Permission.SCORECARD_READ: N_("读记分卡"),
    Permission.FACTS_RECORD: N_("报送事实"),
    Permission.FIGURES_RECORD: N_("报送统计数"),
}
MOST_DAYS, MOST_NAME = 366, 60
_MARK = "hengji_"  # so that a secret left lying about is recognised by those who scan for such things
_SEEN_EVERY = timedelta(minutes=1)


def issue(
    session: Session, by: User, account_id: int, name: str, rights: Sequence[str], days: int
) -> tuple[ApiToken, str]:
    """A token that acts as the account, and its secret, which nobody will see again. Every problem at once."""
    actor = allowed(by, Permission.TOKENS_EDIT)
    account = session.scalars(select(User).where(User.id == account_id, User.active)).one_or_none()
    problems = _problems(account, name.strip(), rights, days)
    if problems or account is None:
        raise ProblemError(problems)
    secret = _MARK + secrets.token_urlsafe(32)
    at = now()
    token = ApiToken(
        court_id=account.court_id,
        name=name.strip(),
        secret_sha256=_digest(secret),
        user_id=account.id,
        rights=sorted(set(rights)),
        created_at=at,
        created_by_id=by.id,
        expires_at=at + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    details = {"做": "发放", "名称": token.name, "账号": account.login, "权限": "、".join(token.rights)}
    audit.append(session, Permission.TOKENS_EDIT.value, actor, Target("api_token", token.id), details)
    return token, secret


def revoke(session: Session, by: User, token_id: int) -> None:
    """It opens nothing any more. A second time is refused."""
    actor = allowed(by, Permission.TOKENS_EDIT)
    gone = session.execute(
        update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
    )
    if not gone.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result counts rows; the stub says Result
        raise ProblemError([Problem("token-gone")])
    audit.append(session, Permission.TOKENS_EDIT.value, actor, Target("api_token", token_id), {"做": "吊销"})


def tokens(session: Session, by: User) -> list[ApiToken]:
    """Those of the courts in view, the newest first."""
    allowed(by, Permission.TOKENS_EDIT)
    query = select(ApiToken).options(joinedload(ApiToken.user)).order_by(ApiToken.id.desc())
    return list(session.scalars(query))


def accounts(session: Session, by: User) -> list[User]:
    """For whom a token may be issued: accounts in use with at least one right that the interface knows."""
    allowed(by, Permission.TOKENS_EDIT)
    found = session.scalars(select(User).where(User.active).order_by(User.login))
    return [user for user in found if any(may(user, right) for right in RIGHTS)]


def token_of(session: Session, secret: str, at: datetime | None = None) -> ApiToken | None:
    """The live token behind a secret, with its account in use; notes (and commits) its use, at most once a minute."""
    at = at or now()
    digest = _digest(secret)
    with everything(session):  # whose court it is shows only now
        seen = update(ApiToken).where(
            ApiToken.secret_sha256 == digest,
            or_(ApiToken.used_at.is_(None), ApiToken.used_at <= at - _SEEN_EVERY),
        )
        if session.execute(seen.values(used_at=at)).rowcount:  # type: ignore[attr-defined]  # as in revoke
            session.commit()
        token = session.scalars(
            select(ApiToken)
            .options(joinedload(ApiToken.user))
            .where(ApiToken.secret_sha256 == digest, ApiToken.revoked_at.is_(None), ApiToken.expires_at > at)
        ).one_or_none()
    return token if token is not None and token.user.active else None


def may_token(token: ApiToken, permission: Permission) -> bool:
    """The token's own rights, within those that its account has today."""
    return permission.value in token.rights and may(token.user, permission)


def _problems(account: User | None, name: str, rights: Sequence[str], days: int) -> list[Problem]:
    problems = []
    if not 0 < len(name) <= MOST_NAME:
        problems.append(Problem("token-name", {"most": str(MOST_NAME)}))
    if not 0 < days <= MOST_DAYS:
        problems.append(Problem("token-days", {"most": str(MOST_DAYS)}))
    if account is None:
        problems.append(Problem("token-account"))
    if not rights:
        problems.append(Problem("token-no-rights"))
    known = {right.value: right for right in RIGHTS}
    for right in rights:
        if right not in known:
            problems.append(Problem("token-unknown-right", {"right": right}))
        elif account is not None and not may(account, known[right]):
            values = {"role": ROLE_TITLES[account.role], "right": RIGHTS[known[right]]}
            problems.append(Problem("token-beyond", values))
    return problems


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
