from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records import ledger
from records.database import Database, migrate, open_database
from records.ledger import Appended, Entry, Total
from records.models import Posting
from records.tenancy import enter
from records.types import LIMIT, PLACES
from rules.problem import ProblemError
from tests.records import world as small
from tests.records.world import World


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def world(session: Session) -> World:
    world = small.build(session)
    enter(session, world.above.id, below=True)
    for name, row in vars(world).items():
        setattr(world, name, session.merge(row))
    return world


def entry(world: World, fact_id: int, amount: str = "1.5", subject: int | None = None, rule: str = "closed") -> Entry:
    return Entry(
        world.one.id,
        world.period.id,
        world.version.id,
        fact_id,
        rule,
        "team",
        subject or world.first.id,
        date(2020, 3, 1),
        Fraction(amount),
        "1.5",
    )


def fact_ids(session: Session, world: World, count: int) -> list[int]:
    rows = [small.fact(world, str(number)) for number in range(count)]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def test_totals_by_subject_and_rule(session: Session, world: World) -> None:
    one, two, three = fact_ids(session, world, 3)
    done = ledger.append(
        session, [entry(world, one), entry(world, two, "0.000001"), entry(world, three, "-2", rule="minus")]
    )
    assert done == Appended(3, 0, 0)
    assert ledger.totals(session, world.period.id) == {
        ("team", world.first.id): {"closed": Total(Fraction("1.500001"), 2), "minus": Total(Fraction(-2), 1)},
    }


def test_the_same_again_changes_nothing(session: Session, world: World) -> None:
    (one,) = fact_ids(session, world, 1)
    ledger.append(session, [entry(world, one)])
    assert ledger.append(session, [entry(world, one)]) == Appended(0, 0, 1)
    assert len(ledger.standing_in(session, world.period.id)) == 1


def test_another_amount_or_subject_reverses_first(session: Session, world: World) -> None:
    (one,) = fact_ids(session, world, 1)
    ledger.append(session, [entry(world, one)])
    assert ledger.append(session, [entry(world, one, "2")], "权重更正") == Appended(1, 1, 0)
    assert ledger.append(session, [entry(world, one, "2", world.second.id)]) == Appended(1, 1, 0)
    totals = ledger.totals(session, world.period.id)
    assert totals["team", world.first.id]["closed"] == Total(Fraction(0), 0)
    assert totals["team", world.second.id]["closed"] == Total(Fraction(2), 1)
    (standing,) = ledger.standing(session, [one])
    assert (standing.turn, standing.amount, standing.subject_id) == (5, 2, world.second.id)


def test_reversed_and_posted_again(session: Session, world: World) -> None:
    (one,) = fact_ids(session, world, 1)
    ledger.append(session, [entry(world, one)])
    assert ledger.reverse(session, ledger.standing(session, [one]), "异议成立") == 1
    assert ledger.standing(session, [one]) == []
    assert ledger.standing_in(session, world.period.id) == []
    assert ledger.append(session, [entry(world, one)]) == Appended(1, 0, 0)
    assert ledger.totals(session, world.period.id)["team", world.first.id]["closed"] == Total(Fraction("1.5"), 1)


def test_two_lines_for_one_turn_collide(session: Session, world: World) -> None:
    (one,) = fact_ids(session, world, 1)
    ledger.append(session, [entry(world, one)])
    (row,) = ledger.standing_in(session, world.period.id)
    twin = {column.name: getattr(row, column.name) for column in Posting.__table__.columns if column.name != "id"}
    with pytest.raises(IntegrityError):
        session.execute(insert(Posting), [twin])


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Fraction(1, 3), "records.number_too_fine"),
        (Fraction(1, 10 ** (PLACES + 1)), "records.number_too_fine"),
        (Fraction(LIMIT + 1), "records.number_too_large"),
    ],
)
def test_what_does_not_fit_is_refused(session: Session, world: World, amount: Fraction, code: str) -> None:
    (one,) = fact_ids(session, world, 1)
    row = small.posting(world, session.get_one(type(small.fact(world)), one), amount)
    session.add(row)
    with pytest.raises(Exception, match=r".+") as caught:
        session.flush()
    cause = caught.value.__cause__ if not isinstance(caught.value, ProblemError) else caught.value
    assert isinstance(cause, ProblemError)
    assert [problem.code for problem in cause.problems] == [code]


def test_a_thousand_tenths_are_a_hundred(session: Session, world: World) -> None:
    ledger.append(session, [entry(world, one, "0.1") for one in fact_ids(session, world, 1000)])
    assert ledger.totals(session, world.period.id)["team", world.first.id]["closed"] == Total(Fraction(100), 1000)


@pytest.fixture(scope="module")
def any_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'test.sqlite3'}"
    migrate(url)
    opened = open_database(url)
    yield opened
    opened.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["post", "reverse"]), st.integers(-5, 5)), max_size=12))
def test_the_ledger_is_a_plain_sum(any_database: Database, acts: list[tuple[int, str, int]]) -> None:
    """Against a dictionary: whatever is posted and reversed in whatever order, the totals are those of what stands."""
    with any_database.session() as session:
        world = small.build(session)
        enter(session, world.above.id, below=True)
        for name, row in vars(world).items():
            setattr(world, name, session.merge(row))
        facts = fact_ids(session, world, 4)
        oracle: dict[int, int] = {}
        for index, act, amount in acts:
            if act == "post":
                ledger.append(session, [entry(world, facts[index], str(amount))])
                oracle[index] = amount
            else:
                ledger.reverse(session, ledger.standing(session, [facts[index]]), "撤回")
                oracle.pop(index, None)
        found = (
            ledger.totals(session, world.period.id)
            .get(("team", world.first.id), {})
            .get("closed", Total(Fraction(0), 0))
        )
        assert found == Total(Fraction(sum(oracle.values())), len(oracle))
        session.rollback()
