"""Counts of cards by day, colour and state, from the index alone"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_card_dated", "card", ["day", "colour", "state", "court_id", "due"])


def downgrade() -> None:
    op.drop_index("ix_card_dated", "card")
