"""Which objections still stand in the way of settling a period; asked by the board and by the settling itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Objection
from workflow import calendar


@dataclass(frozen=True, slots=True)
class Pending:
    """How many of a period wait for an answer, for their correction, for the review; ``asking`` are refused ones whose
    time to ask for the review runs. ``late`` of those to be answered or reviewed are overdue.
    """

    filed: int = 0
    upheld: int = 0
    reviewing: int = 0
    asking: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        """Everything that is not ended."""
        return self.filed + self.upheld + self.reviewing + self.asking


def pending(session: Session, period_id: int) -> Pending:
    """Of one period."""
    return pending_of(session, [period_id]).get(period_id, Pending())


def pending_of(session: Session, period_ids: Collection[int]) -> Mapping[int, Pending]:
    """By period; a period without any is left out."""
    day = calendar.today()
    columns = select(Objection.period_id, Objection.state, Objection.due, Objection.review_due, Objection.review_until)
    query = columns.where(
        Objection.period_id.in_(period_ids), Objection.state.in_(("filed", "upheld", "reviewing", "refused"))
    )
    found: dict[int, Pending] = {}
    for period_id, state, due, review_due, review_until in session.execute(query):
        asking = state == "refused" and review_until is not None and review_until >= day
        if state == "refused" and not asking:
            continue
        last = {"filed": due, "reviewing": review_due}.get(state)
        held = found.get(period_id, Pending())
        found[period_id] = Pending(
            held.filed + (state == "filed"), held.upheld + (state == "upheld"), held.reviewing + (state == "reviewing"),
            held.asking + asking, held.late + (last is not None and last < day),
        )  # fmt: skip
    return found
