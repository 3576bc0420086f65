"""Drafts of schemes: worked examples beside the text, who wrote it, what it started from, and the state between
approval and publication"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from records.migrations.protection import protect, unprotect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PUBLISHED = "OLD.state IN ('published', 'retired')"
CHANGED = (
    "NEW.text <> OLD.text OR NEW.sha256 <> OLD.sha256 OR NEW.version <> OLD.version OR NEW.effective <> OLD.effective"
)
STATES = "'draft', 'submitted', 'published', 'retired'"
UNPUBLISHED = "'draft', 'submitted'"
ADDED = {"cases": "", "note": "", "writers": "[]"}


def upgrade() -> None:
    unprotect("scheme_version")
    with op.batch_alter_table("scheme_version") as batch:
        for name, empty in ADDED.items():
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=empty))
        batch.add_column(sa.Column("started_from_id", KEY, nullable=True))
        batch.add_column(sa.Column("saved_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("saved_by_id", KEY, nullable=True))
        batch.create_foreign_key("fk_scheme_version_started_from_id", "scheme_version", ["started_from_id"], ["id"])
        batch.create_foreign_key("fk_scheme_version_saved_by_id", "user", ["saved_by_id"], ["id"])
    with op.batch_alter_table("scheme_version") as batch:
        for name in ADDED:
            batch.alter_column(name, server_default=None)
        _states(batch, STATES + ", 'approved'", UNPUBLISHED + ", 'approved'")
    _protect(f"{CHANGED} OR NEW.cases <> OLD.cases")


def downgrade() -> None:
    unprotect("scheme_version")
    op.execute("UPDATE scheme_version SET state = 'submitted' WHERE state = 'approved'")
    with op.batch_alter_table("scheme_version") as batch:
        batch.drop_constraint("fk_scheme_version_started_from_id", type_="foreignkey")
        batch.drop_constraint("fk_scheme_version_saved_by_id", type_="foreignkey")
        for name in (*ADDED, "started_from_id", "saved_at", "saved_by_id"):
            batch.drop_column(name)
        _states(batch, STATES, UNPUBLISHED)
    _protect(CHANGED)


def _states(batch: BatchOperations, states: str, unpublished: str) -> None:
    """The two checks that name states."""
    batch.drop_constraint("ck_scheme_version_state", type_="check")
    batch.create_check_constraint("ck_scheme_version_state", f"state IN ({states})")
    batch.drop_constraint("ck_scheme_version_published", type_="check")
    batch.create_check_constraint(
        "ck_scheme_version_published", f"state IN ({unpublished}) OR published_at IS NOT NULL"
    )


def _protect(changed: str) -> None:
    protect("scheme_version", "UPDATE", when=f"{PUBLISHED} AND ({changed})")
    protect("scheme_version", "DELETE", when=PUBLISHED)
