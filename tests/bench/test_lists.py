"""The lists' bench: the records that it repeats are records, and every page that it asks for is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from bench import copies, lists
from records.base import Base
from records.database import open_database
from records.models import Card, Court, Fact, Person
from records.tenancy import everything
from tests.migrated import fill as migrated
from tests.records import world as small
from tests.site import open_site


def said(_text: str) -> None:
    """What it says on its way is no matter here."""


def test_every_page_of_it_is_there(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        tables = [Base.metadata.tables[name] for name in copies.MANY]
        with site.session() as session, everything(session):
            before = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
            days = {card.day for card in session.scalars(select(Card))}
        copies.fill(site.database, 30, said, "示一院")
        with site.session() as session, everything(session):
            after = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
            assert {card.day for card in session.scalars(select(Card))} > days
        more = {name: after[name] - before[name] for name in after}
        assert {name: more[name] for name in ("case", "fact", "posting", "card")} == dict.fromkeys(
            ("case", "fact", "posting", "card"), 30
        )
        assert set(more.values()) <= {0, 30}  # none where the court has none
        for login, paths in (("staff", lists.STAFF), ("operator", lists.OPERATOR)):
            for path in paths:
                assert site.client(login).get(path).status_code == 200, path


def test_copies_on_postgresql(postgres_url: Callable[[], str]) -> None:
    """What is written next gets a key of its own."""
    url = postgres_url()
    migrated(url)
    database = open_database(url)
    with database.session() as session, everything(session):
        world = small.build(session)
        session.add(small.fact(world, "1"))
        session.commit()
    copies.fill(database, 30, said, "示一院")
    with database.session() as session, everything(session):
        court = session.scalars(select(Court).where(Court.name == "示一院")).one()
        session.add(Person(court_id=court.id, name="示新", number="新"))
        session.commit()
        assert session.scalar(select(func.count(Fact.id))) == 31
    database.close()
