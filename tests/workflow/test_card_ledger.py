"""The ledger of cards: what the database filters, counts and pages is what a plain reading of all cards comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.models import AppraisalPeriod, Card, Court, Division, Membership, Person, Team, User
from records.models.card import CARD_STATES
from records.queries.directory import SubjectKey, load_directory
from records.tenancy import enter
from tests.listening import listening
from tests.workflow.together import alike
from tests.workflow.world import World
from workflow.calendar import today
from workflow.card_ledger import Asked, CardRow, Totals, ledger, row_of, totals
from workflow.cards import RUNNING, may_read, overdue
from workflow.committee.judging import LISTED
from workflow.committee.standing import conflict
from workflow.committee.waiting import waiting, waiting_of
from workflow.facts import record_fact
from workflow.overviews.dealt import COLOURS, By, count_late, dealt, late_cards
from workflow.overviews.reach import within
from workflow.permissions import ROLE_TITLES, Permission, may

FROM = date(2020, 2, 25)
PEOPLE = ("示一", "示二", "示三", "示四")


@dataclass(frozen=True)
class Office:
    """Where the cards come from: one fact under one version."""

    world: World
    fact_id: int
    version_id: int
    divisions: tuple[int, ...]
    people: tuple[int, ...]

    def card(self, number: int, subject: tuple[str, int], day: date, colour: str, state: str, due: int | None) -> Card:
        return Card(
            court_id=self.world.court_id, fact_id=self.fact_id, version_id=self.version_id, ladder=f"ladder{number}",
            step="yellow", title=f"卡{number}", colour=colour, day=day, state=state, explanation={},
            subject_kind=subject[0], subject_id=subject[1], due=None if due is None else day + timedelta(due),
        )  # fmt: skip

    def subjects(self) -> list[tuple[str, int]]:
        teams = [("team", team) for team in self.world.teams.values()]
        divisions = [("division", division) for division in self.divisions]
        return [*(("person", one) for one in self.people), *teams, *divisions, ("court", self.world.court_id)]


@pytest.fixture
def office(session: Session, world: World) -> Office:
    """示四 changes from one division to another in March; both divisions are of the court."""
    court = {"court_id": world.court_id}
    first = session.scalars(select(Division)).one()
    second = Division(**court, name="Min二庭")
    moves = Person(**court, name="示四", number="四")
    session.add_all([second, moves])
    session.flush()
    stays = [
        Membership(**court, person_id=moves.id, division_id=first.id, post="法官", since=FROM, until=date(2020, 3, 1)),
        Membership(**court, person_id=moves.id, division_id=second.id, post="法官", since=date(2020, 3, 4)),
    ]
    session.add_all(stays)
    fact = record_fact(session, None, world.closed("1")).rows[0]
    version = session.scalars(select(AppraisalPeriod.version_id).where(AppraisalPeriod.text == "2020")).one()
    people = (*world.people.values(), moves.id)
    found = Office(world, fact.id, version, (first.id, second.id), people)
    session.commit()
    return found


def plainly(session: Session, user: User, asked: Asked) -> list[CardRow]:
    """All cards read, then what :class:`Asked` says, word by word."""
    directory = load_directory(session)
    rows = [
        row_of(directory, card)
        for card in session.scalars(select(Card).order_by(Card.day.desc(), Card.id.desc()))
        if may_read(user, card, directory)
    ]
    return [
        row
        for row in rows
        if asked.person in row.person
        and asked.division in (None, row.division_id)
        and asked.year in (None, row.card.day.year)
        and asked.colour in ("", row.card.colour)
        and asked.state in ("", row.card.state)
        and (row.late or not asked.late)
    ]


def counted(rows: list[CardRow]) -> tuple[tuple[str, int, int, int], ...]:
    standing = [row for row in rows if row.card.state != "withdrawn"]
    yellow = Counter(row.division for row in standing if row.card.colour == "yellow")
    red = Counter(row.division for row in standing if row.card.colour == "red")
    late = Counter(row.division for row in standing if row.late)
    return tuple((name, yellow[name], red[name], late[name]) for name in sorted({row.division for row in standing}))


def in_view(session: Session, user: User) -> list[CardRow]:
    """What overviews count."""
    directory, rows = load_directory(session), []
    for card in session.scalars(select(Card).where(Card.state != "withdrawn")):
        key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
        if within(user, directory, key, card.court_id, card.day):
            rows.append(row_of(directory, card))
    return rows


def plainly_dealt(session: Session, user: User, by: By) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in in_view(session, user):
        under = {"division": row.division, "judge": row.person, "period": f"{row.card.day:%Y-%m}"}[by]
        counts = found.setdefault(under, [0] * (len(COLOURS) + 2))
        counts[COLOURS.index(row.card.colour or "none")] += 1
        counts[-2] += row.card.state in RUNNING
        counts[-1] += row.late
    return found


def test_the_database_counts_what_a_plain_reading_counts(database: Database, office: Office) -> None:
    where = st.sampled_from(office.subjects())
    days = st.integers(0, 12).map(lambda after: FROM + timedelta(after)) | st.just(today() - timedelta(3))
    card = st.tuples(
        where, days, st.sampled_from(["yellow", "red", ""]), st.sampled_from(CARD_STATES),
        st.none() | st.integers(0, 6),
    )  # fmt: skip
    reader = st.tuples(
        st.sampled_from(list(ROLE_TITLES)), st.none() | st.sampled_from(office.people),
        st.none() | st.sampled_from(office.divisions),
    )  # fmt: skip
    asked = st.builds(
        Asked, st.sampled_from(["", "", "示", "示四", "Min", "min", "%"]),
        st.none() | st.sampled_from(office.divisions), st.none() | st.sampled_from([2020, today().year]),
        st.sampled_from(["", "red"]), st.sampled_from(["", "issued", "withdrawn"]), st.booleans(),
    )  # fmt: skip

    @settings(max_examples=12)
    @given(st.lists(card, max_size=8), st.lists(reader, min_size=1, max_size=3), st.lists(asked, max_size=2))
    def alike(cards: list[tuple[object, ...]], readers: list[tuple[object, ...]], wishes: list[Asked]) -> None:
        with database.session() as session:
            enter(session, office.world.court_id)
            session.add_all(office.card(number, *told) for number, told in enumerate(cards))  # type: ignore[arg-type]  # as drawn
            session.flush()
            for role, person, division in readers:
                user = User(
                    court_id=office.world.court_id, role=role, active=True, person_id=person, division_id=division
                )
                for wish in [Asked(), *wishes]:
                    rows = plainly(session, user, wish)
                    found = totals(session, user, wish)
                    assert ledger(session, user, wish) == rows
                    assert ledger(session, user, wish, 2, 3) == rows[2:5]
                    assert (found.count, found.divisions) == (len(rows), counted(rows))
                if may(user, Permission.OVERVIEW_READ):
                    for by in get_args(By):
                        found_by = {
                            one.under: [*one.colours, one.running, one.late] for one in dealt(session, user, by)
                        }
                        assert found_by == plainly_dealt(session, user, by), by
                    late = [one.card_id for one in late_cards(session, user)]
                    assert sorted(late) == sorted(row.card.id for row in in_view(session, user) if row.late)
                    assert len(late) == count_late(session, user)
                    assert late_cards(session, user, 2) == late_cards(session, user)[:2]
            session.rollback()

    alike()


READ = {"person": 2, "operator": 2, "head": 5}  # of the eighteen cards


def test_every_role_reads_what_it_may(session: Session, office: Office) -> None:
    """The same for each role with cards of everyone, so that none is left to chance."""
    subjects = office.subjects() * 2
    session.add_all(
        office.card(number, subject, FROM + timedelta(number), "red", "issued", 1)
        for number, subject in enumerate(subjects)
    )
    session.flush()
    court, (person, *_), (_, division) = office.world.court_id, office.people, office.divisions
    for role in ROLE_TITLES:
        user = User(court_id=court, role=role, active=True, person_id=person, division_id=division)
        rows = plainly(session, user, Asked())
        assert ledger(session, user, Asked()) == rows
        assert totals(session, user, Asked()).divisions == counted(rows)
        assert len(rows) == READ.get(role, 18), role


def test_a_court_above_counts_the_cards_of_all_its_courts(session: Session, office: Office) -> None:
    """Among them cards about courts, of that court itself or of the one above, and courts without any."""
    above = office.world.court_id
    names = [f"示{number}院" for number in range(20)]
    courts = [Court(name=name, full_name=f"演示{name}", level="基层", parent_id=above) for name in names]
    session.add_all(courts)
    session.flush()
    ids = [court.id for court in courts]
    enter(session, above, below=True)
    people = [Person(court_id=key, name="示甲", number="甲") for key in ids[:3]]
    teams = [Team(court_id=key, name="乙队") for key in ids[:3]]
    session.add_all([*people, *teams])
    session.flush()
    subjects = [("person", one.id, one.court_id) for one in people] + [("team", one.id, one.court_id) for one in teams]
    subjects += [("court", key, key) for key in ids[:5]] + [("court", key, above) for key in ids[4:8]]
    for number, (kind, key, court_id) in enumerate(subjects):
        for state in CARD_STATES:
            card = office.card(number, (kind, key), FROM + timedelta(number), "red", state, 1)
            card.court_id, card.ladder = court_id, f"{card.ladder}{state}"
            session.add(card)
    session.flush()
    user = User(court_id=above, role="supervisor", active=True)
    rows = plainly(session, user, Asked())
    assert len(rows) == len(subjects) * len(CARD_STATES)
    assert totals(session, user, Asked()) == Totals(len(rows), counted(rows))
    by_court = Counter(card.court_id for card in session.scalars(select(Card)) if card.state != "withdrawn")
    called = {key: name for key, name in session.execute(select(Court.id, Court.name))}  # noqa: C416 - rows are no pairs to mypy
    found = Counter[str]()
    for one in dealt(session, user, "judge"):
        found[one.court] += one.cards
    assert found == {called[key]: count for key, count in by_court.items()}


def test_more_cards_are_no_more_statements(database: Database, session: Session, office: Office) -> None:
    staff = session.get_one(User, office.world.staff_id)
    judge = session.get_one(User, office.world.person_user_id)
    acts: dict[str, Callable[[], object]] = {
        "a page": lambda: ledger(session, staff, Asked(), 0, 100),
        "totals": lambda: totals(session, staff, Asked()),
        "the office": lambda: waiting(session, staff),
        "the judge": lambda: waiting(session, judge),
    }
    counts: list[dict[str, int]] = []
    made = 0
    for upto in (2 * LISTED, 6 * LISTED):
        session.add_all(
            office.card(number, ("person", office.people[number % 4]), FROM, "red", "issued", 1)
            for number in range(made, upto)
        )
        made = upto
        session.commit()
        counts.append({})
        for name, act in acts.items():
            session.expire_all()
            _ = staff.role, staff.court_id, judge.role, judge.court_id  # not what is counted
            with listening(database.engine) as heard:
                act()
            counts[-1][name] = len(heard)
    assert counts[0].keys() == acts.keys()
    assert counts[0]["a page"] == counts[1]["a page"] <= 12
    assert counts[0]["totals"] == counts[1]["totals"] == 3
    assert counts[0]["the office"] == counts[1]["the office"]
    assert counts[1]["the judge"] <= counts[0]["the judge"]


@pytest.mark.parametrize("many", [LISTED, LISTED + 1])
def test_what_waits_is_listed_or_counted(session: Session, office: Office, many: int) -> None:
    """示三 of the committee stands back from her own team's cards: what she checks is what is left."""
    world = office.world
    member = User(
        court_id=world.court_id, login="wei", name="示委", role="committee", password_hash="-",
        person_id=world.people["示三"],
    )  # fmt: skip
    session.add(member)
    people = (world.people["示二"], world.people["示一"], world.people["示三"])
    session.add_all(
        office.card(number, ("person", people[number % 3]), date(2020, 4, 1), "red", state, 5)
        for number, state in enumerate([*["replied"] * 3 * many, *["issued"] * 3 * many])
    )
    session.flush()
    directory, staff = load_directory(session), session.get_one(User, world.staff_id)
    judge = session.get_one(User, world.person_user_id)
    cards = list(session.scalars(select(Card)))
    plain = [
        card.title
        for card in cards
        if card.state == "replied" and conflict(directory, member, card.subject_id, (card.day, today())) is None
    ]
    said = [(todo.what.code, todo.what.values) for todo in waiting(session, member)]
    assert len(plain) == many
    if many <= LISTED:
        assert said == [("card-receive-todo", {"title": card.title}) for card in cards if card.state == "issued"
                        and card.subject_id == member.person_id] + [
            ("card-check-todo", {"title": title}) for title in plain]  # fmt: skip
    else:
        assert said == [("cards-receive-todo", {"count": str(many)}), ("cards-check-todo", {"count": str(many)})]
    late = sum(overdue(card) for card in cards)
    (todo, *_) = waiting(session, staff)
    shown = "card-overdue-todo" if late <= LISTED else "cards-overdue-todo"
    assert (todo.what.code, todo.due) == (shown, date(2020, 4, 6))
    assert todo.address == ("/cards/?late=1" if late > LISTED else f"/cards/{min(c.id for c in cards if overdue(c))}")
    third = User(
        court_id=world.court_id, login="ting", name="示听", role="committee", password_hash="-",
        person_id=world.people["示二"],
    )  # fmt: skip
    session.add(third)
    session.flush()
    told = alike(waiting_of, session, [staff, judge, member, third])
    assert len({str(todos) for todos in told.values()}) == 4
    own = [todo.what.code for todo in waiting(session, judge)]
    assert own == (["card-receive-todo"] * many if many <= LISTED else ["cards-receive-todo"])
    assert directory.name(SubjectKey("person", people[1])) == "示一"
