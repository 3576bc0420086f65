"""The court of the tests with accounts for everyone who applies or confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Application, AppraisalPeriod, Division, User
from tests.workflow.world import World, period
from workflow.applications.applying import Asked, apply
from workflow.attachments import Store

DAY = date(2020, 3, 5)  # 示一 (judge) and 示二 (assistant) are in 甲队, 示三 (clerk) in 乙队
PLUS = {"币值": "2", "事由": "演示：协助化解涉众纠纷"}


@dataclass(frozen=True)
class Office:
    session: Session
    world: World
    store: Store
    users: Mapping[str, User]
    march: AppraisalPeriod

    def asked(self, who: str = "示二", /, **changes: object) -> Asked:
        told: dict[str, object] = {
            "person_id": self.world.people[who], "rule": "applied_plus", "day": DAY, "fields": dict(PLUS),
            "text": "演示说明", "case_number": "", "form": None,
        }  # fmt: skip
        return Asked(**(told | changes))  # type: ignore[arg-type]  # as the table above

    def apply(self, login: str = "assistant", **changes: object) -> Application:
        who = {"assistant": "示二", "judge": "示一", "clerk": "示三", "head": "示庭", "staff": "示二"}[login]
        return apply(self.session, self.users[login], self.march, self.asked(who, **changes), [], self.store)


def open_office(session: Session, world: World, folder: Path) -> Office:
    division = session.scalars(select(Division)).one()
    session.get_one(User, world.person_user_id).login = "judge"

    def user(login: str, role: str, **more: object) -> None:
        session.add(User(court_id=world.court_id, password_hash="-", login=login, name=f"示{login}", role=role, **more))

    user("assistant", "person", person_id=world.people["示二"])
    user("clerk", "person", person_id=world.people["示三"])
    user("head", "head", division_id=division.id)
    user("leader", "leader")
    user("other_leader", "leader")
    session.flush()
    users = {one.login: one for one in session.scalars(select(User))}
    return Office(session, world, Store(folder), users, period(session, "2020-03"))
