"""主管领导评语和考核等次建议: what the head or the leader in charge says of a person, under one's own log-in."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, LeaderComment, Person, User
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission
from workflow.year.forms import comments_for, grade_titles, writing

register(
    {
        "comment-not-yours": N_("「{name}」的评语由其主管领导填写，您不能填写"),
        "comment-empty": N_("请填写评语"),
        "comment-long": N_("评语最多 {most} 字，现在 {count} 字"),
        "comment-level": N_("请从办法的等次中选择建议等次"),
    }
)
MOST = 1000


def comments(session: Session, period: AppraisalPeriod) -> dict[int, LeaderComment]:
    """The one that holds of each person: the last."""
    query = select(LeaderComment).where(LeaderComment.period_id == period.id).order_by(LeaderComment.number)
    return {row.person_id: row for row in session.scalars(query)}


def comment(
    session: Session, user: User, period: AppraisalPeriod, person: Person, text: str, level: str
) -> LeaderComment:
    """Write the comment with the proposed grade, or another in its place; all that is wrong is raised at once."""
    actor = allowed(user, Permission.FORMS_COMMENT, period.court_id)
    if person.id not in comments_for(session, user, period):
        raise ProblemError([Problem("comment-not-yours", {"name": person.name})])
    writing(session, period, person)
    plain, problems = text.replace("\r\n", "\n").strip(), []
    if not plain:
        problems.append(Problem("comment-empty"))
    if len(plain) > MOST:
        problems.append(Problem("comment-long", {"most": str(MOST), "count": str(len(plain))}))
    if level not in grade_titles(period):
        problems.append(Problem("comment-level"))
    if problems:
        raise ProblemError(problems)
    own = (LeaderComment.period_id == period.id, LeaderComment.person_id == person.id)
    number = (session.scalar(select(func.max(LeaderComment.number)).where(*own)) or 0) + 1
    row = LeaderComment(
        court_id=period.court_id, period_id=period.id, person_id=person.id, number=number, text=plain, level=level,
        by_id=actor.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {"person": person.id, "period": period.text, "number": number, "proposed": level}
    audit.append(session, Permission.FORMS_COMMENT.value, actor, Target("leader_comment", row.id), details)
    return row
