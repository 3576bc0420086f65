"""Facts that live scoring set aside (隔离): the reason is kept until they can be scored, and that they were stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Fact, Quarantine
from records.types import now
from scoring.live.engine import Quarantine as SetAside

_CHUNK = 500  # keys in one IN (…)


def keep(session: Session, version: int, set_aside: Iterable[SetAside], ids: Mapping[str, int]) -> None:
    """Keep the reason of what could not be scored; settle what now could. ``ids`` are all facts that were scored."""
    aside = {ids[one.key]: one for one in set_aside}
    open_ = {}
    for start in range(0, len(ids), _CHUNK):
        some = list(ids.values())[start : start + _CHUNK]
        for kept in session.scalars(
            select(Quarantine).where(Quarantine.fact_id.in_(some), Quarantine.version_id == version)
        ):
            open_[kept.fact_id] = kept
            if kept.fact_id not in aside and kept.settled_at is None:
                kept.settled_at = now()
    for fact_id, one in aside.items():
        kept_or_new = open_.get(fact_id)
        if kept_or_new is None:
            court = session.get_one(Fact, fact_id).court_id
            kept_or_new = Quarantine(court_id=court, fact_id=fact_id, version_id=version, reason="")
            session.add(kept_or_new)
        kept_or_new.reason, kept_or_new.settled_at = one.reason, None
