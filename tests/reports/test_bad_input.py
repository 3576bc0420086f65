"""Whatever people type reaches every kind of paper as harmless text or is cut with a mark; the file passes the gate."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from records.database import open_database
from reports.desk import desk_of
from reports.kinds import KINDS, composed
from reports.press.press import press
from reports.press.text import NAME_LIMIT
from tests import migrated
from tests.reports.every_paper import Printed, Wanted, enter
from tests.reports.small_court import BOOKS, CARDS, COURTS, MONTHLY, YEARLY, Words, build

HOSTILE = (
    "<script>alert(1)</script><img src=file:///etc/passwd></td></table></style><style>body{display:none}</style>"
    '<link rel=attachment href="file:///etc/passwd">http://evil.example/\u202e分001得\u202c\u2066{{ 7*7 }}{% if %}'
    "\" onload='x'\x07&amp;㛃𠮷"
)
SHOWN = ("<script>alert(1)</script>", "</style><style>body{display:none}", "分001得{{7*7}}{%if%}", "&amp;㛃𠮷")
LONG = "长" * 19_000 + "A" * 1_000
CUT = "……（已截断）"
LIMIT = 2000  # of what is typed on a page
JUDGE, CLERK = "<i>示二</i>\u202e&lt;㛃", "示十" + "长" * (NAME_LIMIT - 2)
WORDS = Words(
    names={"示二": JUDGE, "示十": CLERK}, findings=(HOSTILE, LONG), cases=(HOSTILE, LONG), honour=HOSTILE,
    applied=HOSTILE, objection=HOSTILE, answer="答" * LIMIT, opinion=HOSTILE, summary=HOSTILE,
    comment=HOSTILE * 2,
)  # fmt: skip
NAMED = ("<i>示二</i>&lt;㛃",)
# The kind of paper, the scheme of its period, whom it is about, and what must stand in it.
TABLE: tuple[tuple[Wanted, tuple[str, ...]], ...] = (
    (Wanted("scorecard", MONTHLY, "甲队"), SHOWN),
    (Wanted("scorecard", YEARLY, CLERK), ("示十长长",)),
    (Wanted("annual", YEARLY, "示一"), (*SHOWN, "答答答")),
    (Wanted("annual", YEARLY, JUDGE), NAMED),
    (Wanted("appraisal-form", YEARLY, "示一"), SHOWN),
    (Wanted("appraisal-form", YEARLY, "示九"), SHOWN),
    (Wanted("appraisal-form", YEARLY, JUDGE), NAMED),
    (Wanted("grade-notice", YEARLY, "示九"), SHOWN),
    (Wanted("grade-notice", YEARLY, JUDGE), NAMED),
    (Wanted("publicity", YEARLY), (*NAMED, "示十长长")),
    (Wanted("pay", YEARLY), (*NAMED, "示十长长")),
    (Wanted("forms", COURTS), ("延吉法院",)),
    (Wanted("general", YEARLY), NAMED),
    (Wanted("book-red", BOOKS), SHOWN),
    (Wanted("book-white", BOOKS), (CUT,)),
    (Wanted("book-yellow", BOOKS), ("示三",)),
    (Wanted("letter", CARDS, JUDGE), (*SHOWN, *NAMED, CUT)),
    (Wanted("notice", CARDS), NAMED),
)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The small court, where everyone types what they should not."""
    folder = tmp_path_factory.mktemp("bad")
    url = f"sqlite:///{folder / 'court.sqlite3'}"
    migrated.fill(url)
    database = open_database(url)
    with database.session() as session:
        build(session, folder, WORDS)
        yield session
    database.close()


@pytest.mark.parametrize(("wanted", "there"), TABLE, ids=lambda value: value.name if isinstance(value, Wanted) else "")
def test_it_prints_harmlessly(wanted: Wanted, there: tuple[str, ...], typed: Session, tmp_path: Path) -> None:
    desk = desk_of(typed, enter(typed, wanted.scheme))
    started = time.process_time()
    sheet = composed(desk, KINDS[wanted.kind], wanted.subject)
    assert sheet is not None
    paper = press(sheet)  # which raises unless the file passes the gate: no action, nothing from outside
    assert time.process_time() - started < 20
    (tmp_path / "a.pdf").write_bytes(paper.pdf)
    text = Printed(wanted, tmp_path / "a.pdf", sheet.code, "").text()
    assert [words for words in there if words not in text] == []
    assert "\u202e" not in text
    assert b"root:" not in paper.pdf
    assert paper.problems == ()
    assert len(sheet.name.encode()) <= 255


def test_every_kind_is_tried() -> None:
    assert {wanted.kind for wanted, _ in TABLE} == set(KINDS)
