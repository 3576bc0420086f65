"""Lists of cards in the order of their days, and their counts, from the index alone"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTED = ["subject_kind", "subject_id", "day", "colour", "state", "due", "court_id"]


def upgrade() -> None:
    op.create_index("ix_card_day_id", "card", ["day", "id"])
    op.create_index("ix_card_counted", "card", COUNTED)
    op.drop_index("ix_card_subject_kind_subject_id_day", "card")


def downgrade() -> None:
    op.create_index("ix_card_subject_kind_subject_id_day", "card", ["subject_kind", "subject_id", "day"])
    op.drop_index("ix_card_counted", "card")
    op.drop_index("ix_card_day_id", "card")
