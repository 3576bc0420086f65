"""The first tables"""

import sqlalchemy as sa
from alembic import op

from records.migrations.protection import protect, unprotect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPENDED = ("fact", "figure", "posting", "scorecard", "audit_event")
KEPT = ("court", "division", "team", "person", "case", "user", "scheme", "period", "card")
PUBLISHED = "OLD.state IN ('published', 'retired')"
CHANGED = (
    "NEW.text <> OLD.text OR NEW.sha256 <> OLD.sha256 OR NEW.version <> OLD.version OR NEW.effective <> OLD.effective"
)


def upgrade() -> None:  # noqa: PLR0915 - a table after the other
    """The first tables."""
    op.create_table(
        "audit_chain",
        sa.Column("id", KEY, nullable=False),
        sa.Column("length", KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_chain"),
    )
    op.create_table(
        "court",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('最高', '高级', '中级', '基层')", name="ck_court_level"),
        sa.ForeignKeyConstraint(["parent_id"], ["court.id"], name="fk_court_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_court"),
        sa.UniqueConstraint("code", name="uq_court_code"),
        sa.UniqueConstraint("full_name", name="uq_court_full_name"),
        sa.UniqueConstraint("name", name="uq_court_name"),
    )
    op.create_index("ix_court_parent_id", "court", ["parent_id"])

    op.create_table(
        "login_throttle",
        sa.Column("id", KEY, nullable=False),
        sa.Column("of", sa.String(length=120), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_login_throttle"),
        sa.UniqueConstraint("of", name="uq_login_throttle_of"),
    )
    op.create_table(
        "division",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_division_court_id"),
        sa.PrimaryKeyConstraint("id", name="pk_division"),
        sa.UniqueConstraint("court_id", "name", name="uq_division_court_id_name"),
    )
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_person_court_id"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("court_id", "name", name="uq_person_court_id_name"),
        sa.UniqueConstraint("court_id", "number", name="uq_person_court_id_number"),
    )
    op.create_table(
        "scheme",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_scheme_court_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scheme"),
        sa.UniqueConstraint("court_id", "name", name="uq_scheme_court_id_name"),
    )
    op.create_table(
        "case",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.String(length=12), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("case_type", sa.String(length=20), nullable=False),
        sa.Column("procedure", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("filed", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("judge_id", KEY, nullable=True),
        sa.CheckConstraint("closed IS NULL OR closed >= filed", name="ck_case_order"),
        sa.CheckConstraint("serial > 0", name="ck_case_serial"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_case_court_id"),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name="fk_case_judge_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("court_id", "number", name="uq_case_court_id_number"),
    )
    op.create_index("ix_case_court_id_case_type_procedure", "case", ["court_id", "case_type", "procedure"])
    op.create_index("ix_case_court_id_closed", "case", ["court_id", "closed"])
    op.create_index("ix_case_court_id_filed", "case", ["court_id", "filed"])
    op.create_index("ix_case_judge_id_closed", "case", ["judge_id", "closed"])

    op.create_table(
        "team",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("division_id", KEY, nullable=True),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_team_court_id"),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_team_division_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("court_id", "name", name="uq_team_court_id_name"),
    )
    op.create_index("ix_team_division_id", "team", ["division_id"])

    op.create_table(
        "user",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("division_id", KEY, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role <> 'head' OR division_id IS NOT NULL", name="ck_user_head"),
        sa.CheckConstraint("role <> 'person' OR person_id IS NOT NULL", name="ck_user_person"),
        sa.CheckConstraint(
            "role IN ('staff', 'person', 'head', 'leader', 'committee', 'supervisor', 'operator')", name="ck_user_role"
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_user_court_id"),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_user_division_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_user_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("login", name="uq_user_login"),
        sa.UniqueConstraint("person_id", name="uq_user_person_id"),
    )
    op.create_index("ix_user_court_id", "user", ["court_id"])
    op.create_index("ix_user_division_id", "user", ["division_id"])

    op.create_table(
        "audit_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sequence", KEY, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("court_id", KEY, nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("target_kind", sa.String(length=30), nullable=False),
        sa.Column("target_id", KEY, nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_audit_event_court_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_audit_event_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("sequence", name="uq_audit_event_sequence"),
        sa.UniqueConstraint("sha256", name="uq_audit_event_sha256"),
    )
    op.create_index("ix_audit_event_action", "audit_event", ["action"])
    op.create_index("ix_audit_event_court_id_at", "audit_event", ["court_id", "at"])
    op.create_index("ix_audit_event_target_kind_target_id", "audit_event", ["target_kind", "target_id"])
    op.create_index("ix_audit_event_user_id_at", "audit_event", ["user_id", "at"])

    op.create_table(
        "import",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("user_id", KEY, nullable=True),
        sa.CheckConstraint("state IN ('running', 'done', 'refused')", name="ck_import_state"),
        sa.CheckConstraint("progress >= 0 AND progress <= rows", name="ck_import_progress"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_import_court_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_import_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import"),
    )
    op.create_index("ix_import_court_id_started_at", "import", ["court_id", "started_at"])
    op.create_index(
        "uq_import_done",
        "import",
        ["court_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )

    op.create_table(
        "membership",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("division_id", KEY, nullable=True),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("team_id IS NOT NULL OR division_id IS NOT NULL", name="ck_membership_somewhere"),
        sa.CheckConstraint("until IS NULL OR until >= since", name="ck_membership_order"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_membership_court_id"),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_membership_division_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_membership_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint("person_id", "since", name="uq_membership_person_id_since"),
    )
    op.create_index("ix_membership_court_id", "membership", ["court_id"])
    op.create_index("ix_membership_division_id_since", "membership", ["division_id", "since"])
    op.create_index("ix_membership_team_id_since", "membership", ["team_id", "since"])

    op.create_table(
        "scheme_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("scheme_id", KEY, nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("approver_id", KEY, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted') OR published_at IS NOT NULL", name="ck_scheme_version_published"
        ),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'published', 'retired')", name="ck_scheme_version_state"),
        sa.CheckConstraint(
            "approver_id IS NULL OR author_id IS NULL OR approver_id <> author_id",
            name="ck_scheme_version_two_pairs_of_eyes",
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["user.id"], name="fk_scheme_version_approver_id"),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name="fk_scheme_version_author_id"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_scheme_version_court_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_scheme_version_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scheme_version"),
        sa.UniqueConstraint("scheme_id", "version", name="uq_scheme_version_scheme_id_version"),
    )
    op.create_index("ix_scheme_version_court_id", "scheme_version", ["court_id"])
    op.create_index(
        "ix_scheme_version_scheme_id_state_effective", "scheme_version", ["scheme_id", "state", "effective"]
    )
    op.create_index("ix_scheme_version_sha256", "scheme_version", ["sha256"])

    op.create_table(
        "user_session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_user_session_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_session"),
        sa.UniqueConstraint("token_sha256", name="uq_user_session_token_sha256"),
    )
    op.create_index("ix_user_session_user_id_revoked_at", "user_session", ["user_id", "revoked_at"])

    op.create_table(
        "fact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("import_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_fact_subject_kind"),
        sa.CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="ck_fact_revision"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_fact_case_id"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_fact_court_id"),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name="fk_fact_import_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name="fk_fact_recorded_by_id"),
        sa.ForeignKeyConstraint(["supersedes_id"], ["fact.id"], name="fk_fact_supersedes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
        sa.UniqueConstraint("court_id", "key", "revision", name="uq_fact_court_id_key_revision"),
        sa.UniqueConstraint("supersedes_id", name="uq_fact_supersedes_id"),
    )
    op.create_index("ix_fact_case_id", "fact", ["case_id"])
    op.create_index("ix_fact_court_id_day", "fact", ["court_id", "day"])
    op.create_index("ix_fact_court_id_kind_day", "fact", ["court_id", "kind", "day"])
    op.create_index("ix_fact_import_id", "fact", ["import_id"])
    op.create_index("ix_fact_subject_kind_subject_id_day", "fact", ["subject_kind", "subject_id", "day"])

    op.create_table(
        "figure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("yes_no", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("import_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_figure_subject_kind"),
        sa.CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="ck_figure_revision"),
        sa.CheckConstraint("NOT yes_no OR value IN (0, 1000000)", name="ck_figure_yes_no"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_figure_court_id"),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name="fk_figure_import_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name="fk_figure_recorded_by_id"),
        sa.ForeignKeyConstraint(["supersedes_id"], ["figure.id"], name="fk_figure_supersedes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "period",
            "name",
            "revision",
            name="uq_figure_subject_kind_subject_id_period_name_revision",
        ),
        sa.UniqueConstraint("supersedes_id", name="uq_figure_supersedes_id"),
    )
    op.create_index("ix_figure_court_id_period_name", "figure", ["court_id", "period", "name"])
    op.create_index("ix_figure_import_id", "figure", ["import_id"])

    op.create_table(
        "period",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("scheme_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("text", sa.String(length=7), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", KEY, nullable=True),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("sealed_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "state = 'open' OR (inputs_sha256 IS NOT NULL AND closed_at IS NOT NULL)", name="ck_period_closed"
        ),
        sa.CheckConstraint("state IN ('open', 'closed', 'publicised', 'settled', 'sealed')", name="ck_period_state"),
        sa.CheckConstraint("ends >= starts", name="ck_period_order"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name="fk_period_closed_by_id"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_period_court_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_period_scheme_id"),
        sa.ForeignKeyConstraint(["sealed_by_id"], ["user.id"], name="fk_period_sealed_by_id"),
        sa.ForeignKeyConstraint(["version_id"], ["scheme_version.id"], name="fk_period_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_period"),
        sa.UniqueConstraint("court_id", "scheme_id", "text", name="uq_period_court_id_scheme_id_text"),
    )
    op.create_index("ix_period_scheme_id_starts", "period", ["scheme_id", "starts"])
    op.create_index("ix_period_version_id", "period", ["version_id"])

    op.create_table(
        "card",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("ladder", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("letter", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(length=10), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("deadline_unit", sa.String(length=12), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('issued', 'delivered', 'rectified', 'overdue', 'withdrawn')", name="ck_card_state"
        ),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_card_subject_kind"),
        sa.CheckConstraint("due IS NULL OR due >= day", name="ck_card_due"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_card_court_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_card_fact_id"),
        sa.ForeignKeyConstraint(["version_id"], ["scheme_version.id"], name="fk_card_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.UniqueConstraint("fact_id", "ladder", "version_id", name="uq_card_fact_id_ladder_version_id"),
    )
    op.create_index("ix_card_court_id_state_due", "card", ["court_id", "state", "due"])
    op.create_index("ix_card_subject_kind_subject_id_day", "card", ["subject_kind", "subject_id", "day"])
    op.create_index("ix_card_version_id", "card", ["version_id"])

    op.create_table(
        "override",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("applied_by_id", KEY, nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("verified_by_id", KEY, nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state <> 'decided' OR (verified_by_id IS NOT NULL AND decided_by_id IS NOT NULL)",
            name="ck_override_decided",
        ),
        sa.CheckConstraint("state IN ('applied', 'verified', 'decided', 'refused')", name="ck_override_state"),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_override_subject_kind"),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> applied_by_id", name="ck_override_two_pairs_of_eyes"
        ),
        sa.ForeignKeyConstraint(["applied_by_id"], ["user.id"], name="fk_override_applied_by_id"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_override_court_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name="fk_override_decided_by_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_override_period_id"),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user.id"], name="fk_override_verified_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )
    op.create_index("ix_override_court_id", "override", ["court_id"])
    op.create_index(
        "ix_override_period_id_subject_kind_subject_id_rule",
        "override",
        ["period_id", "subject_kind", "subject_id", "rule"],
    )
    op.create_index(
        "uq_override_decided",
        "override",
        ["period_id", "subject_kind", "subject_id", "rule"],
        unique=True,
        sqlite_where=sa.text("state = 'decided'"),
        postgresql_where=sa.text("state = 'decided'"),
    )

    op.create_table(
        "posting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=121), nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("posted_by_id", KEY, nullable=True),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_posting_subject_kind"),
        sa.CheckConstraint("(turn % 2 = 0) = (reverses_id IS NOT NULL)", name="ck_posting_turn"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_posting_court_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_posting_fact_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_posting_period_id"),
        sa.ForeignKeyConstraint(["posted_by_id"], ["user.id"], name="fk_posting_posted_by_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["posting.id"], name="fk_posting_reverses_id"),
        sa.ForeignKeyConstraint(["version_id"], ["scheme_version.id"], name="fk_posting_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_posting"),
        sa.UniqueConstraint("fact_id", "rule", "version_id", "turn", name="uq_posting_fact_id_rule_version_id_turn"),
        sa.UniqueConstraint("reverses_id", name="uq_posting_reverses_id"),
    )
    op.create_index("ix_posting_court_id_day", "posting", ["court_id", "day"])
    op.create_index(
        "ix_posting_period_id_subject_kind_subject_id_rule",
        "posting",
        ["period_id", "subject_kind", "subject_id", "rule"],
    )
    op.create_index("ix_posting_subject_kind_subject_id_day", "posting", ["subject_kind", "subject_id", "day"])

    op.create_table(
        "quarantine",
        sa.Column("id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_quarantine_court_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name="fk_quarantine_fact_id"),
        sa.ForeignKeyConstraint(["version_id"], ["scheme_version.id"], name="fk_quarantine_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("fact_id", "version_id", name="uq_quarantine_fact_id_version_id"),
    )
    op.create_index("ix_quarantine_court_id_settled_at", "quarantine", ["court_id", "settled_at"])
    op.create_index("ix_quarantine_version_id", "quarantine", ["version_id"])

    op.create_table(
        "scorecard",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_kind", sa.String(length=8), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("court_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("subject_kind IN ('court', 'division', 'team', 'person')", name="ck_scorecard_subject_kind"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name="fk_scorecard_court_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_scorecard_period_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scorecard"),
        sa.UniqueConstraint(
            "period_id",
            "edition",
            "subject_kind",
            "subject_id",
            name="uq_scorecard_period_id_edition_subject_kind_subject_id",
        ),
    )
    op.create_index("ix_scorecard_court_id", "scorecard", ["court_id"])
    op.create_index("ix_scorecard_subject_kind_subject_id", "scorecard", ["subject_kind", "subject_id"])
    op.execute(sa.text("INSERT INTO audit_chain (id, length, sha256) VALUES (1, 0, :start)").bindparams(start="0" * 64))
    for table in APPENDED:
        protect(table, "UPDATE", "DELETE")
    for table in KEPT:
        protect(table, "DELETE")
    protect("scheme_version", "UPDATE", when=f"{PUBLISHED} AND ({CHANGED})")
    protect("scheme_version", "DELETE", when=PUBLISHED)


def downgrade() -> None:  # noqa: PLR0915 - the same
    """Undo it."""
    for table in (*APPENDED, *KEPT, "scheme_version"):
        unprotect(table)
    op.drop_index("ix_scorecard_subject_kind_subject_id", "scorecard")
    op.drop_index("ix_scorecard_court_id", "scorecard")

    op.drop_table("scorecard")
    op.drop_index("ix_quarantine_version_id", "quarantine")
    op.drop_index("ix_quarantine_court_id_settled_at", "quarantine")

    op.drop_table("quarantine")
    op.drop_index("ix_posting_subject_kind_subject_id_day", "posting")
    op.drop_index("ix_posting_period_id_subject_kind_subject_id_rule", "posting")
    op.drop_index("ix_posting_court_id_day", "posting")

    op.drop_table("posting")
    op.drop_index("uq_override_decided", "override")
    op.drop_index("ix_override_period_id_subject_kind_subject_id_rule", "override")
    op.drop_index("ix_override_court_id", "override")

    op.drop_table("override")
    op.drop_index("ix_card_version_id", "card")
    op.drop_index("ix_card_subject_kind_subject_id_day", "card")
    op.drop_index("ix_card_court_id_state_due", "card")

    op.drop_table("card")
    op.drop_index("ix_period_version_id", "period")
    op.drop_index("ix_period_scheme_id_starts", "period")

    op.drop_table("period")
    op.drop_index("ix_figure_import_id", "figure")
    op.drop_index("ix_figure_court_id_period_name", "figure")

    op.drop_table("figure")
    op.drop_index("ix_fact_subject_kind_subject_id_day", "fact")
    op.drop_index("ix_fact_import_id", "fact")
    op.drop_index("ix_fact_court_id_kind_day", "fact")
    op.drop_index("ix_fact_court_id_day", "fact")
    op.drop_index("ix_fact_case_id", "fact")

    op.drop_table("fact")
    op.drop_index("ix_user_session_user_id_revoked_at", "user_session")

    op.drop_table("user_session")
    op.drop_index("ix_scheme_version_sha256", "scheme_version")
    op.drop_index("ix_scheme_version_scheme_id_state_effective", "scheme_version")
    op.drop_index("ix_scheme_version_court_id", "scheme_version")

    op.drop_table("scheme_version")
    op.drop_index("ix_membership_team_id_since", "membership")
    op.drop_index("ix_membership_division_id_since", "membership")
    op.drop_index("ix_membership_court_id", "membership")

    op.drop_table("membership")
    op.drop_index("uq_import_done", "import")
    op.drop_index("ix_import_court_id_started_at", "import")

    op.drop_table("import")
    op.drop_index("ix_audit_event_user_id_at", "audit_event")
    op.drop_index("ix_audit_event_target_kind_target_id", "audit_event")
    op.drop_index("ix_audit_event_court_id_at", "audit_event")
    op.drop_index("ix_audit_event_action", "audit_event")

    op.drop_table("audit_event")
    op.drop_index("ix_user_division_id", "user")
    op.drop_index("ix_user_court_id", "user")

    op.drop_table("user")
    op.drop_index("ix_team_division_id", "team")

    op.drop_table("team")
    op.drop_index("ix_case_judge_id_closed", "case")
    op.drop_index("ix_case_court_id_filed", "case")
    op.drop_index("ix_case_court_id_closed", "case")
    op.drop_index("ix_case_court_id_case_type_procedure", "case")

    op.drop_table("case")
    op.drop_table("scheme")
    op.drop_table("person")
    op.drop_table("division")
    op.drop_table("login_throttle")
    op.drop_index("ix_court_parent_id", "court")

    op.drop_table("court")
    op.drop_table("audit_chain")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hengji_refuse()")
