"""What the demonstration holds, for the terminal: how much of everything, and who leads in each last closed period."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import Database
from records.models import AppraisalPeriod, Card, Case, Court, Fact, Person, Posting, Scorecard, Team
from records.queries.directory import Directory, SubjectKey, load_directory
from rules.problem import N_

_COUNTED = (
    (N_("法院"), Court), (N_("团队"), Team), (N_("人员"), Person), (N_("案件"), Case), (N_("事实"), Fact),
    (N_("记账"), Posting), (N_("红黄卡"), Card), (N_("计分卡"), Scorecard),
)  # fmt: skip
PLACES = 3


@dataclass(frozen=True, slots=True)
class Leading:
    """A closed period and its first places: rank, name, total."""

    court: str
    scheme: str
    period: str
    places: tuple[tuple[int, str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts by title, and the leaders."""

    counts: tuple[tuple[str, int], ...]
    leading: tuple[Leading, ...]


def summary(database: Database) -> Summary:
    """Of all courts in the database."""
    with database.session() as session, tenancy.everything(session):
        counts = [(title, session.scalar(select(func.count(model.id))) or 0) for title, model in _COUNTED]
        directory = load_directory(session)
        leading = [
            Leading(period.court.full_name, period.scheme.title, period.text, places)
            for period in _last_closed(session)
            if (places := tuple(_places(session, directory, period)))
        ]
        return Summary(tuple(counts), tuple(leading))


def _last_closed(session: Session) -> list[AppraisalPeriod]:
    """The last closed period of each court and scheme."""
    query = select(AppraisalPeriod).where(AppraisalPeriod.state != "open").order_by(AppraisalPeriod.starts)
    return list({(row.court_id, row.scheme_id): row for row in session.scalars(query)}.values())


def _places(session: Session, directory: Directory, period: AppraisalPeriod) -> list[tuple[int, str, Fraction]]:
    query = (
        select(Scorecard)
        .where(Scorecard.period_id == period.id, Scorecard.edition == period.edition, Scorecard.place <= PLACES)
        .order_by(Scorecard.place, Scorecard.id)
    )
    return [
        (row.place, directory.name(SubjectKey(row.subject_kind, row.subject_id)), row.total)  # type: ignore[arg-type]  # CHECKed
        for row in session.scalars(query)
        if row.total is not None and row.place is not None
    ]
