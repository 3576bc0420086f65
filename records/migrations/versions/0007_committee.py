"""Case reviews, votes, and what follows a card"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state = 'open'")
STATES = {"delivered": "received", "rectified": "closed", "overdue": "escalated"}  # what the states were called
OLD = "'issued', 'delivered', 'rectified', 'overdue', 'withdrawn'"
NEW = "'issued', 'received', 'replied', 'closed', 'escalated', 'withdrawn'"
ACTS = "'issued', 'delivered', 'received', 'replied', 'accepted', 'failed', 'escalated', 'withdrawn'"
KEPT = ("review_round", "review", "finding", "committee_vote")
APPENDED = ("committee_ballot", "card_event")


def upgrade() -> None:
    _reviews()
    _votes()
    _card_states(NEW, STATES)
    op.create_table(
        "card_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("card_id", KEY, nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.CheckConstraint(f"act IN ({ACTS})", name="ck_card_event_act"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_card_event_court_id"),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name="fk_card_event_card_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_card_event_fact_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name="fk_card_event_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card_event"),
    )
    op.create_index("ix_card_event_card_id_id", "card_event", ["card_id", "id"])
    for column in ("court_id", "fact_id", "by_id"):
        op.create_index(f"ix_card_event_{column}", "card_event", [column])
    for table in KEPT:
        protect(table, "DELETE")
    for table in APPENDED:
        protect(table, "UPDATE", "DELETE")


def downgrade() -> None:
    for table in (*APPENDED, *KEPT):
        unprotect(table)
    op.drop_table("card_event")
    op.execute("UPDATE card SET state = 'received' WHERE state = 'replied'")
    _card_states(OLD, {new: old for old, new in STATES.items()})
    for table in ("committee_ballot", "committee_vote", "finding", "review", "review_round"):
        op.drop_table(table)


def _reviews() -> None:
    op.create_table(
        "review_round",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("extra", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by_id", KEY, nullable=True),
        sa.CheckConstraint("extra IN ('none', 'count', 'share')", name="ck_review_round_extra"),
        sa.CheckConstraint("ends >= starts", name="ck_review_round_order"),
        sa.CheckConstraint('"each" >= 1', name="ck_review_round_each"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_review_round_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_review_round_period_id"),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["user.id"], name="fk_review_round_drawn_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_round"),
        sa.UniqueConstraint("court_id", "title", name="uq_review_round_court_id_title"),
    )
    op.create_index("ix_review_round_period_id", "review_round", ["period_id"])
    op.create_table(
        "review",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("judge_id", KEY, nullable=False),
        sa.Column("reviewer_id", KEY, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_review_court_id"),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name="fk_review_round_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_review_case_id"),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name="fk_review_judge_id"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name="fk_review_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("round_id", "case_id", name="uq_review_round_id_case_id"),
    )
    op.create_index("ix_review_reviewer_id_done_at", "review", ["reviewer_id", "done_at"])
    for column in ("court_id", "case_id", "judge_id"):
        op.create_index(f"ix_review_{column}", "review", [column])
    op.create_table(
        "finding",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'rejected', 'overturned')", name="ck_finding_state"),
        sa.CheckConstraint("state NOT IN ('confirmed', 'overturned') OR fact_id IS NOT NULL", name="ck_finding_fact"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_finding_court_id"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_finding_review_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_finding_fact_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name="fk_finding_recorded_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
    )
    op.create_index("ix_finding_court_id_state", "finding", ["court_id", "state"])
    for column in ("review_id", "fact_id"):
        op.create_index(f"ix_finding_{column}", "finding", [column])


def _votes() -> None:
    op.create_table(
        "committee_vote",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("finding_id", KEY, nullable=True),
        sa.Column("about_id", KEY, nullable=True),
        sa.Column("roll", sa.Text(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("above", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", KEY, nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", KEY, nullable=True),
        sa.CheckConstraint("state IN ('open', 'decided', 'undecided')", name="ck_committee_vote_state"),
        sa.CheckConstraint("of IN ('members', 'ballots')", name="ck_committee_vote_of"),
        sa.CheckConstraint("(finding_id IS NULL) <> (about_id IS NULL)", name="ck_committee_vote_matter"),
        sa.CheckConstraint("state = 'open' OR closed_at IS NOT NULL", name="ck_committee_vote_closed"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_committee_vote_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_committee_vote_period_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_committee_vote_person_id"),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name="fk_committee_vote_finding_id"),
        sa.ForeignKeyConstraint(["about_id"], ["fact.id"], name="fk_committee_vote_about_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_committee_vote_fact_id"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name="fk_committee_vote_opened_by_id"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name="fk_committee_vote_closed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_committee_vote"),
    )
    op.create_index("ix_committee_vote_court_id_state", "committee_vote", ["court_id", "state"])
    for column in ("period_id", "person_id", "finding_id", "about_id", "fact_id"):
        op.create_index(f"ix_committee_vote_{column}", "committee_vote", [column])
    for name in ("finding", "about"):
        op.create_index(
            f"uq_committee_vote_open_{name}", "committee_vote", [f"{name}_id"], unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        )  # fmt: skip
    op.create_table(
        "committee_ballot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("vote_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cast_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_committee_ballot_court_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["committee_vote.id"], name="fk_committee_ballot_vote_id"),
        sa.ForeignKeyConstraint(["member_id"], ["user.id"], name="fk_committee_ballot_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_committee_ballot"),
        sa.UniqueConstraint("vote_id", "member_id", name="uq_committee_ballot_vote_id_member_id"),
    )
    for column in ("member_id", "court_id"):
        op.create_index(f"ix_committee_ballot_{column}", "committee_ballot", [column])


def _card_states(allowed: str, renamed: dict[str, str]) -> None:
    """A card's state gets the words of its life. SQLite builds the table anew for it."""
    unprotect("card")
    with op.batch_alter_table("card") as batch:
        batch.drop_constraint("ck_card_state", type_="check")
    for old, new in renamed.items():
        op.execute(sa.text("UPDATE card SET state = :new WHERE state = :old").bindparams(old=old, new=new))
    with op.batch_alter_table("card") as batch:
        batch.create_check_constraint("ck_card_state", f"state IN ({allowed})")
    protect("card", "DELETE")
