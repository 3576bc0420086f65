"""What the appraisal form asks about a person, one's own summary, the leader's comment, and who is the president"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTICULARS = {
    "sex": 4, "born": 7, "affiliation": 20, "education": 20, "rank": 40, "rank_since": 7, "duties": 200,
}  # fmt: skip


def upgrade() -> None:
    for name, length in PARTICULARS.items():
        op.add_column("person", sa.Column(name, sa.String(length=length), nullable=True))
    op.add_column("user", sa.Column("position", sa.String(length=20), nullable=True))
    for table, own in (
        ("own_summary", sa.Column("submitted", sa.Boolean(), nullable=False)),
        ("leader_comment", sa.Column("level", sa.String(length=80), nullable=False)),
    ):
        op.create_table(
            table,
            sa.Column("id", KEY, nullable=False),
            sa.Column("court_id", KEY, nullable=False),
            sa.Column("period_id", KEY, nullable=False),
            sa.Column("person_id", KEY, nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            own,
            sa.Column("at", sa.DateTime(), nullable=False),
            sa.Column("by_id", KEY, nullable=True),
            sa.ForeignKeyConstraint(["court_id"], ["court.id"], name=f"fk_{table}_court_id"),
            sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=f"fk_{table}_period_id"),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"fk_{table}_person_id"),
            sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=f"fk_{table}_by_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("period_id", "person_id", "number", name=f"uq_{table}_period_id_person_id_number"),
        )
        for column in ("court_id", "person_id", "by_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
        protect(table, "UPDATE", "DELETE")


def downgrade() -> None:
    for table in ("leader_comment", "own_summary"):
        unprotect(table)
        op.drop_table(table)
    op.drop_column("user", "position")
    for name in reversed(PARTICULARS):
        op.drop_column("person", name)
