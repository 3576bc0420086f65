"""Where a subject belonged on a day, as SQL: for lists too long to be read into a
:class:`~records.queries.directory.Directory` row by row. It answers as that one does; a property test holds them
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, and_, case, func, literal, or_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from records.models import Court, Division, Membership, Person, Team
from records.types import Key


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


class Shifted(FunctionElement[date]):
    """A day, so many days later: the one thing about dates that every database writes in its own way."""

    inherit_cache = True
    type = Date()

    def __init__(self, day: ColumnElement[date] | InstrumentedAttribute[date], by: int) -> None:
        super().__init__(day, literal(by))


@compiles(Shifted)
def _plus(element: Shifted, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as SQLAlchemy hands it on
    day, by = element.clauses
    return f"({compiler.process(day, **given)} + {compiler.process(by, **given)})"


@compiles(Shifted, "sqlite")
def _plus_sqlite(element: Shifted, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as above
    day, by = element.clauses
    return f"date({compiler.process(day, **given)}, {compiler.process(by, **given)} || ' days')"


def whereabouts() -> CTE:
    """Where everyone is at any time, for counting what is very many: of a subject's ``kind`` and ``id`` its ``court``
    and, from the day ``since`` to the day ``last``, its ``division``, ``NULL`` for none: as :meth:`Place.division` has
    it. Every day of a subject is in just one row.
    """
    following = func.lead(Membership.since).over(partition_by=Membership.person_id, order_by=Membership.since)
    ends = func.coalesce(Shifted(following, -1), date.max)
    stay = select(Membership, ends.label("ends")).subquery()
    its_team = aliased(Team)
    person = (literal("person").label("kind"), stay.c.person_id.label("id"), stay.c.court_id.label("court"))
    held = func.coalesce(stay.c.division_id, its_team.division_id).label("division")
    last = case((stay.c.until < stay.c.ends, stay.c.until), else_=stay.c.ends).label("last")
    nowhere = literal(None, Key).label("division")
    first = select(func.min(Membership.since)).where(Membership.person_id == Person.id).scalar_subquery()
    always = (literal(date.min, Date), literal(date.max, Date))
    return union_all(
        select(*person, held, stay.c.since, last).outerjoin(its_team, its_team.id == stay.c.team_id),
        select(*person, nowhere, Shifted(stay.c.until, 1), stay.c.ends).where(stay.c.until < stay.c.ends),
        select(literal("person"), Person.id, Person.court_id, nowhere, always[0],
               func.coalesce(Shifted(first, -1), date.max)),
        select(literal("team"), Team.id, Team.court_id, Team.division_id, *always),
        select(literal("division"), Division.id, Division.court_id, Division.id, *always),
        select(literal("court"), Court.id, Court.id, nowhere, *always),
    ).cte("whereabouts")  # fmt: skip
