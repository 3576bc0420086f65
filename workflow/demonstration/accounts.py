"""Log-ins of the demonstration, one a role. Their password is drawn once and kept where only the server's owner reads
it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Court, Division, Membership, Person, Team, User
from rules.problem import ProblemError
from workflow.accounts import NewAccount, create_user
from workflow.passwords import hashed, matches
from workflow.permissions import ROLE_TITLES


@dataclass(frozen=True, slots=True)
class Login:
    """A row of the table that the terminal shows."""

    login: str
    password: str
    role: str
    name: str
    court: str


_STAFF = (
    ("kaohe", "staff", "考核办", None),
    ("yuanzhang", "leader", "院长", "president"),
    ("yuanling", "leader", "分管副院长", "vice_president"),
    ("pingcha", "committee", "评查组", None),
    ("xitong", "operator", "技术室", None),
)
# Judges of these teams sit on the review committee, beside the office's own account.
_COMMITTEE = ("速裁二队", "民事二队", "刑事团队", "行政团队", "执行一队")


def password(kept: Path) -> str:
    """The demonstration's password: from the file, or drawn now and written with mode 600."""
    if kept.exists():
        return kept.read_text(encoding="ascii").strip()
    drawn = f"hj-{secrets.token_hex(4)}-{secrets.token_hex(2)}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(drawn + "\n")
    return drawn


def load(session: Session, demo: Court, above: Court, word: str) -> list[Login]:
    """Make the accounts that are missing; set the password of those that have another."""
    wanted = [
        NewAccount(login, name, word, role, demo.id, must_change_password=False, position=position)
        for login, role, name, position in _STAFF
    ]
    judge, head, division = (
        _judge(session, demo),
        _member(session, demo, "民事一队", "员额法官"),
        _division(session, demo),
    )
    team = [
        ("minyi", "员额法官", 1),
        ("zhuli", "法官助理", 0),
        ("shuji", "书记员", 0),
    ]  # of 民事一队, with its head below
    wanted += [
        NewAccount(login, member.name, word, "person", demo.id, person_id=member.id, must_change_password=False)
        for login, post, place in team
        for member in [_member(session, demo, "民事一队", post, place)]
    ]
    wanted += [
        NewAccount(f"weiyuan{place}", one.name, word, "committee", demo.id, one.id, must_change_password=False)
        for place, one in enumerate((_member(session, demo, name, "员额法官") for name in _COMMITTEE), 1)
    ]
    wanted += [
        NewAccount("faguan", judge.name, word, "person", demo.id, person_id=judge.id, must_change_password=False),
        NewAccount("tingzhang", head.name, word, "head", demo.id, head.id, division.id, must_change_password=False),
        NewAccount("zhongyuan", "延边中院审管办", word, "supervisor", above.id, must_change_password=False),
        NewAccount("yanbian", "延边中院考核", word, "staff", above.id, must_change_password=False),
    ]
    shown = []
    for new in wanted:
        user = session.execute(select(User).where(User.login == new.login)).scalar_one_or_none()
        if user is None:
            user, problems = create_user(session, None, new)
            if user is None:
                raise ProblemError(problems)
        elif not matches(user.password_hash, word):
            user.password_hash = hashed(word)
        court = demo if new.court_id == demo.id else above
        shown.append(Login(new.login, word, ROLE_TITLES[new.role], new.name, court.full_name))
    return shown


def _member(session: Session, demo: Court, team: str, post: str, place: int = 0) -> Person:
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Person.court_id == demo.id, Team.name == team, Membership.post == post, Membership.until.is_(None))
    )
    return session.scalars(query.order_by(Person.number).offset(place).limit(1)).first() or _nobody()


def _judge(session: Session, demo: Court) -> Person:
    """A fast-track judge: her scorecard is the fullest."""
    return _member(session, demo, "速裁一队", "员额法官")


def _division(session: Session, demo: Court) -> Division:
    return session.execute(
        select(Division).where(Division.court_id == demo.id, Division.name == "民事审判庭")
    ).scalar_one()


def _nobody() -> Person:
    raise LookupError("the demonstration court has no such member")
