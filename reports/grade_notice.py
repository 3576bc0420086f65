"""等次通知书: the written notification of a person's grade, when the committee has signed it."""

from __future__ import annotations

from records.models import GradeList
from reports.appraisal_form import graded
from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import brief, file_name
from rules.problem import N_
from scoring.period import parse_period
from shown.language import say
from shown.writing import BEIJING

KIND = "grade-notice"


def compose_grade_notice(desk: Desk, subject: str) -> Sheet | None:
    """One person's; ``None`` for whom no signed list of grades names."""
    key, when = desk.standing.keys.get(subject), parse_period(desk.period.text)
    own = graded(desk).get(key.id) if key is not None and key.kind == "person" else None
    if own is None or when is None or own.row.state != "signed" or own.row.signed_at is None:
        return None
    title = say(N_("年度考核等次通知书"))
    values = {
        "graded": own, "name": subject, "when": when, "scheme": desk.standing.compiled.scheme,
        "court": desk.period.court.full_name, "signed_on": own.row.signed_at.astimezone(BEIJING).date(),
        "digits": desk.standing.compiled.rounding.places, "number": _number(own.row, key.id if key else 0, desk),
    }  # fmt: skip
    return compose(
        "reports/letters/grade.html", values, name=file_name(subject, when.shown.replace(" ", ""), title),
        title=f"{brief(subject)} {when.shown} {title}",
        proof=proof_of(desk.period, kind=KIND, subject=subject, stored=desk.standing.stored),
        styles=("letter.css",), attachment=desk.data(subject),
    )  # fmt: skip


def _number(row: GradeList, person: int, desk: Desk) -> int:
    """The notification's number in the year: the person's place among those on the list, from one."""
    names = [key for key, one in graded(desk).items() if one.row.id == row.id]
    return names.index(person) + 1
