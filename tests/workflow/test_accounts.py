from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit, tenancy
from records.database import open_database
from records.models import AuditEvent, Court, LoginThrottle, User, UserSession
from records.tenancy import everything
from records.types import now
from tests.migrated import fill
from workflow import accounts, throttle
from workflow.accounts import NewAccount

PASSWORD = "青山 一道 同云雨 明月"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    fill(url)
    database = open_database(url)
    with database.session() as opened:
        yield opened
    database.close()


@pytest.fixture
def court(session: Session) -> int:
    with everything(session):
        court = Court(name="示院", full_name="演示法院", level="基层")
        session.add(court)
        session.commit()
    tenancy.enter(session, court.id)
    return court.id


@pytest.fixture
def user(session: Session, court: int) -> User:
    made, problems = accounts.create_user(session, None, NewAccount("kaohe", "示一", PASSWORD, "staff", court))
    assert made is not None, problems
    session.commit()
    return made


def codes(session: Session, login: str, password: str, **more: str) -> str | None:
    token, problem = accounts.log_in(session, login, password, **more)
    session.commit()
    assert (token is None) != (problem is None)
    return problem.code if problem else None


@pytest.mark.parametrize(
    ("login", "role", "password", "expected"),
    [
        ("a b", "staff", PASSWORD, ["account.login_shape"]),
        ("x", "staff", PASSWORD, ["account.login_shape"]),
        ("zhang", "king", PASSWORD, ["account.role"]),
        ("zhang", "head", PASSWORD, ["account.needs_division"]),
        ("zhang", "person", PASSWORD, ["account.needs_person"]),
        ("kaohe", "staff", PASSWORD, ["account.login_taken"]),
        ("zhang", "staff", "short", ["password.short"]),
        ("zhang", "staff", "my Zhang's word", ["password.login"]),
        ("zhang", "staff", "1234567890", ["password.plain"]),
        ("zhang", "staff", "aaaaaaaaaaaa", ["password.plain"]),
        ("zhang", "staff", "x" * 201, ["password.long", "password.plain"]),
        ("a b", "king", "a", ["password.short", "password.plain", "account.login_shape", "account.role"]),
    ],
)
def test_what_makes_no_account(
    session: Session, court: int, user: User, login: str, role: str, password: str, expected: list[str]
) -> None:
    made, problems = accounts.create_user(session, None, NewAccount(login, "示二", password, role, court))
    assert made is None
    assert [problem.code for problem in problems] == expected


def test_only_the_operator_makes_accounts(session: Session, court: int, user: User) -> None:
    new = NewAccount("zhang", "示二", PASSWORD, "staff", court)
    assert accounts.create_user(session, user, new)[1][0].code == "account.forbidden"
    user.role = "operator"
    with everything(session):
        assert accounts.create_user(session, user, new)[1] == []


def test_log_in_and_out(session: Session, user: User) -> None:
    token, problem = accounts.log_in(session, "kaohe", PASSWORD, address="10.0.0.1", agent="x")
    session.commit()
    assert problem is None
    assert token is not None
    found = accounts.session_user(session, token)
    assert found is not None
    assert found.id == user.id
    row = session.scalars(select(UserSession)).one()
    assert token not in (row.token_sha256, user.password_hash)
    accounts.log_out(session, token)
    session.commit()
    assert accounts.session_user(session, token) is None
    assert accounts.session_user(session, "other") is None
    assert audit.verify(session) == []
    with everything(session):
        assert [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))] == [
            "accounts:user:edit",
            "session:login:open",
            "session:login:close",
        ]


def test_a_session_ends_when_idle_and_after_ten_hours(session: Session, user: User) -> None:
    token, _ = accounts.log_in(session, "kaohe", PASSWORD)
    assert token is not None
    session.commit()
    start = now()
    assert accounts.session_user(session, token, start + timedelta(minutes=29))
    assert accounts.session_user(session, token, start + timedelta(minutes=58))  # the sight before counts
    assert accounts.session_user(session, token, start + timedelta(minutes=89)) is None
    for step in range(1, 25):
        assert accounts.session_user(session, token, start + timedelta(minutes=58) + step * timedelta(minutes=22))
    assert accounts.session_user(session, token, start + timedelta(hours=10, minutes=1)) is None


@pytest.mark.parametrize(
    ("login", "password"), [("kaohe", "wrong"), ("nobody", PASSWORD), ("", ""), ("KAOHE", PASSWORD)]
)
def test_refusals_look_the_same(session: Session, user: User, login: str, password: str) -> None:
    assert codes(session, login, password) == "account.refused"


@pytest.mark.parametrize("login", ["kaohe", "nobody"])
def test_too_many_failures_lock_the_name(session: Session, user: User, login: str) -> None:
    assert [codes(session, login, "wrong") for _ in range(6)] == ["account.refused"] * 5 + ["account.locked"]
    assert codes(session, login, PASSWORD) == "account.locked"
    row = session.scalars(select(LoginThrottle)).one()
    row.locked_until = now() - timedelta(seconds=1)
    session.commit()
    assert codes(session, login, PASSWORD) == (None if login == "kaohe" else "account.refused")


def test_a_success_clears_the_name(session: Session, user: User) -> None:
    for _ in range(3):
        assert [codes(session, "kaohe", "wrong") for _ in range(4)] == ["account.refused"] * 4
        assert codes(session, "kaohe", PASSWORD) is None


def test_an_address_is_locked_whatever_names_it_tries(
    session: Session, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.FREE_TRIES, "address", 3)
    assert [codes(session, f"n{number}", "wrong", address="10.0.0.9") for number in range(4)][-1] == "account.locked"
    assert codes(session, "kaohe", PASSWORD, address="10.0.0.9") == "account.locked"
    assert codes(session, "kaohe", PASSWORD, address="10.0.0.1") is None


def test_change_of_password_ends_the_other_sessions(session: Session, user: User) -> None:
    here, _ = accounts.log_in(session, "kaohe", PASSWORD)
    there, _ = accounts.log_in(session, "kaohe", PASSWORD)
    assert here is not None
    assert there is not None
    with everything(session):
        assert [p.code for p in accounts.change_password(session, user, "wrong", "x")] == [
            "account.old_password",
            "password.short",
            "password.plain",
        ]
        assert accounts.change_password(session, user, PASSWORD, "明月何曾是两乡 明月", token=here) == []
        session.commit()
    assert accounts.session_user(session, here)
    assert accounts.session_user(session, there) is None
    assert codes(session, "kaohe", PASSWORD) == "account.refused"
    assert codes(session, "kaohe", "明月何曾是两乡 明月") is None


def test_closing_an_account_ends_its_sessions(session: Session, court: int, user: User) -> None:
    operator, _ = accounts.create_user(session, None, NewAccount("xitong", "示三", PASSWORD, "operator", court))
    assert operator is not None
    token, _ = accounts.log_in(session, "kaohe", PASSWORD)
    assert token is not None
    with everything(session):
        assert [p.code for p in accounts.set_active(session, user, operator, active=False)] == ["account.forbidden"]
        assert accounts.set_active(session, operator, user, active=False) == []
        session.commit()
    assert accounts.session_user(session, token) is None
    assert codes(session, "kaohe", PASSWORD) == "account.refused"


def test_a_court_has_one_president_who_is_a_leader(session: Session, court: int, user: User) -> None:
    def made(login: str, role: str, position: str | None) -> User | list[str]:
        new = NewAccount(login, login, PASSWORD, role, court, position=position)
        one, problems = accounts.create_user(session, None, new)
        return one or [problem.code for problem in problems]

    operator, first, second = (
        made("caozuo", "operator", None),
        made("yuanzhang", "leader", "president"),
        made("fuyuan", "leader", "vice_president"),
    )
    assert isinstance(operator, User)
    assert isinstance(first, User)
    assert isinstance(second, User)
    assert made("lingdao", "leader", "president") == ["account.president_taken"]
    assert made("geren", "staff", "president") == made("geren", "leader", "king") == ["account.position"]

    def said(who: User, position: str | None) -> list[str]:
        return [problem.code for problem in accounts.set_position(session, operator, who, position)]

    assert said(second, "president") == ["account.president_taken"]
    assert said(user, "president") == ["account.position"]
    assert said(first, None) == said(second, "president") == []
    accounts.set_active(session, operator, second, active=False)
    assert said(first, "president") == []
    opened = accounts.set_active(session, operator, second, active=True)
    assert [problem.code for problem in opened] == ["account.president_taken"]
    assert [problem.code for problem in accounts.set_position(session, user, second, None)] == ["account.forbidden"]


def test_a_reset_password_must_be_changed(session: Session, court: int, user: User) -> None:
    operator, _ = accounts.create_user(session, None, NewAccount("xitong", "示三", PASSWORD, "operator", court))
    assert operator is not None
    with everything(session):
        password, problems = accounts.reset_password(session, operator, user)
        session.commit()
    assert problems == []
    assert password is not None
    assert codes(session, "kaohe", PASSWORD) == "account.refused"
    assert codes(session, "kaohe", password) is None
