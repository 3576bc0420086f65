from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from records.database import Database
from records.models import Fact, Figure
from records.queries.directory import Directory, SubjectKey, load_directory
from records.queries.facts import count_facts, current_facts
from records.queries.figures import current_figures
from records.queries.values import fields_to_stored, from_stored
from records.tenancy import enter
from rules.condition import Value
from rules.model import FactKind
from scoring.inputs import Member, Subject
from scoring.period import Period, parse_period
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
    return world


@pytest.fixture
def directory(session: Session, world: World) -> Directory:
    return load_directory(session)


def period(text: str) -> Period:
    found = parse_period(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "team"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "甲队"),
        (date(2020, 3, 10), "甲队"),
        (date(2020, 3, 11), "乙队"),
        (date(2030, 1, 1), "乙队"),
    ],
)
def test_the_team_on_a_day(directory: Directory, world: World, day: date, team: str | None) -> None:
    key = directory.counted_under(SubjectKey("person", world.person.id), world.one.id, day, "team")
    assert (key and directory.name(key)) == team


@pytest.mark.parametrize(
    ("key", "kind", "name"),
    [
        ("person", "person", "示一"),
        ("person", "court", "示一院"),
        ("person", "division", "民一庭"),
        ("first", "division", "民一庭"),
        ("second", "division", None),
        ("first", "person", None),
    ],
)
def test_counted_under(directory: Directory, world: World, key: str, kind: str, name: str | None) -> None:
    subject = SubjectKey("person" if key == "person" else "team", getattr(world, key).id)
    found = directory.counted_under(subject, world.one.id, date(2020, 2, 1), kind)  # type: ignore[arg-type]  # from the table
    assert (found and directory.name(found)) == name


def test_days_in_a_team(directory: Directory, world: World) -> None:
    assert directory.members("team", world.one.id, period("2020-03")) == [
        Member("示一", "甲队", 10, {"岗位": "员额法官"}),
        Member("示一", "乙队", 21, {"岗位": "法官助理"}),
    ]


def test_subjects_of_a_period(directory: Directory, world: World) -> None:
    assert directory.subjects("team", world.one.id, period("2020-03")) == [
        Subject("甲队", {"类别": "审判团队"}, "民一庭"),
        Subject("乙队", {}, "示一院"),
    ]
    assert directory.subjects("person", world.one.id, period("2020-03")) == [
        Subject("示一", {"岗位": "法官助理"}, "乙队")
    ]
    assert directory.subjects("person", world.one.id, period("2019")) == []
    assert [subject.name for subject in directory.subjects("court", world.above.id, period("2020"))] == [
        "示中院",
        "示一院",
        "示二院",
    ]


def test_names_are_of_a_court(directory: Directory, world: World) -> None:
    assert directory.key("person", "示一", world.one.id) == SubjectKey("person", world.person.id)
    assert directory.key("person", "示一", world.two.id) == SubjectKey("person", world.stranger.id)
    assert directory.key("court", "示一院") == SubjectKey("court", world.one.id)
    assert directory.key("team", "丙队", world.one.id) is None


def test_only_the_last_revision_counts(session: Session, world: World) -> None:
    first = small.fact(world, "1")
    gone = small.fact(world, "2")
    session.add_all([first, gone])
    session.flush()
    session.add_all(
        [
            small.fact(world, "1", revision=2, supersedes_id=first.id, evidence="更正"),
            small.fact(world, "2", revision=2, supersedes_id=gone.id, withdrawn=True),
        ]
    )
    rows = session.scalars(current_facts()).all()
    assert [(row.key, row.revision, row.evidence) for row in rows] == [("1", 2, "更正")]
    assert session.query(Fact).count() == 4


def test_facts_are_counted_as_they_are_read(database: Database, session: Session, world: World) -> None:
    """Chains of revisions: of each its days, and whether the last withdraws."""
    chain = st.tuples(st.lists(st.integers(1, 28), min_size=1, max_size=4), st.booleans())
    session.commit()
    court, person = world.one.id, world.person.id

    @settings(max_examples=25)
    @given(st.lists(chain, max_size=6), st.integers(1, 28))
    def alike(chains: list[tuple[list[int], bool]], until: int) -> None:
        with database.session() as asking:
            enter(asking, court)
            for number, (days, gone) in enumerate(chains):
                before = None
                for revision, day in enumerate(days, 1):
                    fact = Fact(
                        court_id=court, key=f"链{number}", revision=revision, supersedes_id=before, kind="结案",
                        day=date(2021, 5, day), subject_kind="person", subject_id=person,
                        withdrawn=gone and revision == len(days) > 1,
                    )  # fmt: skip
                    asking.add(fact)
                    asking.flush()
                    before = fact.id
            where = (Fact.court_id == court, Fact.day.between(date(2021, 5, 3), date(2021, 5, until)))
            assert count_facts(asking, *where) == len(asking.scalars(current_facts().where(*where)).all())
            asking.rollback()

    alike()


def test_figures(session: Session, world: World, directory: Directory) -> None:
    def figure(name: str, value: str, *, yes_no: bool = False) -> Figure:
        return Figure(
            court_id=world.one.id,
            subject_kind="court",
            subject_id=world.one.id,
            period="2019",
            name=name,
            value=Fraction(value),
            yes_no=yes_no,
        )

    old = figure("执结率", "0.8")
    session.add_all([old, figure("完成指标", "0", yes_no=True)])
    session.flush()
    new = figure("执结率", "0.8531")
    new.revision, new.supersedes_id = 2, old.id
    session.add(new)
    session.flush()
    assert current_figures(session, directory, ["2019"]) == {
        ("示一院", "2019", "执结率"): Fraction(8531, 10000),
        ("示一院", "2019", "完成指标"): False,
    }
    assert current_figures(session, directory, ["2018"]) == {}


def test_fields_keep_their_type() -> None:
    kind = FactKind.model_validate(
        {
            "fields": {
                "类型": {"type": "choice", "values": ["甲"]},
                "天数": {"type": "whole"},
                "币值": {"type": "number"},
                "属实": {"type": "yes_no"},
                "限期": {"type": "date"},
                "事由": {"type": "text"},
                "空": {"type": "text"},
            }
        }
    )
    fields: dict[str, Value | None] = {
        "类型": "甲",
        "天数": Fraction(12),
        "币值": Fraction(1, 4),
        "属实": False,
        "限期": date(2020, 1, 2),
        "事由": "x",
        "空": None,
    }
    stored = fields_to_stored(fields)
    assert stored == {"类型": "甲", "天数": 12, "币值": "0.25", "属实": False, "限期": "2020-01-02", "事由": "x"}
    assert from_stored(kind, stored) == fields


def test_the_stays_of_a_period_in_turn(directory: Directory, world: World) -> None:
    """As grades read them: the innermost place, the post and the days; cut to the period."""
    found = [stay for stay in directory.stays_in(world.one.id, period("2020")) if stay.name == "示一"]
    assert [(stay.of, stay.days, stay.classes["岗位"]) for stay in found] == [
        ("甲队", 70, "员额法官"), ("乙队", 296, "法官助理"),
    ]  # fmt: skip
    turns = directory.in_turn(world.person.id, period("2020-03"))
    assert [(stay.since.day, stay.until.day, directory.place(stay)) for stay in turns] == [
        (1, 10, "甲队"), (11, 31, "乙队"),
    ]  # fmt: skip
