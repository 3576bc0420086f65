"""An objection arranged for its pages: names, words, what was decided, who did what when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import session
from records.models import AppraisalPeriod, Objection, SchemeVersion, User
from rules.problem import Problem
from workflow.calendar import today
from workflow.inputs import Ground, ground_of
from workflow.names import subject_names
from workflow.objections import remedies
from workflow.objections.waiting import may_read
from workflow.wording import OBJECTION_ABOUT, OBJECTION_STATES

_LAST = {"filed": "due", "reviewing": "review_due", "refused": "review_until"}
TONES = {"filed": "yellow", "reviewing": "yellow", "upheld": "yellow", "corrected": "good"}


@dataclass(frozen=True, slots=True)
class Row:
    """One in a list; ``last`` is the day that its state waits for, ``late`` once an office has missed it."""

    row: Objection
    subject: str
    about: str
    state: str
    tone: str
    last: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with it: what, by whom, when, and the words for it."""

    title: str
    who: str
    at: datetime
    text: str = ""


def row_of(row: Objection, names: dict[tuple[str, int], str]) -> Row:
    """For lists, with the names of subjects at hand."""
    last = getattr(row, _LAST[row.state]) if row.state in _LAST else None
    running_out = row.state == "refused" and last is not None and last < today()
    state = gettext("不成立，复核期限已过") if running_out else gettext(OBJECTION_STATES[row.state])
    late = row.state in ("filed", "reviewing") and last is not None and last < today()
    return Row(
        row, names.get((row.subject_kind, row.subject_id), ""), gettext(OBJECTION_ABOUT[row.about]), state,
        TONES.get(row.state, ""), None if running_out else last, late,
    )  # fmt: skip


def names_now() -> dict[tuple[str, int], str]:
    """Names of all subjects in view."""
    return dict(subject_names(session()))


def objection_or_404(objection_id: int) -> Objection:
    """One that the reader may see; to all others it does not exist."""
    query = (
        select(Objection)
        .where(Objection.id == objection_id)
        .options(
            joinedload(Objection.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
            joinedload(Objection.fact),
            *(joinedload(getattr(Objection, f"{act}_by")) for act in ("filed", "answered", "seconded", "reviewed")),
        )
    )
    row = session().scalars(query).unique().one_or_none()
    if row is None or not may_read(session(), current_user.account, row):
        abort(404)
    return row


def remedy_told(row: Objection, ground: Ground | None = None) -> Problem | None:
    """What is corrected, in a sentence."""
    if row.remedy is None:
        return None
    return remedies.told(remedies.from_json(row.remedy), ground or ground_of(session(), row.period))


def name_of(account: User | None, row: Objection) -> str:
    """Who did it; the court in whose period it is, where its accounts are not in the reader's view."""
    return account.name if account is not None else row.period.court.name


def steps_of(row: Objection) -> list[Step]:
    """Its way so far. A first answer that was refused stays where the review decided otherwise. To a court that
    objected to its scorecard the accounts of the court above are not in view: the court stands for them.
    """
    found = [Step(gettext("提出异议"), row.filed_by.name, row.filed_at)]
    if row.answered_at is not None:
        upheld = row.remedy is not None and row.reviewed_at is None
        title = gettext("答复：成立") if upheld else gettext("答复：不成立")
        found.append(Step(title, name_of(row.answered_by, row), row.answered_at, row.answer))
    if row.review_asked_at is not None:
        found.append(Step(gettext("申请复核"), row.filed_by.name, row.review_asked_at, row.review_reason))
    if row.reviewed_at is not None:
        title = gettext("复核决定：成立") if row.remedy is not None else gettext("复核决定：维持原答复")
        found.append(Step(title, name_of(row.reviewed_by, row), row.reviewed_at, row.review_answer))
    if row.seconded_at is not None:
        found.append(Step(gettext("核准人工调整"), name_of(row.seconded_by, row), row.seconded_at))
    if row.carried_at is not None:
        words = gettext("记分卡第 %(edition)s 版", edition=row.carried_edition)
        found.append(Step(gettext("更正并重新公示"), name_of(row.carried_by, row), row.carried_at, words))
    return found
