"""Trials: settings of tunable numbers kept under a name"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("scheme_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_trial_court_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_trial_scheme_id"),
        sa.ForeignKeyConstraint(["version_id"], ["scheme_version.id"], name="fk_trial_version_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_trial_period_id"),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name="fk_trial_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trial"),
        sa.UniqueConstraint("court_id", "scheme_id", "name", name="uq_trial_court_id_scheme_id_name"),
    )
    for column in ("scheme_id", "version_id", "period_id"):
        op.create_index(f"ix_trial_{column}", "trial", [column])


def downgrade() -> None:
    for column in ("period_id", "version_id", "scheme_id"):
        op.drop_index(f"ix_trial_{column}", "trial")
    op.drop_table("trial")
