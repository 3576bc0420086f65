"""Earlier years behind a selection list that are figures recorded by hand: the page names them. Sealed ones are in
tests/reports/test_years.py.
"""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy.orm import Session

from records.models import Figure
from tests.workflow.world import World
from tests.workflow.year.world import YEAR, Ending, closed, end
from workflow.year.earlier import only_recorded
from workflow.year.lists import make

THREE = "  三年: {unit: 分, formula: 近期平均（总分，3）, basis: 一}\n"
OVER_THREE = YEAR.replace("    use: selection\n    by: total\n", "    use: selection\n    by: 三年\n")
OVER_THREE = OVER_THREE.replace("  廉政: {unit: 件", f"{THREE}  廉政: {{unit: 件")


def ended(session: Session, world: World, *years: int) -> Ending:
    """The year 2020 closed, with 示一's marks recorded for some years before."""
    found = end(session, world, text=OVER_THREE)
    for year in years:
        session.add(
            Figure(
                court_id=world.court_id, subject_kind="person", subject_id=found.people["示一"], period=str(year),
                name="测评", value=Fraction(80), reason="演示",
            )
        )  # fmt: skip
    session.flush()
    closed(session, found)
    return found


def test_years_that_nobody_sealed_here_are_named(session: Session, world: World) -> None:
    ending = ended(session, world, 2018, 2019)
    chosen = make(session, ending["staff"], ending.period, "chosen")
    assert [when.text for when in only_recorded(session, chosen)] == ["2018", "2019"]
    annual = make(session, ending["staff"], ending.period, "annual")
    assert only_recorded(session, annual) == []  # it looks at this year alone


def test_years_without_anything_are_not_called_recorded(session: Session, world: World) -> None:
    ending = ended(session, world, 2019)
    chosen = make(session, ending["staff"], ending.period, "chosen")
    assert [when.text for when in only_recorded(session, chosen)] == ["2019"]
