"""Triggers that hold "nothing lost" in the database itself, for whoever comes round the program.

A batch operation on SQLite builds a table anew and drops its triggers: a migration that alters a protected table calls
``unprotect`` before and ``protect`` after.
"""

from alembic import op

_FUNCTION = """ CREATE OR REPLACE FUNCTION hengji_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION
'% is kept: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation'; END $$ """


def protect(table: str, *events: str, when: str = "") -> None:
    """Refuse UPDATE or DELETE of rows of a table, if given only ``when`` a condition over OLD and NEW holds."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(_FUNCTION)
    condition = f"WHEN ({when}) " if when else ""
    for event in events:
        name = f"{table}_no_{event.lower()}"
        if on_postgresql:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW {condition}'
                "EXECUTE FUNCTION hengji_refuse()"
            )
        else:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" {condition}'
                f"BEGIN SELECT RAISE(ABORT, '{table} is kept: {event} refused'); END"
            )
    if on_postgresql and "DELETE" in events and not when:
        op.execute(
            f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
            "EXECUTE FUNCTION hengji_refuse()"
        )


def unprotect(table: str) -> None:
    """Drop a table's triggers."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for event in ("update", "delete", "truncate"):
        if on_postgresql:
            op.execute(f'DROP TRIGGER IF EXISTS {table}_no_{event} ON "{table}"')
        elif event != "truncate":
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
