"""What waits for somebody at year's end: ties and grades to decide, lists to sign, one's own notification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import GradeList, User
from rules.problem import N_, Problem, register
from workflow.permissions import Permission, may
from workflow.todo import Todo, Waiting, for_somebody
from workflow.year.opinions import entries_of
from workflow.year.signing import signatures

register(
    {
        "grades-sign-todo": N_("签署「{list}」"),
        "grades-decide-todo": N_("「{list}」拟定中，请委员决定并列、调整等次"),
        "grades-prepare-todo": N_("「{list}」拟定中，备好后提交签署"),
        "grades-read-todo": N_("阅读「{list}」等次通知，签署意见"),
    }
)


def waiting(session: Session, user: User) -> list[Todo]:
    """Lists that are being drafted or signed, for those who do it, and one's own grade, until it is answered."""
    return [todo for todo, _ in waiting_of(session, [user])]


def waiting_of(session: Session, users: Sequence[User]) -> list[Waiting]:
    """The same for many accounts of one court at once."""
    return for_somebody([*_lists(session, users), *_own(session, users)])


def _lists(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    making = [user for user in users if may(user, Permission.GRADES_MAKE)]
    acting = [user for user in users if user in making or may(user, Permission.GRADES_SIGN)]
    if not acting:
        return
    court_id = acting[0].court_id
    query = select(GradeList).where(GradeList.court_id == court_id, GradeList.state.in_(("draft", "signing")))
    for row in session.scalars(query.order_by(GradeList.id)):
        told, address = {"list": str(row)}, f"/year/lists/{row.id}"
        members = [user for user in acting if user.id in row.members]
        if row.state == "signing":
            signed = {one.member_id for one in signatures(session, row)}
            left = [user for user in members if user.id not in signed]
            yield Todo(Problem("grades-sign-todo", told), address), left
        else:
            yield Todo(Problem("grades-decide-todo", told), address), members
            preparing = [user for user in making if user not in members]
            yield Todo(Problem("grades-prepare-todo", told), address), preparing


def _own(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    persons = {user.person_id: user for user in users if user.person_id is not None}
    for entry, opinion in entries_of(session, persons):
        if opinion is None:
            told = Problem("grades-read-todo", {"list": str(entry.list)})
            yield Todo(told, f"/year/mine/{entry.id}"), [persons[entry.person_id]]
