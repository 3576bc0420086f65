"""Notices to people, and mail to be sent"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("user", sa.Column("mail", sa.String(length=200), nullable=True))
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("mail", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("mail IN ('waiting', 'sent', 'failed', 'none')", name="ck_notice_mail"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_notice_court_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_court_id", "notice", ["court_id"])
    op.create_index("ix_notice_mail_id", "notice", ["mail", "id"])
    op.create_index("ix_notice_user_id_read_at_id", "notice", ["user_id", "read_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_notice_user_id_read_at_id", "notice")
    op.drop_index("ix_notice_mail_id", "notice")
    op.drop_index("ix_notice_court_id", "notice")
    op.drop_table("notice")
    op.drop_column("user", "mail")
