"""create tables

Revision ID: 0001
Revises: 
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# What plain constraints cannot say: rows that are only ever added, and times that never overlap.
SQLITE = (
    """CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
       BEGIN SELECT RAISE(ABORT, 'notices_append_only'); END""",
    """CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
       BEGIN SELECT RAISE(ABORT, 'notices_append_only'); END""",
    """CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents
       WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR
            (NEW.id, NEW.event_id, NEW.registration_id, NEW.representative_id, NEW.purpose, NEW.given, NEW.text_version,
             NEW.text_hash, NEW.language, NEW.source, NEW.evidence, NEW.recorded_by, NEW.at) IS NOT
            (OLD.id, OLD.event_id, OLD.registration_id, OLD.representative_id, OLD.purpose, OLD.given, OLD.text_version,
             OLD.text_hash, OLD.language, OLD.source, OLD.evidence, OLD.recorded_by, OLD.at)
       BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END""",
    """CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN OLD.source <> 'sheet'
       BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END""",
    """CREATE TRIGGER slots_no_overlap_insert BEFORE INSERT ON slots
       WHEN EXISTS (SELECT 1 FROM slots WHERE event_id = NEW.event_id
                    AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
       BEGIN SELECT RAISE(ABORT, 'slots_no_overlap'); END""",
    """CREATE TRIGGER slots_no_overlap_update BEFORE UPDATE ON slots
       WHEN EXISTS (SELECT 1 FROM slots WHERE event_id = NEW.event_id AND id <> NEW.id
                    AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
       BEGIN SELECT RAISE(ABORT, 'slots_no_overlap'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '%_append_only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER notices_append_only BEFORE UPDATE OR DELETE ON notices
       FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents
       FOR EACH ROW WHEN (OLD.source <> 'sheet') EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents FOR EACH ROW
       WHEN (OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR
             (NEW.id, NEW.event_id, NEW.registration_id, NEW.representative_id, NEW.purpose, NEW.given, NEW.text_version,
              NEW.text_hash, NEW.language, NEW.source, NEW.evidence, NEW.recorded_by, NEW.at) IS DISTINCT FROM
             (OLD.id, OLD.event_id, OLD.registration_id, OLD.representative_id, OLD.purpose, OLD.given, OLD.text_version,
              OLD.text_hash, OLD.language, OLD.source, OLD.evidence, OLD.recorded_by, OLD.at))
       EXECUTE FUNCTION refuse_change()""",
    """ALTER TABLE slots ADD CONSTRAINT slots_no_overlap
       EXCLUDE USING gist (int4range(event_id, event_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)""",
)


def _statements() -> tuple[str, ...]:
    return SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL


def upgrade() -> None:
    op.create_table('organisations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('name_fr', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('name_en', name=op.f('uq_organisations_name_en'))
    )
    op.create_table('rate_counts',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_counts'))
    )
    with op.batch_alter_table('rate_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rate_counts_expires_at'), ['expires_at'], unique=False)

    op.create_table('tokens',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('payload', sa.String(), nullable=True),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('sign_in', 'invite', 'reset', 'email')", name=op.f('ck_tokens_purpose')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tokens')),
    sa.UniqueConstraint('hash', name=op.f('uq_tokens_hash'))
    )
    with op.batch_alter_table('tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tokens_subject'), ['subject'], unique=False)

    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('zone', sa.String(), nullable=True),
    sa.Column('theme', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('session_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_users_email_lower')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email'))
    )
    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('name_fr', sa.String(), nullable=True),
    sa.Column('about_en', sa.String(), nullable=True),
    sa.Column('about_zh', sa.String(), nullable=True),
    sa.Column('about_fr', sa.String(), nullable=True),
    sa.Column('venue_en', sa.String(), nullable=True),
    sa.Column('venue_zh', sa.String(), nullable=True),
    sa.Column('venue_fr', sa.String(), nullable=True),
    sa.Column('city_en', sa.String(), nullable=True),
    sa.Column('city_zh', sa.String(), nullable=True),
    sa.Column('city_fr', sa.String(), nullable=True),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('booking_mode', sa.String(), nullable=False),
    sa.Column('place_unanswered', sa.Boolean(), nullable=False),
    sa.Column('registration_mode', sa.String(), nullable=False),
    sa.Column('registration_code', sa.String(), nullable=True),
    sa.Column('approval', sa.String(), nullable=False),
    sa.Column('contact_visibility', sa.String(), nullable=False),
    sa.Column('registration_opens_on', sa.Date(), nullable=True),
    sa.Column('registration_closes_on', sa.Date(), nullable=True),
    sa.Column('requests_until', sa.Date(), nullable=True),
    sa.Column('timetable_on', sa.Date(), nullable=True),
    sa.Column('slot_minutes', sa.Integer(), nullable=False),
    sa.Column('pause_minutes', sa.Integer(), nullable=False),
    sa.Column('walk_minutes', sa.Integer(), nullable=False),
    sa.Column('interpreter_count', sa.Integer(), nullable=False),
    sa.Column('max_open_requests', sa.Integer(), nullable=True),
    sa.Column('min_meetings', sa.Integer(), nullable=True),
    sa.Column('max_meetings', sa.Integer(), nullable=True),
    sa.Column('longest_run', sa.Integer(), nullable=True),
    sa.Column('request_expiry_days', sa.Integer(), nullable=True),
    sa.Column('rehearsal', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("approval IN ('by_hand', 'automatic')", name=op.f('ck_events_approval')),
    sa.CheckConstraint("booking_mode IN ('planned', 'live')", name=op.f('ck_events_booking_mode')),
    sa.CheckConstraint("contact_visibility IN ('never', 'accepted', 'always')", name=op.f('ck_events_contact_visibility')),
    sa.CheckConstraint("phase IN ('draft', 'registration', 'booking', 'planning', 'published', 'running', 'closed')", name=op.f('ck_events_phase')),
    sa.CheckConstraint("registration_mode IN ('invited', 'code', 'open')", name=op.f('ck_events_registration_mode')),
    sa.CheckConstraint('pause_minutes BETWEEN 0 AND 120', name=op.f('ck_events_pause_minutes')),
    sa.CheckConstraint('slot_minutes BETWEEN 5 AND 240', name=op.f('ck_events_slot_minutes')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_events_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sa.UniqueConstraint('slug', name=op.f('uq_events_slug'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('idempotency_keys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('body_hash', sa.String(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('(CURRENT_TIMESTAMP)'), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_idempotency_keys_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_keys')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_idempotency_keys_user_id_key'))
    )
    op.create_table('memberships',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('administrator', 'organizer', 'chamber')", name=op.f('ck_memberships_role')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_memberships_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships')),
    sa.UniqueConstraint('user_id', 'organisation_id', 'role', name=op.f('uq_memberships_user_id_organisation_id_role'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_memberships_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('breaks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.CheckConstraint('starts < ends', name=op.f('ck_breaks_hours')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_breaks_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_breaks'))
    )
    with op.batch_alter_table('breaks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_breaks_event_id'), ['event_id'], unique=False)

    op.create_table('event_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('opens < closes', name=op.f('ck_event_days_hours')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_days_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_days')),
    sa.UniqueConstraint('event_id', 'day', name=op.f('uq_event_days_event_id_day'))
    )
    op.create_table('event_roles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('organizer', 'desk', 'chamber')", name=op.f('ck_event_roles_role')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_roles_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_event_roles_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_roles')),
    sa.UniqueConstraint('user_id', 'event_id', 'role', name=op.f('uq_event_roles_user_id_event_id_role'))
    )
    with op.batch_alter_table('event_roles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_roles_event_id'), ['event_id'], unique=False)

    op.create_table('groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('name_fr', sa.String(), nullable=True),
    sa.Column('seated', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_groups_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_groups')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_groups_event_id_id')),
    sa.UniqueConstraint('event_id', 'name', name=op.f('uq_groups_event_id_name'))
    )
    op.create_table('interpreters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('mode', sa.String(), nullable=False),
    sa.CheckConstraint("mode IN ('pool', 'follows', 'table', 'own')", name=op.f('ck_interpreters_mode')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_interpreters_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interpreters')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_interpreters_event_id_id'))
    )
    op.create_table('job_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('queue', sa.String(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('progress', sa.Double(), nullable=False),
    sa.Column('stage', sa.String(), nullable=True),
    sa.Column('stop_requested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'stopped')", name=op.f('ck_job_runs_state')),
    sa.CheckConstraint('progress >= 0 AND progress <= 1', name=op.f('ck_job_runs_progress')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_job_runs_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_job_runs_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_job_runs_public_id'))
    )
    with op.batch_alter_table('job_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_runs_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_job_runs_state', ['state', 'id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_notices_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notices_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_event', ['event_id', 'id'], unique=False)
        batch_op.create_index('ix_notices_subject', ['subject', 'subject_id'], unique=False)

    op.create_table('rankings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('firms', sa.Integer(), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_rankings_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rankings')),
    sa.UniqueConstraint('event_id', 'version', name=op.f('uq_rankings_event_id_version'))
    )
    op.create_table('representatives',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('salutation', sa.String(), nullable=True),
    sa.Column('family_name', sa.String(), nullable=True),
    sa.Column('given_name', sa.String(), nullable=True),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('wechat', sa.String(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('dietary', sa.String(), nullable=True),
    sa.Column('vip', sa.Boolean(), nullable=False),
    sa.Column('badge_version', sa.Integer(), nullable=False),
    sa.Column('calendar_version', sa.Integer(), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_representatives_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_representatives_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representatives')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_representatives_event_id_id')),
    sa.UniqueConstraint('event_id', 'user_id', name=op.f('uq_representatives_event_id_user_id'))
    )
    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_saved_views_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_saved_views_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('event_id', 'user_id', 'name', name=op.f('uq_saved_views_event_id_user_id_name'))
    )
    op.create_table('slots',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=True),
    sa.CheckConstraint("kind IN ('meeting', 'break', 'plenary')", name=op.f('ck_slots_kind')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_slots_span')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_slots_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slots')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_slots_event_id_id')),
    sa.UniqueConstraint('event_id', 'starts_at', name=op.f('uq_slots_event_id_starts_at'))
    )
    op.create_table('stored_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_stored_files_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_stored_files_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_files')),
    sa.UniqueConstraint('public_id', name=op.f('uq_stored_files_public_id'))
    )
    op.create_table('companies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('city', sa.String(), nullable=True),
    sa.Column('website', sa.String(), nullable=True),
    sa.Column('uen', sa.String(), nullable=True),
    sa.Column('uscc', sa.String(), nullable=True),
    sa.Column('stock_code', sa.String(), nullable=True),
    sa.Column('about_en', sa.String(), nullable=True),
    sa.Column('about_zh', sa.String(), nullable=True),
    sa.Column('about_fr', sa.String(), nullable=True),
    sa.Column('offers_en', sa.String(), nullable=True),
    sa.Column('offers_zh', sa.String(), nullable=True),
    sa.Column('offers_fr', sa.String(), nullable=True),
    sa.Column('seeks_en', sa.String(), nullable=True),
    sa.Column('seeks_zh', sa.String(), nullable=True),
    sa.Column('seeks_fr', sa.String(), nullable=True),
    sa.Column('sector_words', sa.String(), nullable=True),
    sa.Column('other_names', sa.JSON(), nullable=False),
    sa.Column('holds_none', sa.Boolean(), nullable=False),
    sa.Column('logo_id', sa.Integer(), nullable=True),
    sa.Column('folded', sa.String(), nullable=False),
    sa.Column('sort_name', sa.String(), nullable=False),
    sa.Column('sort_name_zh', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['logo_id'], ['stored_files.id'], name=op.f('fk_companies_logo_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_companies_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companies'))
    )
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companies_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('delegations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('name_fr', sa.String(), nullable=True),
    sa.Column('origin', sa.String(), nullable=True),
    sa.Column('organising_body', sa.String(), nullable=True),
    sa.Column('head_name', sa.String(), nullable=True),
    sa.Column('head_user_id', sa.Integer(), nullable=True),
    sa.Column('arrives_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('departs_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quota', sa.Integer(), nullable=True),
    sa.Column('column_choices', sa.JSON(), nullable=False),
    sa.Column('exported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'group_id'], ['groups.event_id', 'groups.id'], name='fk_delegations_group'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_delegations_event_id')),
    sa.ForeignKeyConstraint(['head_user_id'], ['users.id'], name=op.f('fk_delegations_head_user_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_delegations_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegations')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_delegations_event_id_id')),
    sa.UniqueConstraint('event_id', 'name_en', name=op.f('uq_delegations_event_id_name_en'))
    )
    with op.batch_alter_table('delegations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegations_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('export_log',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('recipient', sa.String(), nullable=True),
    sa.Column('recipient_abroad', sa.Boolean(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('left_out', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("purpose IN ('running', 'handover')", name=op.f('ck_export_log_purpose')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_export_log_event_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_export_log_file_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_export_log_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_log'))
    )
    with op.batch_alter_table('export_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_log_event_id'), ['event_id'], unique=False)

    op.create_table('group_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'from_id'], ['groups.event_id', 'groups.id'], name='fk_group_rules_from'),
    sa.ForeignKeyConstraint(['event_id', 'to_id'], ['groups.event_id', 'groups.id'], name='fk_group_rules_to'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_group_rules_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_rules')),
    sa.UniqueConstraint('from_id', 'to_id', name=op.f('uq_group_rules_from_id_to_id'))
    )
    with op.batch_alter_table('group_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_rules_event_id'), ['event_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('calendar', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('held', 'queued', 'sending', 'sent', 'failed', 'dropped')", name=op.f('ck_outbox_state')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_outbox_event_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_outbox_notice_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_outbox_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_message_id')),
    sa.UniqueConstraint('notice_id', 'recipient', 'kind', name=op.f('uq_outbox_notice_id_recipient_kind'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_outbox_state', ['state', 'id'], unique=False)

    op.create_table('programme_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=True),
    sa.Column('title_zh', sa.String(), nullable=True),
    sa.Column('title_fr', sa.String(), nullable=True),
    sa.Column('place', sa.String(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('keeps_busy', sa.Boolean(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_programme_items_span')),
    sa.ForeignKeyConstraint(['event_id', 'group_id'], ['groups.event_id', 'groups.id'], name='fk_programme_items_group'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_programme_items_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_items'))
    )
    with op.batch_alter_table('programme_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_items_event_id'), ['event_id'], unique=False)

    op.create_table('tables',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('has_interpreter_chair', sa.Boolean(), nullable=False),
    sa.Column('video_url', sa.String(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id', 'group_id'], ['groups.event_id', 'groups.id'], name='fk_tables_group'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_tables_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tables')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_tables_event_id_id')),
    sa.UniqueConstraint('event_id', 'label', name=op.f('uq_tables_event_id_label'))
    )
    op.create_table('company_certificates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('standard', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('holds', 'needs')", name=op.f('ck_company_certificates_kind')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_certificates_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_certificates')),
    sa.UniqueConstraint('company_id', 'standard', 'kind', name=op.f('uq_company_certificates_company_id_standard_kind'))
    )
    op.create_table('company_distinct',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('low_id', sa.Integer(), nullable=False),
    sa.Column('high_id', sa.Integer(), nullable=False),
    sa.Column('said_by', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('low_id < high_id', name=op.f('ck_company_distinct_order')),
    sa.ForeignKeyConstraint(['high_id'], ['companies.id'], name=op.f('fk_company_distinct_high_id')),
    sa.ForeignKeyConstraint(['low_id'], ['companies.id'], name=op.f('fk_company_distinct_low_id')),
    sa.ForeignKeyConstraint(['said_by'], ['users.id'], name=op.f('fk_company_distinct_said_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_distinct')),
    sa.UniqueConstraint('low_id', 'high_id', name=op.f('uq_company_distinct_low_id_high_id'))
    )
    op.create_table('company_sectors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('weight', sa.Double(), nullable=False),
    sa.CheckConstraint("kind IN ('is_in', 'offers', 'seeks')", name=op.f('ck_company_sectors_kind')),
    sa.CheckConstraint('weight > 0 AND weight <= 1', name=op.f('ck_company_sectors_weight')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_sectors_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_sectors')),
    sa.UniqueConstraint('company_id', 'code', 'kind', name=op.f('uq_company_sectors_company_id_code_kind'))
    )
    with op.batch_alter_table('company_sectors', schema=None) as batch_op:
        batch_op.create_index('ix_company_sectors_code', ['code'], unique=False)

    op.create_table('company_users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_users_company_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_company_users_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_users')),
    sa.UniqueConstraint('company_id', 'user_id', name=op.f('uq_company_users_company_id_user_id'))
    )
    with op.batch_alter_table('company_users', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_users_user_id'), ['user_id'], unique=False)

    op.create_table('import_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('delegation_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('sheets', sa.JSON(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('fixes', sa.JSON(), nullable=False),
    sa.Column('written', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('preview', 'imported', 'undone', 'thrown_away')", name=op.f('ck_import_batches_state')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegations.id'], name=op.f('fk_import_batches_delegation_id')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_import_batches_event_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_import_batches_file_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_import_batches_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batches'))
    )
    with op.batch_alter_table('import_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_batches_delegation_id'), ['delegation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_batches_event_id'), ['event_id'], unique=False)

    op.create_table('unavailabilities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('representative_id', sa.Integer(), nullable=True),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('interpreter_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['event_id', 'interpreter_id'], ['interpreters.event_id', 'interpreters.id'], name='fk_unavailabilities_interpreter'),
    sa.ForeignKeyConstraint(['event_id', 'representative_id'], ['representatives.event_id', 'representatives.id'], name='fk_unavailabilities_representative'),
    sa.ForeignKeyConstraint(['event_id', 'slot_id'], ['slots.event_id', 'slots.id'], name='fk_unavailabilities_slot'),
    sa.ForeignKeyConstraint(['event_id', 'table_id'], ['tables.event_id', 'tables.id'], name='fk_unavailabilities_table'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_unavailabilities_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unavailabilities')),
    sa.UniqueConstraint('slot_id', 'interpreter_id', name=op.f('uq_unavailabilities_slot_id_interpreter_id')),
    sa.UniqueConstraint('slot_id', 'representative_id', name=op.f('uq_unavailabilities_slot_id_representative_id')),
    sa.UniqueConstraint('slot_id', 'table_id', name=op.f('uq_unavailabilities_slot_id_table_id'))
    )
    with op.batch_alter_table('unavailabilities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unavailabilities_event_id'), ['event_id'], unique=False)

    op.create_table('visit_blocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delegation_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_visit_blocks_span')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegations.id'], name=op.f('fk_visit_blocks_delegation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_blocks'))
    )
    with op.batch_alter_table('visit_blocks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_blocks_delegation_id'), ['delegation_id'], unique=False)

    op.create_table('registrations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('delegation_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('institution', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('goal', sa.String(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('needs_interpreter', sa.Boolean(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('home_table_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'firm') = (category = 'firm')", name=op.f('ck_registrations_kind_of_category')),
    sa.CheckConstraint("category IN ('firm', 'official', 'chamber', 'press', 'speaker')", name=op.f('ck_registrations_category')),
    sa.CheckConstraint("goal IN ('peers', 'trade', 'balanced')", name=op.f('ck_registrations_goal')),
    sa.CheckConstraint("kind = 'guest' OR (company_id IS NOT NULL AND group_id IS NOT NULL)", name=op.f('ck_registrations_firm_has_company')),
    sa.CheckConstraint("kind IN ('firm', 'guest')", name=op.f('ck_registrations_kind')),
    sa.CheckConstraint("state IN ('invited', 'draft', 'submitted', 'approved', 'rejected', 'waiting', 'cancelled')", name=op.f('ck_registrations_state')),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batches.id'], name=op.f('fk_registrations_batch_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_registrations_company_id')),
    sa.ForeignKeyConstraint(['event_id', 'delegation_id'], ['delegations.event_id', 'delegations.id'], name='fk_registrations_delegation'),
    sa.ForeignKeyConstraint(['event_id', 'group_id'], ['groups.event_id', 'groups.id'], name='fk_registrations_group'),
    sa.ForeignKeyConstraint(['event_id', 'home_table_id'], ['tables.event_id', 'tables.id'], name='fk_registrations_home_table'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_registrations_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
    sa.UniqueConstraint('event_id', 'company_id', name=op.f('uq_registrations_event_id_company_id')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_registrations_event_id_id'))
    )
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.create_index('ix_registrations_company', ['company_id'], unique=False)
        batch_op.create_index('ix_registrations_delegation', ['delegation_id'], unique=False)

    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('representative_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('text_version', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('evidence', sa.String(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('attendee_list', 'contacts', 'cross_border', 'partners')", name=op.f('ck_consents_purpose')),
    sa.CheckConstraint("source IN ('self', 'sheet', 'paper')", name=op.f('ck_consents_source')),
    sa.CheckConstraint('(registration_id IS NULL) <> (representative_id IS NULL)', name=op.f('ck_consents_one_subject')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_consents_event_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['users.id'], name=op.f('fk_consents_recorded_by')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_consents_registration_id')),
    sa.ForeignKeyConstraint(['representative_id'], ['representatives.id'], name=op.f('fk_consents_representative_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consents_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_consents_registration', ['registration_id'], unique=False)
        batch_op.create_index('ix_consents_representative', ['representative_id'], unique=False)

    op.create_table('export_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('export_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('representative_id', sa.Integer(), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['export_id'], ['export_log.id'], name=op.f('fk_export_rows_export_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_export_rows_registration_id')),
    sa.ForeignKeyConstraint(['representative_id'], ['representatives.id'], name=op.f('fk_export_rows_representative_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_rows'))
    )
    with op.batch_alter_table('export_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_rows_export_id'), ['export_id'], unique=False)
        batch_op.create_index('ix_export_rows_registration', ['registration_id'], unique=False)

    op.create_table('firm_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_by_me_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('last_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['claimed_by'], ['users.id'], name=op.f('fk_firm_links_claimed_by')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_firm_links_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_firm_links')),
    sa.UniqueConstraint('code', name=op.f('uq_firm_links_code')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_firm_links_registration_id'))
    )
    op.create_table('join_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['users.id'], name=op.f('fk_join_requests_answered_by')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_join_requests_registration_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_join_requests_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_requests')),
    sa.UniqueConstraint('registration_id', 'user_id', name=op.f('uq_join_requests_registration_id_user_id'))
    )
    op.create_table('meetings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=False),
    sa.Column('message', sa.String(), nullable=True),
    sa.Column('reply', sa.String(), nullable=True),
    sa.Column('low_id', sa.Integer(), nullable=False),
    sa.Column('high_id', sa.Integer(), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('awaiting_id', sa.Integer(), nullable=True),
    sa.Column('slot_id', sa.Integer(), nullable=True),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('arranged_by', sa.Integer(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('one_to_one', 'group')", name=op.f('ck_meetings_kind')),
    sa.CheckConstraint("priority IN ('must', 'want', 'open')", name=op.f('ck_meetings_priority')),
    sa.CheckConstraint("state IN ('requested', 'agreed', 'booked', 'held', 'missed', 'declined', 'withdrawn', 'expired', 'cancelled')", name=op.f('ck_meetings_state')),
    sa.CheckConstraint("state NOT IN ('booked', 'held', 'missed') OR slot_id IS NOT NULL", name=op.f('ck_meetings_booked_has_slot')),
    sa.CheckConstraint('length BETWEEN 1 AND 3', name=op.f('ck_meetings_length')),
    sa.CheckConstraint('low_id < high_id', name=op.f('ck_meetings_pair_order')),
    sa.ForeignKeyConstraint(['arranged_by'], ['users.id'], name=op.f('fk_meetings_arranged_by')),
    sa.ForeignKeyConstraint(['event_id', 'high_id'], ['registrations.event_id', 'registrations.id'], name='fk_meetings_high'),
    sa.ForeignKeyConstraint(['event_id', 'low_id'], ['registrations.event_id', 'registrations.id'], name='fk_meetings_low'),
    sa.ForeignKeyConstraint(['event_id', 'slot_id'], ['slots.event_id', 'slots.id'], name='fk_meetings_slot'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_meetings_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('event_id', 'id', name=op.f('uq_meetings_event_id_id'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index('ix_meetings_high', ['high_id'], unique=False)
        batch_op.create_index('ix_meetings_low', ['low_id'], unique=False)
        batch_op.create_index('uq_meetings_live_pair', ['event_id', 'low_id', 'high_id'], unique=True, sqlite_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"), postgresql_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"))

    op.create_table('preferences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('never', 'known', 'hidden', 'saved', 'wanted')", name=op.f('ck_preferences_kind')),
    sa.CheckConstraint('registration_id <> other_id', name=op.f('ck_preferences_not_itself')),
    sa.ForeignKeyConstraint(['event_id', 'other_id'], ['registrations.event_id', 'registrations.id'], name='fk_preferences_other'),
    sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_preferences_registration'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_preferences_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preferences')),
    sa.UniqueConstraint('registration_id', 'other_id', 'kind', name=op.f('uq_preferences_registration_id_other_id_kind'))
    )
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_preferences_event_id'), ['event_id'], unique=False)

    op.create_table('representations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('representative_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_representations_registration'),
    sa.ForeignKeyConstraint(['event_id', 'representative_id'], ['representatives.event_id', 'representatives.id'], name='fk_representations_representative'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representations')),
    sa.UniqueConstraint('representative_id', 'registration_id', name=op.f('uq_representations_representative_id_registration_id'))
    )
    with op.batch_alter_table('representations', schema=None) as batch_op:
        batch_op.create_index('ix_representations_registration', ['registration_id'], unique=False)

    op.create_table('suggestions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ranking_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('fit', sa.Double(), nullable=False),
    sa.Column('fit_back', sa.Double(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.CheckConstraint('registration_id <> other_id', name=op.f('ck_suggestions_not_itself')),
    sa.CheckConstraint('score >= 0 AND score <= 100', name=op.f('ck_suggestions_score')),
    sa.ForeignKeyConstraint(['event_id', 'other_id'], ['registrations.event_id', 'registrations.id'], name='fk_suggestions_other'),
    sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_suggestions_registration'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_suggestions_event_id')),
    sa.ForeignKeyConstraint(['ranking_id'], ['rankings.id'], name=op.f('fk_suggestions_ranking_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions')),
    sa.UniqueConstraint('ranking_id', 'registration_id', 'other_id', name=op.f('uq_suggestions_ranking_id_registration_id_other_id'))
    )
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestions_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_suggestions_list', ['registration_id', 'place'], unique=False)
        batch_op.create_index('ix_suggestions_other', ['other_id'], unique=False)

    op.create_table('claims',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('representative_id', sa.Integer(), nullable=True),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('interpreter_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(CASE WHEN representative_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN table_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_claims_exactly_one')),
    sa.ForeignKeyConstraint(['event_id', 'interpreter_id'], ['interpreters.event_id', 'interpreters.id'], name='fk_claims_interpreter'),
    sa.ForeignKeyConstraint(['event_id', 'meeting_id'], ['meetings.event_id', 'meetings.id'], name='fk_claims_meeting'),
    sa.ForeignKeyConstraint(['event_id', 'representative_id'], ['representatives.event_id', 'representatives.id'], name='fk_claims_representative'),
    sa.ForeignKeyConstraint(['event_id', 'slot_id'], ['slots.event_id', 'slots.id'], name='fk_claims_slot'),
    sa.ForeignKeyConstraint(['event_id', 'table_id'], ['tables.event_id', 'tables.id'], name='fk_claims_table'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claims')),
    sa.UniqueConstraint('slot_id', 'interpreter_id', name=op.f('uq_claims_slot_id_interpreter_id')),
    sa.UniqueConstraint('slot_id', 'representative_id', name=op.f('uq_claims_slot_id_representative_id')),
    sa.UniqueConstraint('slot_id', 'table_id', name=op.f('uq_claims_slot_id_table_id'))
    )
    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.create_index('ix_claims_event', ['event_id'], unique=False)
        batch_op.create_index('ix_claims_meeting', ['meeting_id'], unique=False)

    op.create_table('meeting_parties',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("side IN ('asker', 'asked')", name=op.f('ck_meeting_parties_side')),
    sa.ForeignKeyConstraint(['event_id', 'meeting_id'], ['meetings.event_id', 'meetings.id'], name='fk_meeting_parties_meeting'),
    sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_meeting_parties_registration'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_parties')),
    sa.UniqueConstraint('meeting_id', 'registration_id', name=op.f('uq_meeting_parties_meeting_id_registration_id'))
    )
    with op.batch_alter_table('meeting_parties', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_parties_registration', ['registration_id'], unique=False)
    for statement in _statements():
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('meeting_parties', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_parties_registration')

    op.drop_table('meeting_parties')
    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.drop_index('ix_claims_meeting')
        batch_op.drop_index('ix_claims_event')

    op.drop_table('claims')
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_index('ix_suggestions_other')
        batch_op.drop_index('ix_suggestions_list')
        batch_op.drop_index(batch_op.f('ix_suggestions_event_id'))

    op.drop_table('suggestions')
    with op.batch_alter_table('representations', schema=None) as batch_op:
        batch_op.drop_index('ix_representations_registration')

    op.drop_table('representations')
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_preferences_event_id'))

    op.drop_table('preferences')
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_index('uq_meetings_live_pair', sqlite_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"), postgresql_where=sa.text("state IN ('agreed', 'booked', 'requested') AND kind = 'one_to_one'"))
        batch_op.drop_index('ix_meetings_low')
        batch_op.drop_index('ix_meetings_high')

    op.drop_table('meetings')
    op.drop_table('join_requests')
    op.drop_table('firm_links')
    with op.batch_alter_table('export_rows', schema=None) as batch_op:
        batch_op.drop_index('ix_export_rows_registration')
        batch_op.drop_index(batch_op.f('ix_export_rows_export_id'))

    op.drop_table('export_rows')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('ix_consents_representative')
        batch_op.drop_index('ix_consents_registration')
        batch_op.drop_index(batch_op.f('ix_consents_event_id'))

    op.drop_table('consents')
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.drop_index('ix_registrations_delegation')
        batch_op.drop_index('ix_registrations_company')

    op.drop_table('registrations')
    with op.batch_alter_table('visit_blocks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_blocks_delegation_id'))

    op.drop_table('visit_blocks')
    with op.batch_alter_table('unavailabilities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unavailabilities_event_id'))

    op.drop_table('unavailabilities')
    with op.batch_alter_table('import_batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_batches_event_id'))
        batch_op.drop_index(batch_op.f('ix_import_batches_delegation_id'))

    op.drop_table('import_batches')
    with op.batch_alter_table('company_users', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_users_user_id'))

    op.drop_table('company_users')
    with op.batch_alter_table('company_sectors', schema=None) as batch_op:
        batch_op.drop_index('ix_company_sectors_code')

    op.drop_table('company_sectors')
    op.drop_table('company_distinct')
    op.drop_table('company_certificates')
    op.drop_table('tables')
    with op.batch_alter_table('programme_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_items_event_id'))

    op.drop_table('programme_items')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_state')
        batch_op.drop_index(batch_op.f('ix_outbox_event_id'))

    op.drop_table('outbox')
    with op.batch_alter_table('group_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_rules_event_id'))

    op.drop_table('group_rules')
    with op.batch_alter_table('export_log', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_log_event_id'))

    op.drop_table('export_log')
    with op.batch_alter_table('delegations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delegations_organisation_id'))

    op.drop_table('delegations')
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companies_organisation_id'))

    op.drop_table('companies')
    op.drop_table('stored_files')
    op.drop_table('slots')
    op.drop_table('saved_views')
    op.drop_table('representatives')
    op.drop_table('rankings')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_subject')
        batch_op.drop_index('ix_notices_event')

    op.drop_table('notices')
    with op.batch_alter_table('job_runs', schema=None) as batch_op:
        batch_op.drop_index('ix_job_runs_state')
        batch_op.drop_index(batch_op.f('ix_job_runs_event_id'))

    op.drop_table('job_runs')
    op.drop_table('interpreters')
    op.drop_table('groups')
    with op.batch_alter_table('event_roles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_roles_event_id'))

    op.drop_table('event_roles')
    op.drop_table('event_days')
    with op.batch_alter_table('breaks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_breaks_event_id'))

    op.drop_table('breaks')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_memberships_organisation_id'))

    op.drop_table('memberships')
    op.drop_table('idempotency_keys')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_organisation_id'))

    op.drop_table('events')
    op.drop_table('users')
    with op.batch_alter_table('tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tokens_subject'))

    op.drop_table('tokens')
    with op.batch_alter_table('rate_counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rate_counts_expires_at'))

    op.drop_table('rate_counts')
    op.drop_table('organisations')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
