"""Preview of an import, and its undo: what was brought goes, what was there comes back, and the file may come again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.intake import Source
from records.models import Adjustment, AuditEvent, Case, Fact, Figure, Import, Posting, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.figures import current_figures
from rules.problem import ProblemError
from tests.workflow.test_importing import FIGURES, HEAD, KNOWN, ROWS, take
from tests.workflow.world import World, period
from workflow.adjusting import Proposal, propose
from workflow.closing import close
from workflow.facts import withdraw_fact
from workflow.importing import import_files, scheme_in_force
from workflow.previewing import Watermark, preview_of
from workflow.sealing import reopen
from workflow.standing import standing_of
from workflow.undoing import undo_import, undo_of


@pytest.fixture(autouse=True)
def known_case(session: Session, world: World) -> None:
    number = {"number": KNOWN, "year": 2020, "type_code": "民初", "serial": 1}
    session.add(Case(court_id=world.court_id, filed=date(2019, 12, 1), **number))
    session.commit()


def totals(session: Session) -> dict[str, Fraction | None]:
    return {one.subject: one.total for one in standing_of(session, period(session, "2020-03")).results}


def figures(session: Session) -> dict[str, Fraction | bool]:
    return {
        name: value for (name, _, _), value in current_figures(session, load_directory(session), ["2020-03"]).items()
    }


def test_undo_says_in_numbers_what_it_does_and_does_it(session: Session, world: World, tmp_path: Path) -> None:
    before = totals(session)
    (row,) = take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports
    plan = undo_of(session, row)
    assert (len(plan.facts), plan.lines, plan.subjects, plan.corrected, plan.problems) == (3, 3, 2, 0, [])
    undone, booked = undo_import(session, session.get_one(User, world.staff_id), row, "拿错了文件")
    assert (len(undone.facts), booked.reversed) == (3, 3)
    assert totals(session) == before
    ids = session.scalars(select(Fact.id)).all()
    assert ledger.standing(session, ids) == []
    assert session.scalar(select(func.sum(Posting.amount))) == 0
    assert (row.state, row.undo_reason, row.undone_by_id) == ("undone", "拿错了文件", world.staff_id)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert event is not None
    assert (event.details["facts"], event.details["reversed"]) == (3, 3)
    assert close(session, None, period(session, "2020-03")).closed


def test_the_same_file_may_come_again_after_an_undo(session: Session, world: World, tmp_path: Path) -> None:
    (first,) = take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports
    once = totals(session)
    undo_import(session, None, first, "重来")
    mended = ROWS.replace(",100,", ",99,")
    done = take(session, world, tmp_path, "mended.csv", HEAD + mended)
    assert (done.facts, done.unchanged) == (3, 0)
    undo_import(session, None, done.imports[0], "还是原来的对")
    again = take(session, world, tmp_path, "facts.csv", HEAD + ROWS)
    assert (again.facts, totals(session)) == (3, once)
    revisions = session.scalars(select(func.max(Fact.revision)).group_by(Fact.key)).all()
    assert revisions == [5, 5, 5]
    assert close(session, None, period(session, "2020-03")).closed


def test_a_fact_withdrawn_by_hand_stays_gone(session: Session, world: World, tmp_path: Path) -> None:
    (row,) = take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports
    withdraw_fact(session, None, session.scalars(select(Fact).where(Fact.key == "K1")).one(), "重复登记")
    assert undo_of(session, row).lines == 2
    undo_import(session, None, row, "拿错了文件")
    with pytest.raises(ProblemError, match="「K1」已登记过"):
        take(session, world, tmp_path, "again.csv", HEAD + ROWS.replace("判决", "调解"))


def test_figures_go_back_to_what_they_were(session: Session, world: World, tmp_path: Path) -> None:
    (first,) = take(session, world, tmp_path, "a.csv", FIGURES.format("88.5")).imports
    (second,) = take(session, world, tmp_path, "b.csv", FIGURES.format("89")).imports
    undo_import(session, None, second, "填错")
    assert figures(session) == {"示一": Fraction("88.5"), "示二": Fraction(90)}
    undo_import(session, None, first, "也填错")
    assert figures(session) == {}
    assert session.scalar(select(func.max(Figure.revision)).where(Figure.subject_id == world.people["示一"])) == 4


def test_undone_in_the_order_of_import_the_figures_end_the_same(session: Session, world: World, tmp_path: Path) -> None:
    (first,) = take(session, world, tmp_path, "a.csv", FIGURES.format("88.5")).imports
    (second,) = take(session, world, tmp_path, "b.csv", FIGURES.format("89")).imports
    undo_import(session, None, first, "填错")
    assert figures(session) == {"示一": Fraction(89)}  # the second file's stands; 示二 said the same twice
    undo_import(session, None, second, "也填错")
    assert figures(session) == {}


def test_a_closed_period_forbids_it_until_it_is_open_again(session: Session, world: World, tmp_path: Path) -> None:
    march = period(session, "2020-03")
    imports = [
        *take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports,
        *take(session, world, tmp_path, "figures.csv", FIGURES.format("88.5")).imports,
    ]
    close(session, None, march)
    for row, count in zip(imports, ("3", "2"), strict=True):
        with pytest.raises(ProblemError) as caught:
            undo_import(session, None, row, "拿错了文件")
        assert [(one.code, one.values["count"]) for one in caught.value.problems] == [("undo-closed", count)]
    reopen(session, None, march, "撤销导入")
    for row in imports:
        undo_import(session, None, row, "拿错了文件")
    assert [row.state for row in imports] == ["undone", "undone"]


def test_what_else_forbids_it(session: Session, world: World, tmp_path: Path) -> None:
    (row,) = take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports
    with pytest.raises(ProblemError, match="要写明理由"):
        undo_import(session, None, row, " ")
    with pytest.raises(ProblemError, match="无权"):
        undo_import(session, session.get_one(User, world.person_user_id), row, "拿错了文件")
    fact = session.scalars(select(Fact).where(Fact.key == "K1")).one()
    wanted = Proposal(SubjectKey("team", world.teams["甲队"]), "closed", Fraction(1), "折算", "纪要", fact)
    propose(session, None, period(session, "2020-03"), wanted)
    with pytest.raises(ProblemError, match="请先撤回那条调整"):
        undo_import(session, None, row, "拿错了文件")
    session.delete(session.scalars(select(Adjustment)).one())
    session.rollback()


def test_an_import_is_undone_once(session: Session, world: World, tmp_path: Path) -> None:
    (row,) = take(session, world, tmp_path, "facts.csv", HEAD + ROWS).imports
    undo_import(session, None, row, "拿错了文件")
    with pytest.raises(ProblemError, match="现在是「已撤销」"):
        undo_import(session, None, row, "拿错了文件")


def test_a_preview_tells_what_would_be_and_leaves_nothing(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, tmp_path, "a.csv", FIGURES.format("88.5"))
    session.commit()
    files = {"facts.csv": HEAD + ROWS, "b.csv": FIGURES.format("89")}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    mark = Watermark.of(session)
    version = scheme_in_force(session, "linshu-2020")
    found = import_files(session, None, world.court_id, version, [Source(tmp_path / name, name) for name in files])
    seen = preview_of(session, found, mark)
    session.rollback()
    assert (seen.kinds, seen.cases, seen.lines, seen.subjects) == ((("结案", 3),), 1, 3, 2)
    assert [(gain.subject, gain.lines, gain.points) for gain in seen.gains] == [("甲队", 2, 4), ("乙队", 1, 1)]
    assert [(one.subject, one.before, one.after) for one in seen.changes] == [("示一", Fraction("88.5"), 89)]
    assert session.scalars(select(Fact)).all() == []
    assert session.scalars(select(Import.name)).all() == ["a.csv"]
