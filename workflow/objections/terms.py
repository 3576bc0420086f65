"""How a court deals with objections: who answers, in how many working days, and what becomes of the publicity.

The sources say that divisions and teams may examine what is published and are answered (改革案例第155号 二、三是), and
that a judge may ask for a review (法官法第四十三条). Neither names an office or a number of days: every value here is
an assumption that the court replaces by its own, with the document that says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import ObjectionTerms, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "objection-terms-days": N_("期限要在 {least} 到 {most} 个工作日之间"),
        "objection-terms-source": N_("请写明依据（文件名称和文号）；没有文件的写「本院设定」"),
    }
)
LEAST, MOST = 1, 60
Office = Literal["staff", "leader"]
Publicity = Literal["again", "on"]
ASSUMED = N_("假设：《法官法》第四十三条只规定可以申请复核，没有规定期限和承办部门")


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days. ``office`` answers; a leader may always do so in its place. After a correction the publicity starts
    ``again``, or goes ``on`` to its end, but for ``least_days`` at least.
    """

    office: Office = "staff"
    answer_days: int = 5
    ask_days: int = 5
    review_days: int = 10
    publicity: Publicity = "again"
    least_days: int = 2
    source: str = ASSUMED


def terms_of(session: Session, court_id: int) -> Terms:
    """The court's own, or those assumed."""
    row = session.scalars(select(ObjectionTerms).where(ObjectionTerms.court_id == court_id)).one_or_none()
    if row is None:
        return Terms()
    return Terms(
        row.office, row.answer_days, row.ask_days, row.review_days,  # type: ignore[arg-type]  # CHECKed
        row.publicity, row.least_days, row.source,  # type: ignore[arg-type]  # CHECKed
    )  # fmt: skip


def set_terms(session: Session, user: User | None, court_id: int, terms: Terms) -> None:
    """From now on; objections that were filed keep their days."""
    actor = allowed(user, Permission.OBJECTIONS_TERMS, court_id)
    problems = []
    days = (terms.answer_days, terms.ask_days, terms.review_days, terms.least_days)
    if not all(LEAST <= count <= MOST for count in days):
        problems.append(Problem("objection-terms-days", {"least": str(LEAST), "most": str(MOST)}))
    if not terms.source.strip():
        problems.append(Problem("objection-terms-source"))
    if problems:
        raise ProblemError(problems)
    row = session.scalars(select(ObjectionTerms).where(ObjectionTerms.court_id == court_id)).one_or_none()
    if row is None:
        row = ObjectionTerms(court_id=court_id)
        session.add(row)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    row.source, row.set_at, row.set_by_id = terms.source.strip()[:200], now(), actor.user_id
    session.flush()
    audit.append(session, Permission.OBJECTIONS_TERMS.value, actor, Target("objection_terms", row.id), asdict(terms))
