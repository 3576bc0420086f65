"""Failed log-ins, counted in the database for the name tried and for the address it came from.

The name is counted whether an account has it or not: the answer must not tell. The limit of an address is wide, since a
whole court may share one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.models import LoginThrottle

FREE_TRIES = {"name": 5, "address": 50}
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)


def keys(login: str, address: str) -> dict[str, str]:
    """The rows that a try belongs to, by kind."""
    found = {"name": f"name:{login.casefold()[:100]}"}
    if address:
        found["address"] = f"address:{address[:100]}"
    return found


def locked_until(session: Session, login: str, address: str, at: datetime) -> datetime | None:
    """Until when no further try is accepted; ``None`` when one is."""
    query = select(LoginThrottle.locked_until).where(LoginThrottle.of.in_(keys(login, address).values()))
    times = [time for time in session.scalars(query) if time is not None and time > at]
    return max(times, default=None)


def count_failure(session: Session, login: str, address: str, at: datetime) -> None:
    """Count one failure; past the free tries each one doubles the lock, up to a quarter of an hour."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for kind, key in keys(login, address).items():
        session.execute(
            delete(LoginThrottle).where(LoginThrottle.of == key, LoginThrottle.last_failed_at < at - FORGOTTEN_AFTER)
        )
        new = insert(LoginThrottle).values(of=key, failures=1, last_failed_at=at)
        # In one statement, so that tries at the same time are all counted.
        session.execute(
            new.on_conflict_do_update(
                index_elements=["of"], set_={"failures": LoginThrottle.failures + 1, "last_failed_at": at}
            )
        )
        row = session.execute(select(LoginThrottle).where(LoginThrottle.of == key)).scalar_one()
        session.refresh(row)
        over = row.failures - FREE_TRIES[kind]
        if over >= 0:
            row.locked_until = at + min(FIRST_LOCK * 2 ** min(over, 10), LONGEST_LOCK)


def forget(session: Session, login: str) -> None:
    """A log-in that succeeded clears the count of its name (not that of the address)."""
    session.execute(delete(LoginThrottle).where(LoginThrottle.of == keys(login, "")["name"]))
