"""The whole schema.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CONSENT_KEPT = (
    "id event_id registration_id representative_id purpose given text_version text_hash language source recorded_by at"
).split()
CONSENT_CHANGED = f"""NOT (({", ".join(f"NEW.{name}" for name in CONSENT_KEPT)})
    {{same}} ({", ".join(f"OLD.{name}" for name in CONSENT_KEPT)})
    AND ((NEW.evidence {{same}} OLD.evidence AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
        OR (NEW.evidence IS NULL AND NEW.withdrawn_at {{same}} OLD.withdrawn_at)))"""
"""Of a consent only its withdrawal is added, once, and its evidence taken away when people are erased."""

SQLITE = (
    """CREATE TRIGGER slots_no_overlap_insert BEFORE INSERT ON slots
    WHEN EXISTS (SELECT 1 FROM slots WHERE event_id = NEW.event_id
        AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
    BEGIN SELECT RAISE(ABORT, 'slots_no_overlap'); END""",
    """CREATE TRIGGER slots_no_overlap_update BEFORE UPDATE ON slots
    WHEN EXISTS (SELECT 1 FROM slots WHERE event_id = NEW.event_id AND id <> NEW.id
        AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
    BEGIN SELECT RAISE(ABORT, 'slots_no_overlap'); END""",
    """CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
    BEGIN SELECT RAISE(ABORT, 'notices_append_only'); END""",
    """CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
    BEGIN SELECT RAISE(ABORT, 'notices_append_only'); END""",
    f"""CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents WHEN {CONSENT_CHANGED.format(same="IS")}
    BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END""",
    """CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN OLD.source <> 'sheet'
    BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END""",
)

POSTGRESQL = (
    """ALTER TABLE organisations ADD CONSTRAINT fk_organisations_event_id FOREIGN KEY (event_id) REFERENCES events (id)""",
    """ALTER TABLE slots ADD CONSTRAINT slots_no_overlap
    EXCLUDE USING gist (int4range(event_id, event_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)""",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%_append_only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER notices_append_only BEFORE UPDATE OR DELETE ON notices
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    f"""CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents FOR EACH ROW
    WHEN ({CONSENT_CHANGED.format(same="IS NOT DISTINCT FROM")}) EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents
    FOR EACH ROW WHEN (OLD.source <> 'sheet') EXECUTE FUNCTION refuse_change()""",
)


def upgrade() -> None:
    _create_tables()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first schema: restore a backup instead")


def _create_tables() -> None:
    op.create_table(
        "beats",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beats")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ended_sessions",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_ended_sessions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rhythm IN ('together', 'at_once', 'hour', 'day', 'answers')", name=op.f("ck_letter_choices_rhythm")
        ),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_letter_choices_address_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_choices")),
        sa.UniqueConstraint("address", name=op.f("uq_letter_choices_address")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('message', 'reminder', 'thanks')", name=op.f("ck_letter_refusals_kind")),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_letter_refusals_address_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_refusals")),
        sa.UniqueConstraint("address", "kind", name=op.f("uq_letter_refusals_address_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_organisations_event_id", use_alter=True),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_organisations_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_organisations_event_id_name_en", "organisations", ["event_id", "name_en"], unique=True)
    op.create_index(
        "uq_organisations_name_en",
        "organisations",
        ["name_en"],
        unique=True,
        sqlite_where=sa.text("owner_id IS NULL"),
        postgresql_where=sa.text("owner_id IS NULL"),
    )
    op.create_index(
        "uq_organisations_owner_id_name_en",
        "organisations",
        ["owner_id", "name_en"],
        unique=True,
        sqlite_where=sa.text("event_id IS NULL"),
        postgresql_where=sa.text("event_id IS NULL"),
    )
    op.create_table(
        "rate_counts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_counts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rate_counts_expires_at"), "rate_counts", ["expires_at"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("handed_over", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("payload", sa.String(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('sign_in', 'invite', 'reset', 'email')", name=op.f("ck_tokens_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tokens_email"), "tokens", ["email"], unique=False)
    op.create_index(op.f("ix_tokens_subject"), "tokens", ["subject"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_unconfirmed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=True),
        sa.Column("about_en", sa.String(), nullable=True),
        sa.Column("about_zh", sa.String(), nullable=True),
        sa.Column("about_fr", sa.String(), nullable=True),
        sa.Column("venue_en", sa.String(), nullable=True),
        sa.Column("venue_zh", sa.String(), nullable=True),
        sa.Column("venue_fr", sa.String(), nullable=True),
        sa.Column("city_en", sa.String(), nullable=True),
        sa.Column("city_zh", sa.String(), nullable=True),
        sa.Column("city_fr", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("booking_mode", sa.String(), nullable=False),
        sa.Column("place_unanswered", sa.Boolean(), nullable=False),
        sa.Column("moves_at_once", sa.Boolean(), nullable=False),
        sa.Column("registration_mode", sa.String(), nullable=False),
        sa.Column("registration_code", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("approval", sa.String(), nullable=False),
        sa.Column("approve_invited", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("approve_sectors", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("offer_days", sa.Integer(), server_default="3", nullable=False),
        sa.Column("contact_visibility", sa.String(), nullable=False),
        sa.Column("directory", sa.String(), server_default="none", nullable=False),
        sa.Column("registration_opens_on", sa.Date(), nullable=True),
        sa.Column("registration_closes_on", sa.Date(), nullable=True),
        sa.Column("requests_until", sa.Date(), nullable=True),
        sa.Column("timetable_on", sa.Date(), nullable=True),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("walk_minutes", sa.Integer(), nullable=False),
        sa.Column("longest_meeting", sa.Integer(), server_default="1", nullable=False),
        sa.Column("max_open_requests", sa.Integer(), nullable=True),
        sa.Column("min_meetings", sa.Integer(), nullable=True),
        sa.Column("max_meetings", sa.Integer(), nullable=True),
        sa.Column("longest_run", sa.Integer(), nullable=True),
        sa.Column("request_expiry_days", sa.Integer(), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("keep_days", sa.Integer(), server_default="365", nullable=False),
        sa.Column("hold_reason", sa.String(), nullable=True),
        sa.Column("erasure_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("approval IN ('by_hand', 'automatic')", name=op.f("ck_events_approval")),
        sa.CheckConstraint("booking_mode IN ('planned', 'live')", name=op.f("ck_events_booking_mode")),
        sa.CheckConstraint(
            "contact_visibility IN ('never', 'accepted', 'always')", name=op.f("ck_events_contact_visibility")
        ),
        sa.CheckConstraint("directory IN ('none', 'public', 'indexed')", name=op.f("ck_events_directory")),
        sa.CheckConstraint(
            "phase IN ('draft', 'registration', 'booking', 'planning', 'published', 'running', 'closed')",
            name=op.f("ck_events_phase"),
        ),
        sa.CheckConstraint(
            "registration_mode IN ('invited', 'code', 'open')", name=op.f("ck_events_registration_mode")
        ),
        sa.CheckConstraint("keep_days BETWEEN 30 AND 3650", name=op.f("ck_events_keep_days")),
        sa.CheckConstraint("longest_meeting BETWEEN 1 AND 3", name=op.f("ck_events_longest_meeting")),
        sa.CheckConstraint("pause_minutes BETWEEN 0 AND 120", name=op.f("ck_events_pause_minutes")),
        sa.CheckConstraint("slot_minutes BETWEEN 5 AND 240", name=op.f("ck_events_slot_minutes")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_events_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_organisation_id"), "events", ["organisation_id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_idempotency_keys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_idempotency_keys_user_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('administrator', 'organizer', 'chamber')", name=op.f("ck_memberships_role")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "user_id", "organisation_id", "role", name=op.f("uq_memberships_user_id_organisation_id_role")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False)
    op.create_table(
        "sheet_memories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('column', 'sheet', 'sector')", name=op.f("ck_sheet_memories_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sheet_memories_organisation_id")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_sheet_memories_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_memories")),
        sa.UniqueConstraint("organisation_id", "kind", "key", name=op.f("uq_sheet_memories_organisation_id_kind_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "twin_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("register_mark", sa.String(), nullable=False),
        sa.Column("sought_mark", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_twin_searches_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_twin_searches")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_twin_searches_organisation_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digits", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(digits IS NULL) = (settled_at IS NOT NULL)", name=op.f("ck_arrivals_waiting_has_digits")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_arrivals_number")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_arrivals_event_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_arrivals_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_arrivals_event_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('en', 'zh', 'fr')", name=op.f("ck_boards_language")),
        sa.CheckConstraint("second IN ('en', 'zh', 'fr', '')", name=op.f("ck_boards_second")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_boards_version")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_boards_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_boards_event_id", "boards", ["event_id"], unique=False)
    op.create_table(
        "breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("label_en", sa.String(), nullable=True),
        sa.Column("label_zh", sa.String(), nullable=True),
        sa.Column("label_fr", sa.String(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_breaks_hours")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_breaks_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_breaks_event_id"), "breaks", ["event_id"], unique=False)
    op.create_table(
        "erased_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_erased_marks_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_marks")),
        sa.UniqueConstraint("event_id", "mark", name=op.f("uq_erased_marks_event_id_mark")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_event_days_hours")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_days_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_days")),
        sa.UniqueConstraint("event_id", "day", name=op.f("uq_event_days_event_id_day")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('organizer', 'desk', 'chamber')", name=op.f("ck_event_roles_role")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_roles_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_event_roles_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_roles")),
        sa.UniqueConstraint("user_id", "event_id", "role", name=op.f("uq_event_roles_user_id_event_id_role")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_roles_event_id"), "event_roles", ["event_id"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=True),
        sa.Column("seated", sa.Boolean(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("approves", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_groups_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_groups_event_id_id")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_groups_event_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "interpreters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("sectors", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("longest_run", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('pool', 'follows', 'table', 'own')", name=op.f("ck_interpreters_mode")),
        sa.CheckConstraint("longest_run >= 1", name=op.f("ck_interpreters_longest_run")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_interpreters_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreters")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_interpreters_event_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("stop_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_job_runs_state")
        ),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name=op.f("ck_job_runs_progress")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_job_runs_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_job_runs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_runs_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_job_runs_event_id"), "job_runs", ["event_id"], unique=False)
    op.create_index("ix_job_runs_state", "job_runs", ["state", "id"], unique=False)
    op.create_table(
        "letter_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject_en", sa.String(), nullable=False),
        sa.Column("subject_zh", sa.String(), nullable=False),
        sa.Column("subject_fr", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("body_zh", sa.String(), nullable=False),
        sa.Column("body_fr", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'free') = (name <> '')", name=op.f("ck_letter_texts_named_if_free")),
        sa.CheckConstraint("kind IN ('invitation', 'reminder', 'thanks', 'free')", name=op.f("ck_letter_texts_kind")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_letter_texts_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_texts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_letter_texts_kind",
        "letter_texts",
        ["event_id", "kind"],
        unique=True,
        sqlite_where=sa.text("kind <> 'free'"),
        postgresql_where=sa.text("kind <> 'free'"),
    )
    op.create_index(
        "uq_letter_texts_name",
        "letter_texts",
        ["event_id", "name"],
        unique=True,
        sqlite_where=sa.text("kind = 'free'"),
        postgresql_where=sa.text("kind = 'free'"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_notices_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_event", "notices", ["event_id", "id"], unique=False)
    op.create_index("ix_notices_subject", "notices", ["subject", "subject_id"], unique=False)
    op.create_index("ix_notices_user", "notices", ["user_id", "event_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=True),
        sa.Column("label_zh", sa.String(), nullable=True),
        sa.Column("label_fr", sa.String(), nullable=True),
        sa.Column("help_en", sa.String(), nullable=True),
        sa.Column("help_zh", sa.String(), nullable=True),
        sa.Column("help_fr", sa.String(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("erase_after_days", sa.Integer(), nullable=True),
        sa.Column("only_if_id", sa.Integer(), nullable=True),
        sa.Column("only_if_values", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT sensitive OR kind IN ('text', 'number', 'date')", name=op.f("ck_questions_sealable")),
        sa.CheckConstraint(
            "kind IN ('text', 'choice', 'several', 'number', 'date', 'file', 'consent')", name=op.f("ck_questions_kind")
        ),
        sa.CheckConstraint("subject IN ('firm', 'person')", name=op.f("ck_questions_subject")),
        sa.CheckConstraint("erase_after_days BETWEEN 0 AND 3650", name=op.f("ck_questions_days")),
        sa.CheckConstraint("sensitive = (erase_after_days IS NOT NULL)", name=op.f("ck_questions_erased")),
        sa.ForeignKeyConstraint(
            ["event_id", "only_if_id"], ["questions.event_id", "questions.id"], name="fk_questions_only_if"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_questions_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_questions_event_id_id")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_questions_event_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ranking_settings",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_ranking_settings_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_ranking_settings")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rankings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("rarity", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("seldom_seen", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rankings_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_rankings_event_id_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "representatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("salutation", sa.String(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=True),
        sa.Column("given_name", sa.String(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("title_zh", sa.String(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("wechat", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("dietary", sa.String(), nullable=True),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("greeter", sa.String(), nullable=True),
        sa.Column("absent", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("badge_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_representatives_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_representatives_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representatives")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_representatives_event_id_id")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_representatives_event_id_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("shared", sa.String(), server_default="private", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("shared IN ('private', 'organisation', 'event')", name=op.f("ck_saved_views_shared")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_saved_views_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("event_id", "user_id", "name", name=op.f("uq_saved_views_event_id_user_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shifted_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("how IN ('shift', 'shorten', 'drop')", name=op.f("ck_shifts_how")),
        sa.CheckConstraint("(undone_by IS NULL) OR (undone_at IS NOT NULL)", name=op.f("ck_shifts_undone")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_shifts_event_id")),
        sa.ForeignKeyConstraint(["shifted_by"], ["users.id"], name=op.f("fk_shifts_shifted_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_shifts_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shifts_event_id", "shifts", ["event_id"], unique=False)
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=True),
        sa.Column("label_zh", sa.String(), nullable=True),
        sa.Column("label_fr", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('meeting', 'break', 'plenary')", name=op.f("ck_slots_kind")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_slots_span")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_slots_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_slots_event_id_id")),
        sa.UniqueConstraint("event_id", "starts_at", name=op.f("uq_slots_event_id_starts_at")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_stored_files_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_stored_files_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_files_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), server_default="1970-01-01", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("scan", sa.String(), nullable=True),
        sa.Column("greeted_by", sa.Integer(), nullable=True),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('qr', 'name', 'phone', 'walk_in')", name=op.f("ck_check_ins_way")),
        sa.CheckConstraint("(device IS NULL) = (scan IS NULL)", name=op.f("ck_check_ins_scan_of_a_device")),
        sa.CheckConstraint("(greeted_by IS NULL) = (greeted_at IS NULL)", name=op.f("ck_check_ins_greeted")),
        sa.CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name=op.f("ck_check_ins_undone")),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_check_ins_representative",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_check_ins_event_id")),
        sa.ForeignKeyConstraint(["greeted_by"], ["users.id"], name=op.f("fk_check_ins_greeted_by")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_check_ins_recorded_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_check_ins_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("event_id", "device", "scan", name=op.f("uq_check_ins_event_id_device_scan")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_check_ins_event_id_at", "check_ins", ["event_id", "at"], unique=False)
    op.create_index(
        "uq_check_ins_live",
        "check_ins",
        ["representative_id", "day"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "companies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("uen", sa.String(), nullable=True),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("stock_code", sa.String(), nullable=True),
        sa.Column("about_en", sa.String(), nullable=True),
        sa.Column("about_zh", sa.String(), nullable=True),
        sa.Column("about_fr", sa.String(), nullable=True),
        sa.Column("offers_en", sa.String(), nullable=True),
        sa.Column("offers_zh", sa.String(), nullable=True),
        sa.Column("offers_fr", sa.String(), nullable=True),
        sa.Column("seeks_en", sa.String(), nullable=True),
        sa.Column("seeks_zh", sa.String(), nullable=True),
        sa.Column("seeks_fr", sa.String(), nullable=True),
        sa.Column("sector_words", sa.String(), nullable=True),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("holds_none", sa.Boolean(), nullable=False),
        sa.Column("founded", sa.Integer(), nullable=True),
        sa.Column("employees", sa.String(), nullable=True),
        sa.Column("turnover", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("sort_name_zh", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_files.id"], name=op.f("fk_companies_logo_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_companies_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_companies_organisation_id"), "companies", ["organisation_id"], unique=False)
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("organising_body", sa.String(), nullable=True),
        sa.Column("head_name", sa.String(), nullable=True),
        sa.Column("head_user_id", sa.Integer(), nullable=True),
        sa.Column("deputy_name", sa.String(), nullable=True),
        sa.Column("deputy_user_id", sa.Integer(), nullable=True),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("people_quota", sa.Integer(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deputy_user_id"], ["users.id"], name=op.f("fk_delegations_deputy_user_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_delegations_group"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_delegations_event_id")),
        sa.ForeignKeyConstraint(["head_user_id"], ["users.id"], name=op.f("fk_delegations_head_user_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_delegations_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_delegations_event_id_id")),
        sa.UniqueConstraint("event_id", "name_en", name=op.f("uq_delegations_event_id_name_en")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_delegations_organisation_id"), "delegations", ["organisation_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_repair", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("problem_mark", sa.String(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("unplaced", sa.JSON(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('searching', 'done', 'stopped', 'lost', 'impossible', 'published')", name=op.f("ck_drafts_state")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_drafts_number")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_drafts_event_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job_runs.id"], name=op.f("fk_drafts_job_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_drafts_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_drafts_event_id_id")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_drafts_event_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_drafts_job_id"), "drafts", ["job_id"], unique=False)
    op.create_index(op.f("ix_drafts_made_by"), "drafts", ["made_by"], unique=False)
    op.create_index(
        "uq_drafts_searching",
        "drafts",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("state = 'searching'"),
        postgresql_where=sa.text("state = 'searching'"),
    )
    op.create_table(
        "export_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("recipient_abroad", sa.Boolean(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("list_key", sa.String(), nullable=True),
        sa.Column("columns", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("purpose IN ('running', 'handover')", name=op.f("ck_export_log_purpose")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_export_log_event_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_export_log_file_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_export_log_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_log")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_export_log_event_id"), "export_log", ["event_id"], unique=False)
    op.create_table(
        "group_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id", "from_id"], ["groups.event_id", "groups.id"], name="fk_group_rules_from"),
        sa.ForeignKeyConstraint(["event_id", "to_id"], ["groups.event_id", "groups.id"], name="fk_group_rules_to"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_group_rules_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_rules")),
        sa.UniqueConstraint("from_id", "to_id", name=op.f("uq_group_rules_from_id_to_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_group_rules_event_id"), "group_rules", ["event_id"], unique=False)
    op.create_table(
        "interpreter_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_interpreter_hours_span")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["interpreters.id"],
            name=op.f("fk_interpreter_hours_interpreter_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_hours")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_interpreter_hours_interpreter_id"), "interpreter_hours", ["interpreter_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("of_list", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("subject_en", sa.String(), nullable=False),
        sa.Column("subject_zh", sa.String(), nullable=False),
        sa.Column("subject_fr", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("body_zh", sa.String(), nullable=False),
        sa.Column("body_fr", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("of_list IN ('attendees', 'firms', 'roster', 'meetings')", name=op.f("ck_messages_of_list")),
        sa.CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name=op.f("ck_messages_scheduled")),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'sending', 'sent', 'stopped')", name=op.f("ck_messages_state")
        ),
        sa.CheckConstraint("state NOT IN ('sending', 'sent') OR notice_id IS NOT NULL", name=op.f("ck_messages_begun")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_messages_event_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_messages_notice_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_messages_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_due", "messages", ["state", "send_at"], unique=False)
    op.create_index("ix_messages_event", "messages", ["event_id", "id"], unique=False)
    op.create_index(op.f("ix_messages_notice_id"), "messages", ["notice_id"], unique=False)
    op.create_index(op.f("ix_messages_written_by"), "messages", ["written_by"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgets", sa.String(), nullable=True),
        sa.Column("optional", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'queued', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outbox_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_outbox_notice_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_outbox_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.UniqueConstraint("notice_id", "recipient", "kind", name=op.f("uq_outbox_notice_id_recipient_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_event", "outbox", ["event_id", "id", "state"], unique=False)
    op.create_index(op.f("ix_outbox_event_id"), "outbox", ["event_id"], unique=False)
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "event_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "id"], unique=False)
    op.create_table(
        "programme_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("title_zh", sa.String(), nullable=True),
        sa.Column("title_fr", sa.String(), nullable=True),
        sa.Column("place_en", sa.String(), nullable=True),
        sa.Column("place_zh", sa.String(), nullable=True),
        sa.Column("place_fr", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("keeps_busy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_programme_items_span")),
        sa.ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_programme_items_group"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_programme_items_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_items")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_items_event_id"), "programme_items", ["event_id"], unique=False)
    op.create_table(
        "tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("zone_en", sa.String(), nullable=True),
        sa.Column("zone_zh", sa.String(), nullable=True),
        sa.Column("zone_fr", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("has_interpreter_chair", sa.Boolean(), nullable=False),
        sa.Column("video_url", sa.String(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_tables_group"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_tables_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tables")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_tables_event_id_id")),
        sa.UniqueConstraint("event_id", "label", name=op.f("uq_tables_event_id_label")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "company_certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("warned_of", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('holds', 'needs')", name=op.f("ck_company_certificates_kind")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_certificates_company_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_company_certificates_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_certificates")),
        sa.UniqueConstraint(
            "company_id", "standard", "kind", name=op.f("uq_company_certificates_company_id_standard_kind")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "company_distinct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_company_distinct_order")),
        sa.ForeignKeyConstraint(["high_id"], ["companies.id"], name=op.f("fk_company_distinct_high_id")),
        sa.ForeignKeyConstraint(["low_id"], ["companies.id"], name=op.f("fk_company_distinct_low_id")),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_company_distinct_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_distinct")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_company_distinct_low_id_high_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "company_markets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_markets_company_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_markets")),
        sa.UniqueConstraint("company_id", "country", name=op.f("uq_company_markets_company_id_country")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_markets_country", "company_markets", ["country"], unique=False)
    op.create_table(
        "company_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_company_merges_two")),
        sa.CheckConstraint("undone_at IS NOT NULL OR undone_by IS NULL", name=op.f("ck_company_merges_undone")),
        sa.ForeignKeyConstraint(["gone_id"], ["companies.id"], name=op.f("fk_company_merges_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["companies.id"], name=op.f("fk_company_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["users.id"], name=op.f("fk_company_merges_merged_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_company_merges_organisation_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_company_merges_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_merges")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_merges_kept_id", "company_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_company_merges_organisation_id"), "company_merges", ["organisation_id"], unique=False)
    op.create_index(
        "uq_company_merges_gone",
        "company_merges",
        ["gone_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "company_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=True),
        sa.Column("line_en", sa.String(), nullable=True),
        sa.Column("line_zh", sa.String(), nullable=True),
        sa.Column("line_fr", sa.String(), nullable=True),
        sa.Column("isic", sa.String(), nullable=True),
        sa.Column("hs", sa.String(), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_products_company_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["picture_id"], ["stored_files.id"], name=op.f("fk_company_products_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_products")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_products_company_id", "company_products", ["company_id"], unique=False)
    op.create_table(
        "company_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_references_company_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_references")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_references_company_id", "company_references", ["company_id"], unique=False)
    op.create_table(
        "company_sectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('is_in', 'offers', 'seeks')", name=op.f("ck_company_sectors_kind")),
        sa.CheckConstraint("weight > 0 AND weight <= 1", name=op.f("ck_company_sectors_weight")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_sectors_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_sectors")),
        sa.UniqueConstraint("company_id", "code", "kind", name=op.f("uq_company_sectors_company_id_code_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_sectors_code", "company_sectors", ["code"], unique=False)
    op.create_table(
        "company_users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_company_users_company_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_company_users_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_users")),
        sa.UniqueConstraint("company_id", "user_id", name=op.f("uq_company_users_company_id_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_company_users_user_id"), "company_users", ["user_id"], unique=False)
    op.create_table(
        "company_vectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_vectors_company_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_vectors")),
        sa.UniqueConstraint("company_id", name=op.f("uq_company_vectors_company_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delegation_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('head', 'deputy', 'guest_of_honour', 'adviser', 'secretary', 'interpreter')",
            name=op.f("ck_delegation_roles_role"),
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_delegation_roles_delegation_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_delegation_roles_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_roles")),
        sa.UniqueConstraint(
            "delegation_id", "representative_id", name=op.f("uq_delegation_roles_delegation_id_representative_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_delegation_roles_representative_id"), "delegation_roles", ["representative_id"], unique=False
    )
    op.create_index(
        "uq_delegation_roles_led",
        "delegation_roles",
        ["delegation_id", "role"],
        unique=True,
        sqlite_where=sa.text("role IN ('head', 'deputy')"),
        postgresql_where=sa.text("role IN ('head', 'deputy')"),
    )
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("fixes", sa.JSON(), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('preview', 'imported', 'undone', 'thrown_away')", name=op.f("ck_import_batches_state")
        ),
        sa.CheckConstraint("(delegation_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_import_batches_whose")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_import_batches_delegation_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_import_batches_group"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_import_batches_event_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_import_batches_file_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_import_batches_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_batches_delegation_id"), "import_batches", ["delegation_id"], unique=False)
    op.create_index(op.f("ix_import_batches_event_id"), "import_batches", ["event_id"], unique=False)
    op.create_table(
        "letter_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'gathered') = (letter_id IS NOT NULL)", name=op.f("ck_letter_lines_gathered")),
        sa.CheckConstraint("state <> 'waiting' OR due_at IS NOT NULL", name=op.f("ck_letter_lines_due")),
        sa.CheckConstraint(
            "state IN ('waiting', 'gathered', 'unwanted', 'dropped')", name=op.f("ck_letter_lines_state")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_letter_lines_event_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_letter_lines_letter_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_letter_lines_notice_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_letter_lines_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_lines")),
        sa.UniqueConstraint("notice_id", "recipient", "kind", name=op.f("uq_letter_lines_notice_id_recipient_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_lines_due", "letter_lines", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_letter_lines_event_id"), "letter_lines", ["event_id"], unique=False)
    op.create_index(op.f("ix_letter_lines_letter_id"), "letter_lines", ["letter_id"], unique=False)
    op.create_index("ix_letter_lines_recipient", "letter_lines", ["recipient", "event_id", "state"], unique=False)
    op.create_table(
        "message_delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_message_delegations_delegation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_delegations_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_delegations")),
        sa.UniqueConstraint(
            "message_id", "delegation_id", name=op.f("uq_message_delegations_message_id_delegation_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_message_delegations_delegation_id"), "message_delegations", ["delegation_id"], unique=False
    )
    op.create_table(
        "paper_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agendas', 'badges', 'place_cards', 'table_signs', 'tick_slips', 'hall_plan', 'run_sheets', 'bus_lists', 'all')",
            name=op.f("ck_paper_runs_kind"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_paper_runs_number")),
        sa.CheckConstraint("sheets >= 0", name=op.f("ck_paper_runs_sheets")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_paper_runs_delegation_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_paper_runs_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_paper_runs_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_runs")),
        sa.UniqueConstraint("event_id", "kind", "number", name=op.f("uq_paper_runs_event_id_kind_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_paper_runs_delegation_id"), "paper_runs", ["delegation_id"], unique=False)
    op.create_index(op.f("ix_paper_runs_made_by"), "paper_runs", ["made_by"], unique=False)
    op.create_table(
        "unavailabilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id", "interpreter_id"],
            ["interpreters.event_id", "interpreters.id"],
            name="fk_unavailabilities_interpreter",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_unavailabilities_representative",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_unavailabilities_slot"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "table_id"], ["tables.event_id", "tables.id"], name="fk_unavailabilities_table"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_unavailabilities_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unavailabilities")),
        sa.UniqueConstraint("slot_id", "interpreter_id", name=op.f("uq_unavailabilities_slot_id_interpreter_id")),
        sa.UniqueConstraint("slot_id", "representative_id", name=op.f("uq_unavailabilities_slot_id_representative_id")),
        sa.UniqueConstraint("slot_id", "table_id", name=op.f("uq_unavailabilities_slot_id_table_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_unavailabilities_event_id"), "unavailabilities", ["event_id"], unique=False)
    op.create_table(
        "visit_blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_zh", sa.String(), nullable=True),
        sa.Column("label_fr", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pickup_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pickup_place", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("place_zh", sa.String(), nullable=True),
        sa.Column("place_fr", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("for_all", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sectors", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("sign_up", sa.String(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("buses", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("seats_per_bus", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sign_up IN ('members', 'group', 'all')", name=op.f("ck_visit_blocks_sign_up")),
        sa.CheckConstraint(
            "(group_id IS NOT NULL) = (coalesce(sign_up, '') = 'group')", name=op.f("ck_visit_blocks_group")
        ),
        sa.CheckConstraint(
            "capacity IS NULL OR (capacity >= 1 AND sign_up IS NOT NULL)", name=op.f("ck_visit_blocks_capacity")
        ),
        sa.CheckConstraint("pickup_at <= starts_at", name=op.f("ck_visit_blocks_pickup")),
        sa.CheckConstraint("seats_per_bus >= 1", name=op.f("ck_visit_blocks_seats")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_visit_blocks_span")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_visit_blocks_delegation_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_visit_blocks_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_blocks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_blocks_delegation_id"), "visit_blocks", ["delegation_id"], unique=False)
    op.create_index(op.f("ix_visit_blocks_group_id"), "visit_blocks", ["group_id"], unique=False)
    op.create_table(
        "bus_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("bus", sa.String(), nullable=True),
        sa.Column("boarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("boarded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["boarded_by"], ["users.id"], name=op.f("fk_bus_seats_boarded_by")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_bus_seats_representative_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_blocks.id"], name=op.f("fk_bus_seats_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bus_seats")),
        sa.UniqueConstraint("visit_id", "representative_id", name=op.f("uq_bus_seats_visit_id_representative_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bus_seats_representative_id"), "bus_seats", ["representative_id"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("programme_told", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("home_table_id", sa.Integer(), nullable=True),
        sa.Column("least_meetings", sa.Integer(), nullable=True),
        sa.Column("most_meetings", sa.Integer(), nullable=True),
        sa.Column("longest_run", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'firm') = (category = 'firm')", name=op.f("ck_registrations_kind_of_category")),
        sa.CheckConstraint(
            "category IN ('firm', 'official', 'chamber', 'press', 'speaker')", name=op.f("ck_registrations_category")
        ),
        sa.CheckConstraint("goal IN ('peers', 'trade', 'balanced')", name=op.f("ck_registrations_goal")),
        sa.CheckConstraint(
            "kind = 'guest' OR (company_id IS NOT NULL AND group_id IS NOT NULL)",
            name=op.f("ck_registrations_firm_has_company"),
        ),
        sa.CheckConstraint("kind IN ('firm', 'guest')", name=op.f("ck_registrations_kind")),
        sa.CheckConstraint(
            "state IN ('invited', 'draft', 'submitted', 'approved', 'rejected', 'waiting', 'cancelled')",
            name=op.f("ck_registrations_state"),
        ),
        sa.CheckConstraint("least_meetings >= 0", name=op.f("ck_registrations_least_meetings")),
        sa.CheckConstraint("longest_run >= 1", name=op.f("ck_registrations_longest_run")),
        sa.CheckConstraint("most_meetings >= 0", name=op.f("ck_registrations_most_meetings")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_registrations_batch_id")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_registrations_company_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "delegation_id"],
            ["delegations.event_id", "delegations.id"],
            name="fk_registrations_delegation",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_registrations_group"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "home_table_id"], ["tables.event_id", "tables.id"], name="fk_registrations_home_table"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registrations_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("event_id", "company_id", name=op.f("uq_registrations_event_id_company_id")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_registrations_event_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_registrations_company", "registrations", ["company_id"], unique=False)
    op.create_index("ix_registrations_delegation", "registrations", ["delegation_id"], unique=False)
    op.create_index("uq_registrations_home_table", "registrations", ["event_id", "home_table_id"], unique=True)
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("text_hash", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(registration_id IS NULL) <> (representative_id IS NULL)", name=op.f("ck_answers_one_subject")
        ),
        sa.CheckConstraint(
            "sealed IS NULL OR (value IS NULL AND file_id IS NULL)", name=op.f("ck_answers_sealed_alone")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_answers_answered_by")),
        sa.ForeignKeyConstraint(
            ["event_id", "question_id"],
            ["questions.event_id", "questions.id"],
            name="fk_answers_question",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_answers_registration",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_answers_representative",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_answers_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("question_id", "registration_id", name=op.f("uq_answers_question_id_registration_id")),
        sa.UniqueConstraint("question_id", "representative_id", name=op.f("uq_answers_question_id_representative_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_registration", "answers", ["registration_id"], unique=False)
    op.create_index("ix_answers_representative", "answers", ["representative_id"], unique=False)
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_calendar_feeds_version")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_calendar_feeds_registration_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("registration_id", "user_id", name=op.f("uq_calendar_feeds_registration_id_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calendar_feeds_user_id"), "calendar_feeds", ["user_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('attendee_list', 'contacts', 'cross_border', 'public_directory', 'partners')",
            name=op.f("ck_consents_purpose"),
        ),
        sa.CheckConstraint("source IN ('self', 'sheet', 'paper', 'desk')", name=op.f("ck_consents_source")),
        sa.CheckConstraint(
            "(registration_id IS NULL) <> (representative_id IS NULL)", name=op.f("ck_consents_one_subject")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_consents_event_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_consents_recorded_by")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_consents_registration_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_consents_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consents_event_id"), "consents", ["event_id"], unique=False)
    op.create_index("ix_consents_registration", "consents", ["registration_id"], unique=False)
    op.create_index("ix_consents_representative", "consents", ["representative_id"], unique=False)
    op.create_table(
        "export_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("marks", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["export_id"], ["export_log.id"], name=op.f("fk_export_rows_export_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_export_rows_registration_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_export_rows_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_rows")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_export_rows_export_id"), "export_rows", ["export_id"], unique=False)
    op.create_index("ix_export_rows_registration", "export_rows", ["registration_id"], unique=False)
    op.create_table(
        "firm_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_me_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claimed_by"], ["users.id"], name=op.f("fk_firm_links_claimed_by")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_firm_links_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_links")),
        sa.UniqueConstraint("code", name=op.f("uq_firm_links_code")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_firm_links_registration_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "interpreter_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("works_for_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(works_for_id IS NULL) <> (table_id IS NULL)", name=op.f("ck_interpreter_posts_one_post")),
        sa.ForeignKeyConstraint(
            ["event_id", "interpreter_id"],
            ["interpreters.event_id", "interpreters.id"],
            name="fk_interpreter_posts_interpreter",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "table_id"],
            ["tables.event_id", "tables.id"],
            name="fk_interpreter_posts_table",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "works_for_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_interpreter_posts_works_for",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_posts")),
        sa.UniqueConstraint("interpreter_id", name=op.f("uq_interpreter_posts_interpreter_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interpreter_posts_table", "interpreter_posts", ["table_id"], unique=False)
    op.create_index("ix_interpreter_posts_works_for", "interpreter_posts", ["works_for_id"], unique=False)
    op.create_table(
        "join_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_join_requests_answered_by")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_join_requests_registration_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_join_requests_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")),
        sa.UniqueConstraint("registration_id", "user_id", name=op.f("uq_join_requests_registration_id_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("low_id", sa.Integer(), nullable=True),
        sa.Column("high_id", sa.Integer(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("awaiting_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("arranged_by", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "((kind = 'group') = (low_id IS NULL)) AND ((low_id IS NULL) = (high_id IS NULL))",
            name=op.f("ck_meetings_pair_of_two"),
        ),
        sa.CheckConstraint("kind IN ('one_to_one', 'group')", name=op.f("ck_meetings_kind")),
        sa.CheckConstraint("priority IN ('must', 'want', 'open')", name=op.f("ck_meetings_priority")),
        sa.CheckConstraint(
            "state IN ('requested', 'agreed', 'booked', 'held', 'missed', 'declined', 'withdrawn', 'expired', 'cancelled')",
            name=op.f("ck_meetings_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('booked', 'held', 'missed') OR slot_id IS NOT NULL", name=op.f("ck_meetings_booked_has_slot")
        ),
        sa.CheckConstraint("length BETWEEN 1 AND 3", name=op.f("ck_meetings_length")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_meetings_pair_order")),
        sa.ForeignKeyConstraint(["arranged_by"], ["users.id"], name=op.f("fk_meetings_arranged_by")),
        sa.ForeignKeyConstraint(
            ["event_id", "high_id"], ["registrations.event_id", "registrations.id"], name="fk_meetings_high"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "low_id"], ["registrations.event_id", "registrations.id"], name="fk_meetings_low"
        ),
        sa.ForeignKeyConstraint(["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_meetings_slot"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_meetings_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_meetings_event_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meetings_high", "meetings", ["high_id"], unique=False)
    op.create_index("ix_meetings_low", "meetings", ["low_id"], unique=False)
    op.create_index(
        "uq_meetings_live_pair",
        "meetings",
        ["event_id", "low_id", "high_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"),
        postgresql_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"),
    )
    op.create_table(
        "place_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('taken', 'lapsed', 'ended')", name=op.f("ck_place_offers_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_place_offers_answered")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_place_offers_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_place_offers_event", "place_offers", ["event_id"], unique=False)
    op.create_index(
        "uq_place_offers_open",
        "place_offers",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("source", sa.String(), server_default="self", nullable=False),
        sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'hidden' AND because IN ('competitor', 'field', 'nothing_new', 'place', 'size') OR because IS NULL",
            name=op.f("ck_preferences_because"),
        ),
        sa.CheckConstraint("kind IN ('never', 'known', 'hidden', 'saved', 'wanted')", name=op.f("ck_preferences_kind")),
        sa.CheckConstraint("priority IN ('must', 'want', 'open')", name=op.f("ck_preferences_priority")),
        sa.CheckConstraint("source IN ('self', 'paper', 'both')", name=op.f("ck_preferences_source")),
        sa.CheckConstraint("registration_id <> other_id", name=op.f("ck_preferences_not_itself")),
        sa.ForeignKeyConstraint(
            ["event_id", "other_id"], ["registrations.event_id", "registrations.id"], name="fk_preferences_other"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_preferences_registration",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_preferences_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
        sa.UniqueConstraint(
            "registration_id", "other_id", "kind", name=op.f("uq_preferences_registration_id_other_id_kind")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_preferences_event_id"), "preferences", ["event_id"], unique=False)
    op.create_table(
        "private_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_private_notes_registration",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_private_notes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_notes")),
        sa.UniqueConstraint("user_id", "registration_id", name=op.f("uq_private_notes_user_id_registration_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_private_notes_registration", "private_notes", ["registration_id"], unique=False)
    op.create_table(
        "profile_gains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("firms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_profile_gains_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_gains")),
        sa.UniqueConstraint("event_id", "registration_id", name=op.f("uq_profile_gains_event_id_registration_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ranking_pins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('up', 'down')", name=op.f("ck_ranking_pins_kind")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_ranking_pins_in_order")),
        sa.ForeignKeyConstraint(
            ["event_id", "high_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_ranking_pins_high_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "low_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_ranking_pins_low_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_pins")),
        sa.UniqueConstraint("event_id", "low_id", "high_id", name=op.f("uq_ranking_pins_event_id_low_id_high_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "representations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_representations_registration",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_representations_representative",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
        sa.UniqueConstraint(
            "representative_id", "registration_id", name=op.f("uq_representations_representative_id_registration_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_representations_registration", "representations", ["registration_id"], unique=False)
    op.create_table(
        "shown_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_shown_lists_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_lists")),
        sa.UniqueConstraint(
            "event_id", "registration_id", "version", name=op.f("uq_shown_lists_event_id_registration_id_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("until > since", name=op.f("ck_suggestions_until")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_suggestions_registration",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_suggestions_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint(
            "event_id", "registration_id", "since", name=op.f("uq_suggestions_event_id_registration_id_since")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestions_registration", "suggestions", ["registration_id"], unique=False)
    op.create_index("ix_suggestions_until", "suggestions", ["event_id", "until"], unique=False)
    op.create_table(
        "visit_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("people >= 1", name=op.f("ck_visit_members_people")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_visit_members_registration_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_blocks.id"], name=op.f("fk_visit_members_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_members")),
        sa.UniqueConstraint("visit_id", "registration_id", name=op.f("uq_visit_members_visit_id_registration_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_members_registration_id"), "visit_members", ["registration_id"], unique=False)
    op.create_table(
        "wish_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wish_numbers_number")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_wish_numbers_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_numbers")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_wish_numbers_event_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wish_numbers_registration", "wish_numbers", ["registration_id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN representative_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN table_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_claims_exactly_one"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "interpreter_id"], ["interpreters.event_id", "interpreters.id"], name="fk_claims_interpreter"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_claims_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_claims_representative",
        ),
        sa.ForeignKeyConstraint(["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_claims_slot"),
        sa.ForeignKeyConstraint(["event_id", "table_id"], ["tables.event_id", "tables.id"], name="fk_claims_table"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("slot_id", "interpreter_id", name=op.f("uq_claims_slot_id_interpreter_id")),
        sa.UniqueConstraint("slot_id", "representative_id", name=op.f("uq_claims_slot_id_representative_id")),
        sa.UniqueConstraint("slot_id", "table_id", name=op.f("uq_claims_slot_id_table_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_claims_event_table", "claims", ["event_id", "table_id"], unique=False)
    op.create_index("ix_claims_interpreter", "claims", ["interpreter_id"], unique=False)
    op.create_index("ix_claims_meeting", "claims", ["meeting_id"], unique=False)
    op.create_index("ix_claims_representative", "claims", ["representative_id"], unique=False)
    op.create_table(
        "late_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_letter", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes IN (5, 10, 15)", name=op.f("ck_late_words_minutes")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_late_words_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_late_words_registration",
        ),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_late_words_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_words")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_late_words_event", "late_words", ["event_id"], unique=False)
    op.create_index("ix_late_words_registration", "late_words", ["registration_id"], unique=False)
    op.create_index(
        "uq_late_words_stands",
        "late_words",
        ["meeting_id", "registration_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "meeting_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("invitation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(expires_at IS NULL AND reminded_at IS NULL) OR (answer = 'invited' AND invitation > 0)",
            name=op.f("ck_meeting_parties_invited_lapses"),
        ),
        sa.CheckConstraint("seat IS NULL OR answer = 'accepted'", name=op.f("ck_meeting_parties_seat_is_accepted")),
        sa.CheckConstraint("side IN ('asker', 'asked')", name=op.f("ck_meeting_parties_side")),
        sa.CheckConstraint("NOT missed OR seat IS NOT NULL", name=op.f("ck_meeting_parties_missed_had_seat")),
        sa.CheckConstraint("invitation >= 0", name=op.f("ck_meeting_parties_invitation")),
        sa.CheckConstraint("seat BETWEEN 1 AND 30", name=op.f("ck_meeting_parties_seat")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_meeting_parties_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_meeting_parties_registration",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_parties")),
        sa.UniqueConstraint(
            "meeting_id", "registration_id", name=op.f("uq_meeting_parties_meeting_id_registration_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_parties_registration", "meeting_parties", ["registration_id"], unique=False)
    op.create_index("uq_meeting_parties_meeting_id_seat", "meeting_parties", ["meeting_id", "seat"], unique=True)
    op.create_table(
        "meeting_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 2", name=op.f("ck_meeting_proposals_position")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_meeting_proposals_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_meeting_proposals_slot"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_proposals")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meeting_proposals_meeting_id_position")),
        sa.UniqueConstraint("meeting_id", "slot_id", name=op.f("uq_meeting_proposals_meeting_id_slot_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_proposals_slot", "meeting_proposals", ["slot_id"], unique=False)
    op.create_table(
        "move_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length BETWEEN 1 AND 3", name=op.f("ck_move_proposals_length")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"],
            ["meetings.event_id", "meetings.id"],
            name="fk_move_proposals_meeting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "proposer_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_move_proposals_proposer",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "slot_id"],
            ["slots.event_id", "slots.id"],
            name="fk_move_proposals_slot",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_proposals")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_move_proposals_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_move_proposals_proposer", "move_proposals", ["proposer_id"], unique=False)
    op.create_index("ix_move_proposals_slot", "move_proposals", ["slot_id"], unique=False)
    op.create_table(
        "meeting_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.CheckConstraint(
            "choice IN ('not_our_field', 'no_time', 'known', 'other')", name=op.f("ck_meeting_reasons_choice")
        ),
        sa.CheckConstraint(
            "words IS NULL OR NOT shared", name=op.f("ck_meeting_reasons_shared_words_stand_in_the_reply")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_meeting_reasons_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_meeting_reasons_registration",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_reasons")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_reasons_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount IS NULL OR stage IN ('intent', 'signed')", name=op.f("ck_outcomes_amount_of_what")),
        sa.CheckConstraint("stage IN ('none', 'follow_up', 'intent', 'signed')", name=op.f("ck_outcomes_stage")),
        sa.CheckConstraint("way IN ('company', 'slip')", name=op.f("ck_outcomes_way")),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_outcomes_amount_has_currency")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_outcomes_amount")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_outcomes_currency")),
        sa.ForeignKeyConstraint(
            ["event_id", "guest_id"], ["registrations.event_id", "registrations.id"], name="fk_outcomes_guest"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_outcomes_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_outcomes_registration",
        ),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_outcomes_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_outcomes_event_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outcomes_event", "outcomes", ["event_id"], unique=False)
    op.create_index("ix_outcomes_registration", "outcomes", ["registration_id"], unique=False)
    op.create_index(
        "uq_outcomes_stands",
        "outcomes",
        ["meeting_id", "registration_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL AND guest_id IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL AND guest_id IS NULL"),
    )
    op.create_index(
        "uq_outcomes_stands_of_guest",
        "outcomes",
        ["meeting_id", "registration_id", "guest_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_person_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("person_id <> other_person_id", name=op.f("ck_placements_two_people")),
        sa.ForeignKeyConstraint(
            ["event_id", "draft_id"], ["drafts.event_id", "drafts.id"], name="fk_placements_draft", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "interpreter_id"],
            ["interpreters.event_id", "interpreters.id"],
            name="fk_placements_interpreter",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"],
            ["meetings.event_id", "meetings.id"],
            name="fk_placements_meeting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "other_person_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_placements_other_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "person_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_placements_person",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_placements_slot", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "table_id"], ["tables.event_id", "tables.id"], name="fk_placements_table", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("draft_id", "meeting_id", name=op.f("uq_placements_draft_id_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_placements_meeting", "placements", ["meeting_id"], unique=False)
    op.create_index("ix_placements_other_person", "placements", ["other_person_id"], unique=False)
    op.create_index("ix_placements_person", "placements", ["person_id"], unique=False)
    op.create_index("ix_placements_slot", "placements", ["slot_id"], unique=False)
    op.create_table(
        "roundtables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats BETWEEN 2 AND 30", name=op.f("ck_roundtables_seats")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_roundtables_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roundtables")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_roundtables_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seat_waits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"],
            ["meetings.event_id", "meetings.id"],
            name="fk_seat_waits_meeting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_seat_waits_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_waits")),
        sa.UniqueConstraint("meeting_id", "registration_id", name=op.f("uq_seat_waits_meeting_id_registration_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seat_waits_registration", "seat_waits", ["registration_id"], unique=False)
    op.create_table(
        "outcome_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_outcome_confirmations_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["event_id", "guest_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_outcome_confirmations_guest",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_outcome_confirmations_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "outcome_id"], ["outcomes.event_id", "outcomes.id"], name="fk_outcome_confirmations_outcome"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_confirmations")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outcome_confirmations_outcome", "outcome_confirmations", ["outcome_id"], unique=False)
    op.create_index(
        "uq_outcome_confirmations_meeting_id",
        "outcome_confirmations",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("guest_id IS NULL"),
        postgresql_where=sa.text("guest_id IS NULL"),
    )
    op.create_index(
        "uq_outcome_confirmations_meeting_id_guest_id", "outcome_confirmations", ["meeting_id", "guest_id"], unique=True
    )
