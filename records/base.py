"""What all models share: the declarative base, the naming of constraints, and the columns that recur."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from records.types import Key, Moment, now

# Alembic can only drop or rebuild what has a name, and SQLite names nothing by itself.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SUBJECT_KINDS = ("court", "division", "team", "person")


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMING)

    id: Mapped[int] = mapped_column(Key, primary_key=True, sort_order=-2)


def one_of(column: str, *values: str) -> CheckConstraint:
    """A CHECK that a text column holds one of the given words (or NULL where the column allows it)."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


class OfCourt:
    """A row that belongs to one court; for sessions of other courts it does not exist (records.tenancy)."""

    court_id: Mapped[int] = mapped_column(Key, ForeignKey("court.id"), sort_order=-1)


class FromAbove:
    """A row that a court sets for itself and for the courts below: they read it, its own court alone writes it."""

    court_id: Mapped[int] = mapped_column(Key, ForeignKey("court.id"), sort_order=-1)


class OfSubject:
    """A row about a court, division, team or person. No foreign key can say "one of four tables"; instead the database
    refuses to delete subjects (see the triggers), so that the pair never dangles.
    """

    subject_kind: Mapped[str] = mapped_column(String(8), sort_order=-1)
    subject_id: Mapped[int] = mapped_column(Key, sort_order=-1)


class Recorded:
    """When a row was written and by whom (``None``: by the program itself)."""

    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now, sort_order=9)

    recorded_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), sort_order=9)


class AppendOnly:
    """Marks a table whose rows are never changed or deleted; held by records.append_only and by database triggers."""
