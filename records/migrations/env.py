"""Alembic's environment: called by records.database.migrate, which gives the address."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.types import TypeDecorator

from records import statistics
from records.models import Base

WAIT = 60  # seconds for another program that is migrating
LOCK = 0x68656E676A69  # "hengji": who holds it migrates


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - Alembic's hook
    """Write our column types as what they are in the database: a migration must not change when the program does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def whole(engine: Engine) -> None:
    """SQLite's driver ends the transaction at every change of a table; a program killed in between would leave half a
    migration, which cannot be run again. So the transactions are begun here, as the only writer.
    """

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own connection
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def run() -> None:
    """Migrate in one transaction: all revisions or none, and one program at a time."""
    url = context.config.attributes["url"]
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url, connect_args={"timeout": WAIT} if sqlite else {})
    if sqlite:
        whole(engine)
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                render_item=render,
                compare_type=True,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                context.run_migrations()
                if sqlite:
                    statistics.tell(connection)
    finally:
        engine.dispose()


run()
