"""Jobs that outlive the program"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("runner", sa.String(length=60), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", KEY, nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'paused', 'cancelled', 'failed', 'done')", name="ck_job_state"
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_job_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_job_period_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="fk_job_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_court_id_id", "job", ["court_id", "id"])
    op.create_index("ix_job_period_id", "job", ["period_id"])
    op.create_index("ix_job_state_heartbeat_at", "job", ["state", "heartbeat_at"])
    op.create_table(
        "job_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("job_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("runner", sa.String(length=60), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("code", sa.String(length=19), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'done', 'empty', 'failed')", name="ck_job_item_state"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_job_item_court_id"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_job_item_job_id"),
        sa.PrimaryKeyConstraint("id", name="pk_job_item"),
        sa.UniqueConstraint("job_id", "position", name="uq_job_item_job_id_position"),
    )
    op.create_index("ix_job_item_court_id", "job_item", ["court_id"])
    op.create_index("ix_job_item_job_id_state", "job_item", ["job_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_job_item_job_id_state", "job_item")
    op.drop_index("ix_job_item_court_id", "job_item")
    op.drop_table("job_item")
    op.drop_index("ix_job_state_heartbeat_at", "job")
    op.drop_index("ix_job_period_id", "job")
    op.drop_index("ix_job_court_id_id", "job")
    op.drop_table("job")
