"""Imports and exports are jobs like papers; a job of papers may be about several periods"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "state IN ('waiting', 'running', 'paused', 'cancelled', 'failed', 'done')"
STATES = "state IN ('waiting', 'running', 'ready', 'paused', 'cancelled', 'failed', 'done')"
KINDS = "kind IN ('papers', 'import', 'export')"


def upgrade() -> None:
    with op.batch_alter_table("job") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("attempts", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("outcome", sa.Text(), nullable=True))
        batch.alter_column("period_id", existing_type=KEY, nullable=True)
        batch.drop_constraint("ck_job_state", type_="check")
    op.execute("UPDATE job SET kind = 'papers', attempts = 0")
    with op.batch_alter_table("job") as batch:
        batch.alter_column("kind", existing_type=sa.String(length=10), nullable=False)
        batch.alter_column("attempts", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint("ck_job_state", STATES)
        batch.create_check_constraint("ck_job_kind", KINDS)
    op.create_index("ix_job_created_by_id_kind", "job", ["created_by_id", "kind"])
    with op.batch_alter_table("job_item") as batch:
        batch.add_column(sa.Column("period_id", KEY, nullable=True))
    op.execute("UPDATE job_item SET period_id = (SELECT job.period_id FROM job WHERE job.id = job_item.job_id)")
    with op.batch_alter_table("job_item") as batch:
        batch.alter_column("period_id", existing_type=KEY, nullable=False)
        batch.create_foreign_key("fk_job_item_period_id", "period", ["period_id"], ["id"])


def downgrade() -> None:
    """Imports and exports go: the tables before have no place for them."""
    with op.batch_alter_table("job_item") as batch:
        batch.drop_constraint("fk_job_item_period_id", type_="foreignkey")
        batch.drop_column("period_id")
    op.execute("DELETE FROM job WHERE kind <> 'papers'")
    op.drop_index("ix_job_created_by_id_kind", "job")
    with op.batch_alter_table("job") as batch:
        batch.drop_constraint("ck_job_kind", type_="check")
        batch.drop_constraint("ck_job_state", type_="check")
    with op.batch_alter_table("job") as batch:
        batch.create_check_constraint("ck_job_state", BEFORE)
        batch.alter_column("period_id", existing_type=KEY, nullable=False)
        batch.drop_column("outcome")
        batch.drop_column("attempts")
        batch.drop_column("kind")
