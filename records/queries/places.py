"""Where a subject belonged on a day, as SQL: for lists too long to be read into a
:class:`~records.queries.directory.Directory` row by row. It answers as that one does; a property test holds them
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from records.models import Court, Division, Membership, Person, Team


@dataclass(frozen=True, slots=True)
class Place:
    """Columns that say whose something is, and of which day."""

    kind: ColumnElement[str] | InstrumentedAttribute[str]
    id: ColumnElement[int] | InstrumentedAttribute[int]
    day: ColumnElement[date] | InstrumentedAttribute[date]

    def division(self) -> ColumnElement[int | None]:
        """The division that it counts for, ``NULL`` for none: ``counted_under(..., "division")``."""
        of_team = select(Team.division_id).where(Team.id == self.id).scalar_subquery()
        its_team = aliased(Team)
        held = func.coalesce(Membership.division_id, its_team.division_id)
        of_person = (
            select(case((or_(Membership.until.is_(None), Membership.until >= self.day), held)))
            .outerjoin(its_team, its_team.id == Membership.team_id)
            .where(Membership.person_id == self.id, Membership.since <= self.day)
            .order_by(Membership.since.desc())
            .limit(1)
            .scalar_subquery()
        )
        return case(
            (self.kind == "person", of_person), (self.kind == "team", of_team), (self.kind == "division", self.id)
        )

    def named(self, part: str) -> ColumnElement[bool]:
        """Whether the subject's name has this part, letters as they are written."""
        kinds = (("person", Person), ("team", Team), ("division", Division), ("court", Court))
        return or_(
            *(
                # LIKE leaves the case of letters to the database, which takes it in one and not in another.
                and_(
                    self.kind == kind,
                    self.id.in_(select(table.id).where(func.replace(table.name, part, "") != table.name)),
                )
                for kind, table in kinds
            )
        )
