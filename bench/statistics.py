"""``python -m bench.statistics ADDRESS``: count anew what SQLite is told of the tables (``records/statistics.csv``), in
a database that ``./hengji bench lists --database ADDRESS`` has filled. For whoever changes tables or indexes.
"""

from __future__ import annotations

import csv
import sys

from records.database import open_database
from records.statistics import FILE, counted

# What has many rows there, and what these are looked up in. Of the rest the demonstration's handful says nothing.
TABLES = (
    "application", "audit_event", "card", "case", "committee_vote", "court", "division", "fact", "figure", "finding",
    "membership", "notice", "objection", "period", "person", "posting", "review", "review_round", "scheme",
    "scheme_version", "scorecard", "team", "user",
)  # fmt: skip


def main(address: str) -> None:
    """Count and write."""
    database = open_database(address)
    try:
        with database.engine.begin() as connection:
            rows = counted(connection, TABLES)
    finally:
        database.close()
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("table", "index", "stat"), *rows])


if __name__ == "__main__":
    main(sys.argv[1])
