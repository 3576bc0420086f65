"""Who has to do with an objection: the office that answers, the committee; and telling them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Objection, User
from records.tenancy import everything
from rules.problem import Problem
from workflow.notices import tell
from workflow.objections.terms import Terms

COMMITTEE = ("committee", "leader")  # a leader sits at the head of the committee (法官法第三十九条)


def page(row: Objection) -> str:
    """Where it is dealt with."""
    return f"/objections/{row.id}"


def office_of(session: Session, court_id: int, terms: Terms) -> list[User]:
    """Those who answer in a court."""
    return of_role(session, court_id, (terms.office,))


def of_role(session: Session, court_id: int, roles: Iterable[str]) -> list[User]:
    """A court's active accounts of these roles, also for a court below it, which does not see them otherwise."""
    query = select(User).where(User.court_id == court_id, User.role.in_(list(roles)), User.active)
    session.flush()  # what was written so far is held to the session's own courts
    with everything(session):
        return list(session.scalars(query.order_by(User.id)))


def may_answer(user: User, court_id: int, terms: Terms) -> bool:
    """The office of the period's court; a leader may always stand in for it."""
    return user.court_id == court_id and user.role in (terms.office, "leader")


def tell_of(session: Session, users: Iterable[User], what: Problem, row: Objection) -> None:
    """A notice about an objection; a court that objects to its scorecard tells the court above."""
    address = page(row)
    session.flush()  # as above
    with everything(session):
        tell(session, users, what, address)
