"""Grades of the year: lists, entries, acts, signatures, opinions"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("state <> 'withdrawn'")
ACTS = "'made', 'composed', 'tie', 'raised', 'changed', 'put', 'returned', 'signed', 'notified', 'withdrawn'"
APPENDED = ("grade_entry", "grade_act", "grade_signature", "grade_opinion")


def upgrade() -> None:
    op.create_table(
        "grade_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("chair_id", KEY, nullable=True),
        sa.Column("signing", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'signing', 'signed', 'withdrawn')", name="ck_grade_list_state"),
        sa.CheckConstraint("signing IN ('all', 'majority')", name="ck_grade_list_signing"),
        sa.CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="ck_grade_list_signed"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_grade_list_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_grade_list_period_id"),
        sa.ForeignKeyConstraint(["chair_id"], ["user.id"], name="fk_grade_list_chair_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name="fk_grade_list_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_list"),
    )
    op.create_index("ix_grade_list_court_id_state", "grade_list", ["court_id", "state"])
    op.create_index(
        "uq_grade_list_live", "grade_list", ["period_id", "rule"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_table(
        "grade_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("proposed", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("barred", sa.Text(), nullable=False),
        sa.Column("changed_because", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_grade_entry_court_id"),
        sa.ForeignKeyConstraint(["list_id"], ["grade_list.id"], name="fk_grade_entry_list_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_grade_entry_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_entry"),
        sa.UniqueConstraint("list_id", "round", "person_id", name="uq_grade_entry_list_id_round_person_id"),
    )
    for column in ("person_id", "court_id"):
        op.create_index(f"ix_grade_entry_{column}", "grade_entry", [column])
    op.create_table(
        "grade_act",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.CheckConstraint(f"act IN ({ACTS})", name="ck_grade_act_act"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_grade_act_court_id"),
        sa.ForeignKeyConstraint(["list_id"], ["grade_list.id"], name="fk_grade_act_list_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_grade_act_person_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name="fk_grade_act_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_act"),
    )
    op.create_index("ix_grade_act_list_id_id", "grade_act", ["list_id", "id"])
    for column in ("court_id", "person_id", "by_id"):
        op.create_index(f"ix_grade_act_{column}", "grade_act", [column])
    op.create_table(
        "grade_signature",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("entries_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_grade_signature_court_id"),
        sa.ForeignKeyConstraint(["list_id"], ["grade_list.id"], name="fk_grade_signature_list_id"),
        sa.ForeignKeyConstraint(["member_id"], ["user.id"], name="fk_grade_signature_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_signature"),
        sa.UniqueConstraint("list_id", "round", "member_id", name="uq_grade_signature_list_id_round_member_id"),
    )
    for column in ("court_id", "member_id"):
        op.create_index(f"ix_grade_signature_{column}", "grade_signature", [column])
    op.create_table(
        "grade_opinion",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_grade_opinion_court_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["grade_entry.id"], name="fk_grade_opinion_entry_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name="fk_grade_opinion_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_opinion"),
        sa.UniqueConstraint("entry_id", name="uq_grade_opinion_entry_id"),
    )
    for column in ("court_id", "by_id"):
        op.create_index(f"ix_grade_opinion_{column}", "grade_opinion", [column])
    protect("grade_list", "DELETE")
    for table in APPENDED:
        protect(table, "UPDATE", "DELETE")


def downgrade() -> None:
    for table in (*APPENDED, "grade_list"):
        unprotect(table)
    for table in ("grade_opinion", "grade_signature", "grade_act", "grade_entry", "grade_list"):
        op.drop_table(table)
