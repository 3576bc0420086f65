"""A daily look at deadlines"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "patrol",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_patrol_court_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patrol"),
        sa.UniqueConstraint("court_id", "day", name="uq_patrol_court_id_day"),
    )


def downgrade() -> None:
    op.drop_table("patrol")
