"""Objections to lines of scorecards and their review"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'filed', 'upheld', 'corrected', 'refused', 'reviewing', 'final', 'accepted', 'withdrawn'"
OPEN = sa.text("state IN ('filed', 'upheld', 'reviewing')")
DAYS = ("answer_days", "ask_days", "review_days", "least_days")
INDEXES = (("court_id", "state"), ("period_id", "state"), ("filed_by_id",), ("fact_id",))


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=121), nullable=False),
        sa.Column("member", sa.String(length=60), nullable=False),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("expects", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("filed_by_id", KEY, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("seconded_at", sa.DateTime(), nullable=True),
        sa.Column("seconded_by_id", KEY, nullable=True),
        sa.Column("review_until", sa.Date(), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=False),
        sa.Column("review_asked_at", sa.DateTime(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by_id", KEY, nullable=True),
        sa.Column("review_answer", sa.Text(), nullable=False),
        sa.Column("carried_at", sa.DateTime(), nullable=True),
        sa.Column("carried_by_id", KEY, nullable=True),
        sa.Column("carried_edition", sa.Integer(), nullable=True),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_objection_subject_kind"),
        sa.CheckConstraint(
            "about IN ('item', 'indicator', 'card', 'share', 'missing')", name="ck_objection_about"
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_objection_state"),
        sa.CheckConstraint(
            "state IN ('filed', 'withdrawn') OR answered_at IS NOT NULL", name="ck_objection_answered"
        ),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'corrected') OR remedy IS NOT NULL", name="ck_objection_remedy"
        ),
        sa.CheckConstraint("(state = 'corrected') = (carried_edition IS NOT NULL)", name="ck_objection_carried"),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> filed_by_id", name="ck_objection_not_by_the_objector"
        ),
        sa.CheckConstraint(
            "reviewed_by_id IS NULL OR (reviewed_by_id <> filed_by_id"
            " AND (answered_by_id IS NULL OR reviewed_by_id <> answered_by_id))",
            name="ck_objection_reviewed_by_another",
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_objection_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_objection_period_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_objection_fact_id"),
        *(
            sa.ForeignKeyConstraint([f"{act}_by_id"], ["user.id"], name=f"fk_objection_{act}_by_id")
            for act in ("filed", "answered", "seconded", "reviewed", "carried")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
    )
    for columns in INDEXES:
        op.create_index(f"ix_objection_{'_'.join(columns)}", "objection", list(columns))
    op.create_index(
        "uq_objection_open", "objection", ["period_id", "subject_kind", "subject_id", "line"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_table(
        "objection_terms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("office", sa.String(length=10), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("ask_days", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("publicity", sa.String(length=10), nullable=False),
        sa.Column("least_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", KEY, nullable=True),
        sa.CheckConstraint("office IN ('staff', 'leader')", name="ck_objection_terms_office"),
        sa.CheckConstraint("publicity IN ('again', 'on')", name="ck_objection_terms_publicity"),
        *(sa.CheckConstraint(f"{name} BETWEEN 1 AND 60", name=f"ck_objection_terms_{name}") for name in DAYS),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_objection_terms_court_id"),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name="fk_objection_terms_set_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objection_terms"),
        sa.UniqueConstraint("court_id", name="uq_objection_terms_court_id"),
    )
    protect("objection", "DELETE")


def downgrade() -> None:
    unprotect("objection")
    op.drop_table("objection_terms")
    op.drop_table("objection")
