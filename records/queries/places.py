"""Where a subject belonged on a day, as SQL: for lists too long to be read into a
:class:`~records.queries.directory.Directory` row by row. It answers as that one does; a property test holds them
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, ColumnElement, Date, and_, case, func, literal, or_, select, union_all
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


def whereabouts() -> CTE:
    """Every stay in a division at once, for counting what is very many: ``kind`` and ``id`` of the subject, its
    ``division``, from the day ``since``, before the day ``next``, and no later than the day ``until`` where one is
    set. On a day a subject is in one row, or in none and counts for no division: as :meth:`Place.division` has it.
    """
    always = {"since": literal(date.min, Date), "next": literal(date.max, Date), "until": literal(None, Date)}
    its_team = aliased(Team)
    following = func.lead(Membership.since).over(partition_by=Membership.person_id, order_by=Membership.since)
    of_people = (
        select(
            literal("person").label("kind"), Membership.person_id.label("id"),
            func.coalesce(Membership.division_id, its_team.division_id).label("division"),
            Membership.since.label("since"), func.coalesce(following, date.max).label("next"),
            Membership.until.label("until"),
        )
        .outerjoin(its_team, its_team.id == Membership.team_id)
    )  # fmt: skip
    whole = [column.label(name) for name, column in always.items()]
    of_teams = select(literal("team"), Team.id, Team.division_id, *whole)
    of_divisions = select(literal("division"), Division.id, Division.id, *whole)
    every = union_all(of_people, of_teams, of_divisions).subquery()
    return select(every).where(every.c.division.is_not(None)).cte("whereabouts")
