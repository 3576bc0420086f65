"""Who sits on the committee, who is of whose team, and who must stand back (回避)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import User
from records.queries.directory import Directory, SubjectKey
from rules.problem import N_, Problem, register

register(
    {
        "committee-own": N_("这是您自己承办的案件，须回避"),
        "committee-own-team": N_("承办人与您同属一个团队，须回避"),
    }
)


def members(session: Session, court_id: int) -> list[User]:
    """The committee of a court: its active accounts of that role."""
    query = select(User).where(User.court_id == court_id, User.role == "committee", User.active.is_(True))
    return list(session.scalars(query.order_by(User.login)))


def teams_of(directory: Directory, person: int | None, days: Iterable[date]) -> tuple[int, ...]:
    """The teams that a person belonged to on any of the days; none for nobody."""
    if person is None:
        return ()
    stays = [directory.stay(person, day) for day in days]
    return tuple(sorted({stay.team_id for stay in stays if stay is not None and stay.team_id is not None}))


def conflict(directory: Directory, user: User, person: int | None, days: Iterable[date]) -> Problem | None:
    """Why a user may not judge what this person did."""
    if person is None or user.person_id is None:
        return None
    if user.person_id == person:
        return Problem("committee-own")
    when = list(days)
    if set(teams_of(directory, user.person_id, when)) & set(teams_of(directory, person, when)):
        return Problem("committee-own-team")
    return None


def near_to(directory: Directory, user: User) -> set[int]:
    """Whom a conflict can be about at all: the user herself and whoever was ever of a team that she was ever of."""
    if user.person_id is None:
        return set()
    own = {stay.team_id for stay in directory.stays.get(user.person_id, ()) if stay.team_id is not None}
    return {user.person_id} | {
        person for person, stays in directory.stays.items() if any(stay.team_id in own for stay in stays)
    }


def person_of(kind: str, subject_id: int) -> int | None:
    """The person whose act a fact records; ``None`` for teams, divisions and courts."""
    return SubjectKey(kind, subject_id).id if kind == "person" else None  # type: ignore[arg-type]  # CHECKed in the database
