"""全年材料: every paper of a court's year in one job, in the order in which they are handed out: by paper, then by
scheme, division and name.
"""

from __future__ import annotations

from collections.abc import Callable

from records.models import AppraisalPeriod
from reports import annual, appraisal_form, grade_notice, scorecard
from reports.desk import Desk, desk_of
from reports.kinds import KINDS, Kind, subjects_of
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import parse_period
from workflow.printing.ordering import Wish, periods_alike
from workflow.printing.sessions import Session

register({"papers-not-a-year": N_("「{period}」不是年度，没有全年材料。请选年度周期，或逐种选报表")})
_ONCE = (appraisal_form.KIND, grade_notice.KIND)  # a person's year is graded once: under the scheme that is asked for
_OF_POINTS = (scorecard.KIND, annual.KIND)  # a scheme that only hands out cards says all of them in its letters


def whole_year(
    session: Session, period: AppraisalPeriod, may_print: Callable[[Kind], bool] = lambda _kind: True
) -> list[Wish]:
    """What there is to print of a year: each kind of paper of each scheme that has it. Of another period
    :class:`ProblemError`.
    """
    if not is_year(period):
        raise ProblemError([Problem("papers-not-a-year", {"period": str(period)})])
    desks = [desk_of(session, one) for one in periods_alike(session, period)]
    wishes = [
        Wish(kind.key, desk.period, subjects_of(desk, kind))
        for kind in KINDS.values()
        if may_print(kind)
        for desk in (desks[:1] if kind.key in _ONCE else desks)
        if kind.key not in _OF_POINTS or _gives_points(desk)
    ]
    return [wish for wish in wishes if wish.subjects]


def is_year(period: AppraisalPeriod) -> bool:
    """Whether a period is a whole year."""
    when = parse_period(period.text)
    return when is not None and when.kind == "year"


def _gives_points(desk: Desk) -> bool:
    scheme = desk.standing.compiled.scheme
    return bool(scheme.items or scheme.indicators or scheme.sections)
