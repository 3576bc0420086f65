"""``python -m tests.reports.approve [NAME …]``: draw the approved pictures anew, after a person has looked at them.

All, or the papers whose name begins as given. The names are those of ``tests/reports/every_paper.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from records.database import open_database
from reports.press.press import press
from tests import migrated
from tests.reports.every_paper import print_all
from tests.reports.pictures import APPROVED, pages, small
from tests.reports.small_court import build
from tests.reports.test_press import sheet

DRAFTS: tuple[tuple[str, tuple[str, ...]], ...] = (("scorecard", ()), ("scorecard-draft", ("未封存",)))


def main() -> None:
    """Build the small court, print its papers, replace the pictures."""
    wanted = tuple(sys.argv[1:])
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        url = f"sqlite:///{folder / 'court.sqlite3'}"
        migrated.fill(url)
        database = open_database(url)
        with database.session() as session:
            build(session, folder)
        database.close()
        for one in print_all(url, folder / "shelf"):
            if wanted and not one.wanted.name.startswith(wanted):
                continue
            for old in APPROVED.glob(f"{one.wanted.name}.*.png"):
                old.unlink()
            for number, page in enumerate(pages(one.path), 1):
                small(page).save(APPROVED / f"{one.wanted.name}.{number}.png", bits=4, optimize=True)
            sys.stdout.write(f"{one.wanted.name}\n")
        for name, draft in DRAFTS:
            if not wanted or name.startswith(wanted):
                (folder / "a.pdf").write_bytes(press(sheet(draft)).pdf)
                small(pages(folder / "a.pdf")[0]).save(APPROVED / f"{name}.png", bits=4, optimize=True)


if __name__ == "__main__":
    main()
