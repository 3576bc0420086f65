"""What waits for somebody at year's end: ties and grades to decide, lists to sign, one's own notification."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import GradeList, User
from rules.problem import N_, Problem, register
from workflow.permissions import Permission, may
from workflow.todo import Todo
from workflow.year.opinions import own_entries
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
    return [*_lists(session, user), *_own(session, user)]


def _lists(session: Session, user: User) -> Iterator[Todo]:
    makes, signs = may(user, Permission.GRADES_MAKE), may(user, Permission.GRADES_SIGN)
    if not makes and not signs:
        return
    query = select(GradeList).where(GradeList.court_id == user.court_id, GradeList.state.in_(("draft", "signing")))
    for row in session.scalars(query.order_by(GradeList.id)):
        told, address = {"list": str(row)}, f"/year/lists/{row.id}"
        if row.state == "signing" and user.id in row.members:
            if user.id not in {one.member_id for one in signatures(session, row)}:
                yield Todo(Problem("grades-sign-todo", told), address)
        elif row.state == "draft" and user.id in row.members:
            yield Todo(Problem("grades-decide-todo", told), address)
        elif row.state == "draft" and makes:
            yield Todo(Problem("grades-prepare-todo", told), address)


def _own(session: Session, user: User) -> Iterator[Todo]:
    for entry, opinion in own_entries(session, user):
        if opinion is None:
            yield Todo(Problem("grades-read-todo", {"list": str(entry.list)}), f"/year/mine/{entry.id}")
