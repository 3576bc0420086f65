"""What each rule did in the last closed period of a scheme: how many facts, whom, how many points; from the stored
scorecards.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Scorecard
from records.tenancy import scope_of

MOST_REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class Effect:
    """``facts`` counted, ``who`` got points other than none or 0, the ``points`` of all of them together.

    ``cards`` are the steps issued, of a ladder.
    """

    facts: int = 0
    who: tuple[str, ...] = ()
    points: Fraction = Fraction(0)
    cards: int = 0

    @property
    def subjects(self) -> int:
        """How many."""
        return len(self.who)


_remembered: OrderedDict[tuple[object, ...], Mapping[str, Effect]] = OrderedDict()


def last_closed(session: Session, scheme_id: int) -> AppraisalPeriod | None:
    """The latest period in view that has stored scorecards."""
    query = select(AppraisalPeriod).where(AppraisalPeriod.scheme_id == scheme_id, AppraisalPeriod.state != "open")
    return session.scalars(query.order_by(AppraisalPeriod.starts.desc(), AppraisalPeriod.id).limit(1)).first()


def effects_of(session: Session, period: AppraisalPeriod) -> Mapping[str, Effect]:
    """Rule id → effect, of the scorecards in view. Those of an edition never change, so they are read once."""
    key = (scope_of(session), period.id, period.edition, period.inputs_sha256 or "")
    if (found := _remembered.get(key)) is None:
        query = select(Scorecard.result).where(Scorecard.period_id == period.id, Scorecard.edition == period.edition)
        found = _remembered[key] = _added_up(session.scalars(query))
        while len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return found


def _added_up(results: Iterable[Any]) -> dict[str, Effect]:
    found: dict[str, Effect] = {}

    def touch(rule: str, who: Iterable[str], facts: int, points: Fraction, cards: int = 0) -> None:
        before = found.get(rule, Effect())
        everyone = tuple(dict.fromkeys((*before.who, *who)))
        found[rule] = Effect(before.facts + facts, everyone, before.points + points, before.cards + cards)

    for result in results:
        subject = (result["subject"],)
        for line in result["lines"]:
            points = Fraction(line["points"]) if line["points"] is not None else Fraction(0)
            touch(line["rule"], subject if points or line["count"] else (), line["count"], points)
        for card in result["cards"]:
            touch(card["ladder"], subject, 0, Fraction(0), 1)
        for share in result["shares"]:
            touch(share["rule"], (share["member"],), 0, Fraction(share["amount"]))
    return found
