"""Years that a list looks back on: which were appraised and sealed here, and which are only recorded figures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Figure, GradeList
from rules.compiled import Formula
from rules.expression import Call, walk
from scoring.constants import Book
from scoring.evaluate import evaluate_number
from scoring.period import Period, parse_period
from scoring.scope import Scope
from workflow.versions import compiled_of
from workflow.year.lists import rule_of

_MEAN = "近期平均"


def only_recorded(session: Session, row: GradeList) -> Sequence[Period]:
    """The earlier periods, oldest first, that the list's order reads as figures recorded by hand: no sealed result of
    the scheme stands there. Their scores are reckoned from those figures anew and bear nobody's seal.
    """
    period, when = row.period, parse_period(row.period.text)
    back = _reach(row)
    if when is None or not back:
        return []
    earlier = [when.back(steps) for steps in range(back, 0, -1)]
    texts = [one.text for one in earlier]
    sealed = set(
        session.scalars(
            select(AppraisalPeriod.text).where(
                AppraisalPeriod.scheme_id == period.scheme_id, AppraisalPeriod.court_id == period.court_id,
                AppraisalPeriod.state == "sealed", AppraisalPeriod.text.in_(texts),
            )
        )
    )  # fmt: skip
    names = list(compiled_of(period.version).scheme.figures)
    query = select(Figure.period).where(
        Figure.court_id == period.court_id, Figure.period.in_(texts), Figure.name.in_(names)
    )
    recorded = set(session.scalars(query.distinct()))
    return [one for one in earlier if one.text in recorded - sealed]


def _reach(row: GradeList) -> int:
    """How many periods before this one the quantity that orders the list takes the mean of."""
    compiled = compiled_of(row.period.version)
    quantity = compiled.quantities.get(rule_of(row).by)
    if quantity is None or quantity.formula is None:
        return 0
    constants = Book(compiled).on(row.period.ends)
    found = 0
    for node in walk(quantity.formula.tree):
        if isinstance(node, Call) and node.name == _MEAN and len(node.arguments) > 1:
            count = evaluate_number(Formula("", node.arguments[1]), Scope(constants, {}))
            found = max(found, 0 if count is None else int(count) - 1)
    return found
