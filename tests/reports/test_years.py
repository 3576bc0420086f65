"""Years that follow each other: the selection reads three really sealed ones, the general report compares two."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sqlalchemy import select

from records.models import AppraisalPeriod, GradeEntry, GradeList, Person, Scheme
from scoring.engine import score
from scoring.inputs import Inputs
from tests.reports.conftest import Year
from tests.reports.every_paper import enter
from tests.reports.from_database import stored
from tests.reports.small_court import BEFORE, YEARLY
from workflow.year.earlier import only_recorded

TOTAL, MEAN = "年度综合得分", "三年平均成绩"


def totals(year: Year) -> dict[str, list[Fraction]]:
    """Everyone's totals of the three years, as sealed."""
    query = (
        select(AppraisalPeriod)
        .join(Scheme, Scheme.id == AppraisalPeriod.scheme_id)
        .where(Scheme.name == YEARLY)
        .order_by(AppraisalPeriod.starts)
    )
    enter(year.session, YEARLY)
    periods = list(year.session.scalars(query))
    assert [one.text for one in periods] == [*map(str, BEFORE), "2020"]
    assert {one.state for one in periods} == {"sealed"}
    found: dict[str, list[Fraction]] = {}
    for period in periods:
        for name, row in stored(year.session, period).items():
            assert row.total is not None
            found.setdefault(name, []).append(row.total)
    return found


def test_the_selection_is_made_from_three_sealed_years(year: Year) -> None:
    period, sealed = enter(year.session, YEARLY), totals(year)
    row = year.session.scalars(
        select(GradeList).where(GradeList.period_id == period.id, GradeList.rule == "selection")
    ).one()
    assert only_recorded(year.session, row) == []
    entries = year.session.execute(
        select(Person.name, GradeEntry.score, GradeEntry.title)
        .join(Person, Person.id == GradeEntry.person_id)
        .where(GradeEntry.list_id == row.id, GradeEntry.round == row.round)
    ).all()
    assert {name for name, *_ in entries} == {"示六", "示七"}  # the assistants
    for name, points, title in entries:
        mean = sum(sealed[name], Fraction(0)) / 3
        assert points == Fraction(int(mean * 100 + Fraction(1, 2)), 100)
        assert (title == "建议人选") == (mean >= 65)


def test_what_was_recorded_by_hand_no_longer_moves_it(year: Year) -> None:
    """The sealed totals alone say it: other figures of those years change nothing, and without a seal they would."""
    given, compiled = year.desk(YEARLY).standing.inputs, year.desk(YEARLY).standing.compiled
    others = {
        key: value if key[1] == "2020" or isinstance(value, bool) else value / 2 for key, value in given.figures.items()
    }

    def means(inputs: Inputs) -> dict[str, object]:
        return {one.subject: one.quantities[MEAN] for one in score(compiled, inputs, explain=False).subjects}

    as_sealed = means(given)
    assert as_sealed == {name: sum(three, Fraction(0)) / 3 for name, three in totals(year).items()}
    assert means(replace(given, figures=others)) == as_sealed
    assert means(replace(given, figures=others, sealed={})) != as_sealed
