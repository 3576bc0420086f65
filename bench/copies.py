"""The demonstration's own records repeated until tables hold very many: of use for looking at lists, for nothing else.

Whatever must be unique differs from copy to copy. Cards are spread over people and days, since their ledger asks for
each where a person was on a day.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, String, Table, UniqueConstraint, text

from records.base import Base
from records.database import Database
from rules.phrase import N_
from workflow.demonstration.court import NAME

PEOPLE = ("person", "membership", "user")
MANY = ("case", "fact", "figure", "posting", "card", "audit_event", "notice")
ACTS = ("application", "objection", "review_round", "review", "finding", "committee_vote", "card_event")
FEWER = 1000  # for so many records of the others there is one of a person, and one act of people
SPREAD_DAYS = 3650
CORRECTS = ("supersedes_id", "reverses_id")  # what corrects another record has no copies
# Where a table wants something unique, the column by which a copy differs: the first of these, or else what it refers
# to, which has copies too.
VARIED = ("key", "number", "login", "name", "title", "line", "sha256", "pdf_sha256", "sequence", "form")
Bases = dict[str, int]  # the last key of each table before its copies


def fill(database: Database, rows: int, say: Callable[[str], None], court: str = NAME) -> None:
    """``rows`` more of each of the many that a court has any of, and a thousandth of that of the others."""
    bases: Bases = {}
    with database.engine.begin() as connection:
        for name in (*PEOPLE, *MANY, *ACTS):
            count = rows if name in MANY else max(1, rows // FEWER)
            say(N_("复制 {table}：{count} 行").filled(table=name, count=f"{count:,}"))
            _originals(connection, Base.metadata.tables[name], court)
            _multiply(connection, Base.metadata.tables[name], count, bases, max(1, rows // FEWER))
            connection.execute(text("DROP TABLE original"))
    if database.engine.dialect.name == "postgresql":  # it does so by itself, but not at once
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _originals(connection: Connection, table: Table, court: str) -> None:
    """What is copied, numbered from 0."""
    own = f'FROM "{table.name}" WHERE court_id = (SELECT id FROM court WHERE name = :court)'  # noqa: S608 - names of our own tables
    own += "".join(f" AND {name} IS NULL" for name in CORRECTS if name in table.c)
    numbered = f"SELECT *, row_number() OVER (ORDER BY id) - 1 AS place {own}"
    connection.execute(text(f"CREATE TEMPORARY TABLE original AS {numbered}"), {"court": court})
    connection.execute(text("CREATE UNIQUE INDEX original_place ON original (place)"))


def _multiply(connection: Connection, table: Table, count: int, bases: Bases, people: int) -> None:
    quoted = f'"{table.name}"'
    base = connection.scalar(text(f"SELECT coalesce(max(id), 0) FROM {quoted}")) or 0  # noqa: S608 - as above
    rows = connection.scalar(text("SELECT count(*) FROM original"))
    columns = {column.name: f's."{column.name}"' for column in table.columns}
    columns |= {"id": f"{base} + n.i"} | _differing(table, bases)
    if table.name == "card":
        columns |= _spread(connection.dialect.name, bases["person"], people)
    names = ", ".join(f'"{name}"' for name in columns)
    if rows:
        connection.execute(
            text(
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "  # noqa: S608 - as above
                f"INSERT INTO {quoted} ({names}) SELECT {', '.join(columns.values())} FROM n "
                f"JOIN original s ON s.place = n.i % {rows}"
            )
        )
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{quoted}', 'id'), {base + count})"))
    bases[table.name] = base


def _differing(table: Table, bases: Bases) -> dict[str, str]:
    """SQL for the columns by which copies differ: ``s`` is the original, ``n.i`` the number of the copy."""
    found = {name: "NULL" for name in CORRECTS if name in table.c}
    for names in _unique(table):
        if any(name in found for name in names):
            continue
        name = next((name for name in VARIED if name in names), "")
        if not name:
            refers = {name: key.column.table.name for name in names for key in table.c[name].foreign_keys}
            name = next(name for name in refers if refers[name] in bases)
            found[name] = f'CASE WHEN s."{name}" IS NULL THEN NULL ELSE {bases[refers[name]]} + n.i END'
        elif isinstance(kind := table.c[name].type, String):
            found[name] = f"substr(s.\"{name}\", 1, {(kind.length or 200) - 9}) || '+' || n.i"
        else:
            found[name] = "1000000 + n.i"
    return found


def _unique(table: Table) -> list[list[str]]:
    """The names of the columns of each thing that must be unique."""
    constraints = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one.columns for one in table.indexes if one.unique]
    return [[column.name for column in one] for one in (*constraints, *indexes)]


def _spread(dialect: str, base: int, people: int) -> dict[str, str]:
    """Cards of persons go to the copies of persons in turn, and back over the days."""
    back = f"(n.i / {people}) % {SPREAD_DAYS}"
    day = f"date(s.day, '-' || ({back}) || ' days')" if dialect == "sqlite" else f"s.day - CAST({back} AS integer)"
    person = f"CASE s.subject_kind WHEN 'person' THEN {base} + 1 + n.i % {people} ELSE s.subject_id END"
    return {"subject_id": person, "day": day}
