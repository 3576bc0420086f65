"""Running a period: publicity and seal, calendars of years, adjustments, imports undone"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PERIOD: dict[str, sa.types.TypeEngine[Any]] = {
    "seal_sha256": sa.String(length=64),
    "publicised_from": sa.Date(),
    "publicised_until": sa.Date(),
}
STATES = "'running', 'done', 'refused'"
DONE = sa.text("state = 'done'")


def upgrade() -> None:
    op.add_column("court", sa.Column("publicity_days", sa.Integer(), nullable=True))
    for name, kind in PERIOD.items():
        op.add_column("period", sa.Column(name, kind, nullable=True))
    op.create_table(
        "calendar_year",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("days_worked", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by_id", KEY, nullable=True),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name="ck_calendar_year_year"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_calendar_year_court_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name="fk_calendar_year_entered_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_year"),
        sa.UniqueConstraint("court_id", "year", name="uq_calendar_year_court_id_year"),
    )
    op.create_table(
        "adjustment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("replaces_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('court', 'division', 'team', 'person')", name="ck_adjustment_subject_kind"
        ),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'refused', 'withdrawn')", name="ck_adjustment_state"),
        sa.CheckConstraint("state <> 'approved' OR fact_id IS NOT NULL", name="ck_adjustment_approved"),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by_id IS NULL OR proposed_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name="ck_adjustment_two_pairs_of_eyes",
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_adjustment_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_adjustment_period_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["fact.id"], name="fk_adjustment_replaces_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_adjustment_fact_id"),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name="fk_adjustment_proposed_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name="fk_adjustment_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_adjustment"),
        sa.UniqueConstraint("fact_id", name="uq_adjustment_fact_id"),
    )
    op.create_index("ix_adjustment_court_id_state", "adjustment", ["court_id", "state"])
    op.create_index("ix_adjustment_period_id_state", "adjustment", ["period_id", "state"])
    op.create_index("ix_adjustment_replaces_id", "adjustment", ["replaces_id"])
    protect("adjustment", "DELETE")
    op.drop_index("uq_import_done", "import")
    with op.batch_alter_table("import") as batch:
        batch.drop_constraint("ck_import_state", type_="check")
        batch.create_check_constraint("ck_import_state", f"state IN ({STATES}, 'undone')")
        batch.add_column(sa.Column("undone_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("undone_by_id", KEY, nullable=True))
        batch.add_column(sa.Column("undo_reason", sa.String(length=200), nullable=True))
        batch.create_foreign_key("fk_import_undone_by_id", "user", ["undone_by_id"], ["id"])
    _index_done()


def downgrade() -> None:
    op.drop_index("uq_import_done", "import")
    op.execute("UPDATE import SET state = 'refused' WHERE state = 'undone'")
    with op.batch_alter_table("import") as batch:
        batch.drop_constraint("fk_import_undone_by_id", type_="foreignkey")
        for name in ("undo_reason", "undone_by_id", "undone_at"):
            batch.drop_column(name)
        batch.drop_constraint("ck_import_state", type_="check")
        batch.create_check_constraint("ck_import_state", f"state IN ({STATES})")
    _index_done()
    unprotect("adjustment")
    op.drop_table("adjustment")
    op.drop_table("calendar_year")
    for name in PERIOD:
        op.drop_column("period", name)
    op.drop_column("court", "publicity_days")


def _index_done() -> None:
    op.create_index(
        "uq_import_done",
        "import",
        ["court_id", "sha256"],
        unique=True,
        sqlite_where=DONE,
        postgresql_where=DONE,
    )
