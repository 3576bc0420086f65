"""本人总结: the person's own words on the appraisal form, saved as often as one likes, submitted once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, OwnSummary, Person, User
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission
from workflow.year.forms import form_periods, places, writing

register(
    {
        "summary-nobody": N_("您的账号没有对应的干警，不能填写个人总结"),
        "summary-empty": N_("请填写个人总结"),
        "summary-long": N_("个人总结最多 {most} 字，现在 {count} 字"),
        "summary-submitted": N_("「{period}」的个人总结已经提交，不能再改"),
    }
)
MOST = 2000  # the national form asks for 1,500 characters at most; a court may allow somewhat more
ADVISED = 1500


def versions(session: Session, period: AppraisalPeriod, person_id: int) -> list[OwnSummary]:
    """All that was saved, oldest first."""
    query = select(OwnSummary).where(OwnSummary.period_id == period.id, OwnSummary.person_id == person_id)
    return list(session.scalars(query.order_by(OwnSummary.number)))


def submitted(session: Session, period: AppraisalPeriod) -> dict[int, OwnSummary]:
    """By person; what is only saved is nobody's but the writer's."""
    query = select(OwnSummary).where(OwnSummary.period_id == period.id, OwnSummary.submitted)
    return {row.person_id: row for row in session.scalars(query)}


def own_years(session: Session, user: User) -> Sequence[tuple[AppraisalPeriod, OwnSummary | None]]:
    """The years that the user is appraised in, with what was last saved."""
    if user.person_id is None:
        return []
    years = [one for one in form_periods(session, user.court_id) if user.person_id in places(session, one)]
    return [(one, next(reversed(versions(session, one, user.person_id)), None)) for one in years]


def save(session: Session, user: User, period: AppraisalPeriod, text: str, *, submit: bool) -> OwnSummary:
    """Save one's summary as the next version; ``submit`` makes it the last. All that is wrong is raised at once."""
    actor = allowed(user, Permission.FORMS_WRITE_OWN, period.court_id)
    if user.person_id is None:
        raise ProblemError([Problem("summary-nobody")])
    person = session.get_one(Person, user.person_id)
    writing(session, period, person)
    before, plain = versions(session, period, person.id), text.replace("\r\n", "\n").strip()
    problems = []
    if before and before[-1].submitted:
        problems.append(Problem("summary-submitted", {"period": str(period)}))
    if not plain:
        problems.append(Problem("summary-empty"))
    if len(plain) > MOST:
        problems.append(Problem("summary-long", {"most": str(MOST), "count": str(len(plain))}))
    if problems:
        raise ProblemError(problems)
    row = OwnSummary(
        court_id=period.court_id, period_id=period.id, person_id=person.id, number=len(before) + 1, text=plain,
        submitted=submit, by_id=actor.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {"period": period.text, "number": row.number, "submitted": submit}
    audit.append(session, Permission.FORMS_WRITE_OWN.value, actor, Target("own_summary", row.id), details)
    return row
