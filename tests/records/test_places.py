"""Divisions found by the database are those that the directory finds."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from records.base import SUBJECT_KINDS
from records.database import Database
from records.models import Court, Division, Membership, Person, Team
from records.queries.directory import SubjectKey, load_directory
from records.queries.places import Place, whereabouts
from records.tenancy import enter, everything
from records.types import Key

START = date(2020, 1, 1)
DAYS = 12
STAYS = st.dictionaries(
    st.integers(0, DAYS),  # the day it begins
    st.tuples(
        st.none() | st.integers(0, DAYS),  # how much longer it lasts: others may begin meanwhile, or nobody knows where
        st.sampled_from([(0, None), (1, None), (None, 0), (None, 1), (0, 1), (1, 1)]),  # team, division
    ),
    max_size=5,
)  # fmt: skip


def court(session: Session) -> tuple[Court, Person, list[Team], list[Division]]:
    """One person; the first team is of the first division, the second of none."""
    one = Court(name="示一院", full_name="演示第一法院", code="示0101", level="基层")
    session.add(one)
    session.flush()
    divisions = [Division(court_id=one.id, name=name) for name in ("民一庭", "Minyi")]
    session.add_all(divisions)
    session.flush()
    teams = [Team(court_id=one.id, name="甲队", division_id=divisions[0].id), Team(court_id=one.id, name="乙队")]
    person = Person(court_id=one.id, name="示一%", number="001")
    session.add_all([*teams, person])
    session.flush()
    return one, person, teams, divisions


def asked(*rows: tuple[str, int, date]) -> Place:
    each = [
        select(literal(kind).label("kind"), literal(key, Key).label("id"), literal(day, Date).label("day"))
        for kind, key, day in rows
    ]
    table = union_all(*each).subquery()
    return Place(table.c.kind, table.c.id, table.c.day)


def test_a_division_as_the_directory_has_it(database: Database) -> None:
    with database.session() as session, everything(session):
        one, person, teams, divisions = court(session)
        court_id, person_id = one.id, person.id
        places = ([team.id for team in teams], [division.id for division in divisions])
        session.commit()

    @settings(max_examples=25)
    @given(STAYS)
    def alike(stays: dict[int, tuple[int | None, tuple[int | None, int | None]]]) -> None:
        with database.session() as session:
            enter(session, court_id)
            for since, (longer, (team, division)) in stays.items():
                begun = START + timedelta(since)
                session.add(
                    Membership(
                        court_id=court_id, person_id=person_id, post="法官", since=begun,
                        until=None if longer is None else begun + timedelta(longer),
                        team_id=None if team is None else places[0][team],
                        division_id=None if division is None else places[1][division],
                    )
                )  # fmt: skip
            session.flush()
            directory = load_directory(session)
            subjects = {"person": [person_id], "team": places[0], "division": places[1], "court": [court_id]}
            rows = [
                (kind, key, START + timedelta(day))
                for kind in SUBJECT_KINDS
                for key in subjects[kind]
                for day in range(-1, 2 * DAYS + 2)
            ]
            place = asked(*rows)
            told = sorted(
                (kind, key, day, under.id if under else 0)
                for kind, key, day in rows
                for under in [directory.counted_under(SubjectKey(kind, key), court_id, day, "division")]  # type: ignore[arg-type]  # of the list of kinds
            )
            asked_each = select(place.kind, place.id, place.day, func.coalesce(place.division(), 0))
            assert sorted(map(tuple, session.execute(asked_each))) == told
            held = whereabouts()
            there = and_(
                held.c.kind == place.kind, held.c.id == place.id, held.c.court == court_id,
                place.day.between(held.c.since, held.c.last),
            )  # fmt: skip
            every = select(place.kind, place.id, place.day, func.coalesce(held.c.division, 0)).join(held, there)
            assert sorted(map(tuple, session.execute(every))) == told
            session.rollback()

    alike()


PARTS = {
    "一": {"示一院", "民一庭", "示一%"},
    "示一": {"示一院", "示一%"},
    "Min": {"Minyi"},
    "min": set(),
    "%": {"示一%"},
    "_": set(),
    "队": {"甲队", "乙队"},
    "示一院 ": set(),
}


def test_a_part_of_a_name_is_taken_as_it_is_written(database: Database) -> None:
    with database.session() as session, everything(session):
        one, person, teams, divisions = court(session)
        called = {("court", one.id): one.name, ("person", person.id): person.name}
        called |= {("team", team.id): team.name for team in teams}
        called |= {("division", division.id): division.name for division in divisions}
        place = asked(*((kind, key, START) for kind, key in called))
        for part, names in PARTS.items():
            found = session.execute(select(place.kind, place.id).where(place.named(part)))
            assert {called[kind, key] for kind, key in found} == names, part
            assert names == {name for name in called.values() if part in name}
