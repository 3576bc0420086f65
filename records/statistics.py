"""What SQLite is told of the tables: how few rows each index finds.

SQLite keeps no statistics by itself; without them it takes the index of the court for a good way into a table of a
million rows that all are of one court. Asking it to count (``ANALYZE``) holds up writers for seconds where tables are
large, and counted while they are empty is worse than not at all. So it is told the figures of a large court instead, as
its manual advises for plans that shall not change from site to site: counted once by ``python -m bench.statistics``,
kept beside this module, written with every migration. PostgreSQL counts by itself.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

FILE = Path(__file__).with_name("statistics.csv")
Row = tuple[str, str, str]
"""Table, index, and in SQLite's own form the number of rows and how many are alike in the first column of the index,
the first two, and so on.
"""


@cache
def typical() -> tuple[Row, ...]:
    """As counted in a large court."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["table"], row["index"], row["stat"]) for row in csv.DictReader(file))


def tell(connection: Connection) -> None:
    """Write them for the indexes that there are, unless they stand there already. Connections read them when opened."""
    connection.exec_driver_sql("ANALYZE sqlite_master")  # makes the table that they stand in
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars())
    wanted = [row for row in typical() if row[1] in there]
    written = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1").all()
    if {tuple(row) for row in written} != set(wanted):
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        if wanted:
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", wanted)


def counted(connection: Connection, tables: tuple[str, ...]) -> list[Row]:
    """Counted here and now. Without indexes whose first column is mostly empty: it counts empty ones as alike, where
    those who look for a value find few.
    """
    connection.exec_driver_sql("ANALYZE")
    found = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx").all()
    return [
        (table, index, stat)
        for table, index, stat in found
        if table in tables and index is not None and not _mostly_empty(connection, table, index)
    ]


def _mostly_empty(connection: Connection, table: str, index: str) -> bool:
    column = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", (index,)).scalar_one()
    query = f'SELECT count("{column}") * 2 < count(*) FROM "{table}"'  # noqa: S608 - names of our own tables
    return bool(connection.exec_driver_sql(query).scalar_one())
