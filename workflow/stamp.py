"""A short number for the state of the records under a period: while it is the same, so is everything scored from it.

Facts and figures are only ever appended, so how many there are says which; the few rows that change in place (people
and their moves, decisions, periods) are read whole. That costs some milliseconds where reading and scoring costs
seconds.

It tells of what is committed. A session that has written something sees what others do not, and may take it back: such
a session has no stamp (:func:`has_written`).
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.models import Adjustment, AppraisalPeriod, Fact, Figure, OverrideDecision, User
from records.tenancy import Scope, scope_of
from records.types import canonical_json
from records.writing import has_written
from workflow.inputs import Ground
from workflow.readings import reads_results, sources


def stamp_of(session: Session, ground: Ground) -> str | None:
    """The stamp; ``None`` where this session alone may see what is stamped."""
    if has_written(session):
        return None
    parts = [
        *_ground(session, ground), *_appended(session), *_decided(session, ground.period), *_read(session, ground),
    ]  # fmt: skip
    return sha256(canonical_json(parts).encode()).hexdigest()


def _ground(session: Session, ground: Ground) -> Iterator[object]:
    """Which database, what one may see of it, the period, and everyone in it."""
    period, directory = ground.period, ground.directory
    yield str(session.get_bind().engine.url)
    scope = scope_of(session)
    yield [sorted(scope.courts), sorted(scope.above)] if isinstance(scope, Scope) else "everything"
    yield [period.id, period.text, period.state, period.edition, period.version.sha256, ground.compiled.text]
    yield [
        [*key, one.name, one.court_id, dict(one.classes), list(one.parent or ())]
        for key, one in directory.entities.items()
    ]
    yield [
        [person, [[str(stay.since), str(stay.until), stay.team_id, stay.division_id, stay.post] for stay in stays]]
        for person, stays in directory.stays.items()
    ]


def _appended(session: Session) -> Iterator[object]:
    for model in (Fact, Figure):
        yield list(session.execute(select(func.count(model.id), func.max(model.id))).one())


def _read(session: Session, ground: Ground) -> Iterator[object]:
    """The periods of other schemes whose results are read, and for open ones what else they stand on."""
    if reads_results(ground.compiled):
        for source in sources(session, ground.compiled, ground.period.court_id, ground.when):
            period = source.period
            yield [period.id, period.state, period.edition, period.version.sha256]
            if period.state == "open":
                yield list(_decided(session, period))


def _decided(session: Session, period: AppraisalPeriod) -> Iterator[object]:
    for model in (Adjustment, OverrideDecision):
        rows = session.execute(select(model.id, model.state).where(model.period_id == period.id).order_by(model.id))
        yield [list(row) for row in rows]
    columns = (AppraisalPeriod.id, AppraisalPeriod.text, AppraisalPeriod.state, AppraisalPeriod.edition)
    of_scheme = select(*columns).where(AppraisalPeriod.scheme_id == period.scheme_id, AppraisalPeriod.state == "sealed")
    yield [list(row) for row in session.execute(of_scheme.order_by(AppraisalPeriod.id))]
    yield [list(row) for row in session.execute(select(User.id, User.name).order_by(User.id))]
