"""Applications for points, their confirmations and attachments"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("application", "application_act", "attachment", "deputy", "leader_in_charge")


def upgrade() -> None:
    op.create_table(
        "application",
        *_of_court("application"),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("applicant_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=True),
        sa.Column("fact_id", KEY, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'returned', 'approved', 'refused', 'withdrawn')", name="ck_application_state"
        ),
        sa.CheckConstraint("(state = 'approved') = (fact_id IS NOT NULL)", name="ck_application_approved"),
        sa.CheckConstraint("(state = 'waiting') = (step IS NOT NULL)", name="ck_application_step"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_application_person_id"),
        sa.ForeignKeyConstraint(["applicant_id"], ["user.id"], name="fk_application_applicant_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_application_period_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_application_fact_id"),
        sa.UniqueConstraint("fact_id", name="uq_application_fact_id"),
        sa.UniqueConstraint("applicant_id", "form", name="uq_application_applicant_id_form"),
    )
    for columns in (("court_id", "state"), ("period_id", "state"), ("person_id", "state"), ("applicant_id",)):
        op.create_index(f"ix_application_{'_'.join(columns)}", "application", list(columns))
    protect("application", "DELETE")
    op.create_table(
        "application_act",
        *_of_court("application_act"),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("for_user_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "act IN ('applied', 'approved', 'changed', 'refused', 'returned', 'applied_again', 'withdrawn', "
            "'skipped', 'passed_on')",
            name="ck_application_act_act",
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="fk_application_act_application_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_application_act_user_id"),
        sa.ForeignKeyConstraint(["for_user_id"], ["user.id"], name="fk_application_act_for_user_id"),
        sa.UniqueConstraint("application_id", "number", name="uq_application_act_application_id_number"),
    )
    op.create_index("ix_application_act_user_id", "application_act", ["user_id"])
    op.create_index("ix_application_act_court_id", "application_act", ["court_id"])
    protect("application_act", "UPDATE", "DELETE")
    op.create_table(
        "attachment",
        *_of_court("attachment"),
        sa.Column("of_kind", sa.String(length=12), nullable=False),
        sa.Column("of_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", KEY, nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("of_kind IN ('application', 'objection', 'card')", name="ck_attachment_of_kind"),
        sa.CheckConstraint("size > 0", name="ck_attachment_size"),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name="fk_attachment_added_by_id"),
    )
    op.create_index("ix_attachment_of_kind_of_id", "attachment", ["of_kind", "of_id"])
    op.create_index("ix_attachment_court_id", "attachment", ["court_id"])
    protect("attachment", "DELETE")
    op.create_table(
        "deputy",
        *_of_court("deputy"),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("deputy_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("until >= since", name="ck_deputy_order"),
        sa.CheckConstraint("deputy_id <> user_id", name="ck_deputy_other"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_deputy_user_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name="fk_deputy_deputy_id"),
    )
    for columns in (("user_id", "until"), ("deputy_id", "until"), ("court_id",)):
        op.create_index(f"ix_deputy_{'_'.join(columns)}", "deputy", list(columns))
    protect("deputy", "DELETE")
    op.create_table(
        "leader_in_charge",
        *_of_court("leader_in_charge"),
        sa.Column("division_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("named_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_leader_in_charge_division_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_leader_in_charge_user_id"),
        sa.ForeignKeyConstraint(["named_by_id"], ["user.id"], name="fk_leader_in_charge_named_by_id"),
        sa.UniqueConstraint("division_id", name="uq_leader_in_charge_division_id"),
    )
    op.create_index("ix_leader_in_charge_user_id", "leader_in_charge", ["user_id"])
    op.create_index("ix_leader_in_charge_court_id", "leader_in_charge", ["court_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        unprotect(table)
        op.drop_table(table)


def _of_court(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name=f"fk_{table}_court_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
