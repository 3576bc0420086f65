"""The person's side: the written notification of one's grade, read and answered once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import GradeEntry, GradeList, GradeOpinion, User
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.notices import tell
from workflow.permissions import Permission

register(
    {
        "opinion-not-own": N_("没有这份等次通知"),
        "opinion-twice": N_("您已经签署过意见"),
        "opinion-text": N_("不同意的，请写明意见"),
        "opinion-long": N_("意见最多 {most} 字"),
        "opinion-against": N_("「{name}」对「{list}」的等次有不同意见"),
    }
)
MOST = 2000


def own_entries(session: Session, user: User) -> Sequence[tuple[GradeEntry, GradeOpinion | None]]:
    """One's entries on signed lists, the newest first, with what one answered."""
    return entries_of(session, () if user.person_id is None else (user.person_id,))


def entries_of(session: Session, persons: Collection[int]) -> Sequence[tuple[GradeEntry, GradeOpinion | None]]:
    """The same of many persons at once."""
    if not persons:
        return []
    query = (
        select(GradeEntry, GradeOpinion)
        .join(GradeList, (GradeList.id == GradeEntry.list_id) & (GradeList.round == GradeEntry.round))
        .outerjoin(GradeOpinion, GradeOpinion.entry_id == GradeEntry.id)
        .where(GradeEntry.person_id.in_(persons), GradeList.state == "signed")
        .order_by(GradeEntry.id.desc())
    )
    return [(entry, opinion) for entry, opinion in session.execute(query)]


def own_entry(session: Session, user: User, entry_id: int) -> tuple[GradeEntry, GradeOpinion | None]:
    """One's own, or :class:`ProblemError`: another's does not exist."""
    found = next((pair for pair in own_entries(session, user) if pair[0].id == entry_id), None)
    if found is None:
        raise ProblemError([Problem("opinion-not-own")])
    return found


def give_opinion(session: Session, user: User, entry_id: int, text: str, *, agrees: bool) -> GradeOpinion:
    """Acknowledge the notification: agree, or say what one has against it."""
    actor = allowed(user, Permission.GRADES_READ_OWN)
    entry, held = own_entry(session, user, entry_id)
    hold(session, entry.list)
    problems = []
    if held is not None:
        problems.append(Problem("opinion-twice"))
    if not agrees and not text.strip():
        problems.append(Problem("opinion-text"))
    if len(text) > MOST:
        problems.append(Problem("opinion-long", {"most": str(MOST)}))
    if problems:
        raise ProblemError(problems)
    row = GradeOpinion(
        court_id=entry.court_id, entry_id=entry.id, agrees=agrees, text=text.strip(), by_id=actor.user_id
    )
    session.add(row)
    session.flush()
    if not agrees and entry.list.made_by_id is not None:
        maker = session.get(User, entry.list.made_by_id)
        told = Problem("opinion-against", {"name": entry.person.name, "list": str(entry.list)})
        tell(session, [maker] if maker is not None else [], told, f"/year/lists/{entry.list_id}")
    audit.append(session, Permission.GRADES_READ_OWN.value, actor, Target("grade_entry", entry.id), {"agrees": agrees})
    return row
