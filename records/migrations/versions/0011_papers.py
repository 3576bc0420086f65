"""Papers that were printed, with their codes"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HASHES = ("inputs_sha256", "result_sha256", "seal_sha256", "content_sha256", "pdf_sha256")


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=19), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in HASHES),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("gate", sa.String(length=20), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("printed_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_paper_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_paper_period_id"),
        sa.ForeignKeyConstraint(["printed_by_id"], ["user.id"], name="fk_paper_printed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("court_id", "code", "pdf_sha256", name="uq_paper_court_id_code_pdf_sha256"),
    )
    op.create_index("ix_paper_period_id", "paper", ["period_id"])
    op.create_index("ix_paper_code", "paper", ["code"])
    protect("paper", "UPDATE", "DELETE")


def downgrade() -> None:
    unprotect("paper")
    op.drop_index("ix_paper_code", "paper")
    op.drop_index("ix_paper_period_id", "paper")
    op.drop_table("paper")
