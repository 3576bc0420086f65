"""Counts of cards, each a piece of an index"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_card_counted", "card")
    op.create_index(
        "ix_card_counted", "card", ["subject_kind", "subject_id", "court_id", "colour", "state", "day", "due"]
    )
    op.create_index("ix_card_court_id_colour_state", "card", ["court_id", "colour", "state"])


def downgrade() -> None:
    op.drop_index("ix_card_court_id_colour_state", "card")
    op.drop_index("ix_card_counted", "card")
    op.create_index(
        "ix_card_counted", "card", ["subject_kind", "subject_id", "day", "colour", "state", "due", "court_id"]
    )
