"""Who confirms: the persons that a step of a chain means, seen from the one whose points they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import LeaderInCharge, User
from records.queries.directory import Directory, SubjectKey, load_directory
from rules.compiled import CompiledChainStep
from rules.condition import Value, holds
from scoring.constants import Constants
from workflow.calendar import Calendar, load_calendar
from workflow.deputies import in_force
from workflow.permissions import Permission, may

POST = "岗位"


class People:
    """The accounts of one court and where their persons are; everyone is read once."""

    def __init__(self, session: Session, court_id: int, day: date, directory: Directory | None = None) -> None:
        """``day`` is the day of asking, on which deputies must be in force."""
        self.session = session
        self.directory = directory or load_directory(session)
        self.court_id = court_id
        users = session.scalars(select(User).where(User.court_id == court_id).order_by(User.id))
        self.users = {user.id: user for user in users}
        self.confirming = [user for user in self.users.values() if may(user, Permission.APPLICATIONS_DECIDE)]
        self._leaders = {row.division_id: row.user_id for row in session.scalars(select(LeaderInCharge))}
        self._days: dict[tuple[int, date], list[tuple[User, dict[str, Value]]]] = {}
        self._deputies: dict[int, list[User]] = {}
        for row in in_force(session, day):
            self._deputies.setdefault(row.user_id, []).append(row.deputy)

    @cached_property
    def calendar(self) -> Calendar:
        """By which the court's limits are counted."""
        return load_calendar(self.session, self.court_id)

    @cached_property
    def _accounts(self) -> dict[int, User]:
        """By person; the first where somebody has two."""
        return {user.person_id: user for user in reversed(self.users.values()) if user.person_id is not None}

    def user_of(self, person_id: int) -> User | None:
        """The account of a person."""
        return self._accounts.get(person_id)

    def classes(self, person_id: int, day: date) -> Mapping[str, str]:
        """What conditions over persons read: her classes, and her post on a day."""
        entity = self.directory.entities.get(SubjectKey("person", person_id))
        stay = self.directory.stay(person_id, day)
        return {**(entity.classes if entity else {}), **({POST: stay.post} if stay else {})}

    def meant(self, step: CompiledChainStep, constants: Constants, person_id: int, day: date) -> list[User]:
        """The accounts that a step means on the day of the fact, the person's own among them."""
        by = step.step.confirms
        if by == "staff":
            return self.staff()
        if by == "team":
            return self._team(step, constants, person_id, day)
        division = self.directory.counted_under(SubjectKey("person", person_id), self.court_id, day, "division")
        if by == "head":
            return [user for user in self._of_role("head") if division is not None and user.division_id == division.id]
        in_charge = self.users.get(self._leaders.get(division.id, 0)) if division is not None else None
        if in_charge is not None and in_charge.active and in_charge.role == "leader":
            return [in_charge]
        return self.leaders()

    def leaders(self) -> list[User]:
        """院领导, all of them."""
        return self._of_role("leader")

    def staff(self) -> list[User]:
        """考核办."""
        return self._of_role("staff")

    def deputies(self, users: Iterable[User]) -> list[User]:
        """Who stands in for them today; of those who may confirm at all."""
        found = [deputy for user in users for deputy in self._deputies.get(user.id, ())]
        return [user for user in found if may(user, Permission.APPLICATIONS_DECIDE)]

    def stands_for(self, user: User, holders: Collection[User]) -> User | None:
        """The first of the holders whose deputy the user is today."""
        return next((held for held in holders if held.id in self._deputies and user in self.deputies([held])), None)

    def _of_role(self, role: str) -> list[User]:
        return self._roles.get(role, [])

    @cached_property
    def _roles(self) -> dict[str, list[User]]:
        """Who may confirm, by role: every step of every application asks."""
        found: dict[str, list[User]] = {}
        for user in self.confirming:
            found.setdefault(user.role, []).append(user)
        return found

    @cached_property
    def _teams(self) -> dict[int, list[User]]:
        """Who may confirm and was ever of a team."""
        found: dict[int, list[User]] = {}
        for user in self.confirming:
            stays = self.directory.stays.get(user.person_id or 0, ())
            for team_id in dict.fromkeys(stay.team_id for stay in stays if stay.team_id is not None):
                found.setdefault(team_id, []).append(user)
        return found

    def _team(self, step: CompiledChainStep, constants: Constants, person_id: int, day: date) -> list[User]:
        stay = self.directory.stay(person_id, day)
        if stay is None or stay.team_id is None:
            return []
        condition = constants.bind(step.who)
        found = [user for user, classes in self._there(stay.team_id, day) if holds(condition, classes)]
        return [user for user in found if user.role == "person"] or found  # a head of division has a step of her own

    def _there(self, team_id: int, day: date) -> list[tuple[User, dict[str, Value]]]:
        """Who of them was of a team on a day, with her classes: asked for each application of the team's people."""
        if (team_id, day) not in self._days:
            self._days[team_id, day] = [
                (user, dict(self.classes(user.person_id, day)))
                for user in self._teams.get(team_id, ())
                if user.person_id is not None
                and (stay := self.directory.stay(user.person_id, day)) is not None
                and stay.team_id == team_id
            ]
        return self._days[team_id, day]
