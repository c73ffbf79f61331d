"""propose several times for a meeting, say why it is declined, remind once of a request

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
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
        sa.PrimaryKeyConstraint("id", name="pk_meeting_proposals"),
        sa.UniqueConstraint("meeting_id", "slot_id", name="uq_meeting_proposals_meeting_id_slot_id"),
        sa.UniqueConstraint("meeting_id", "position", name="uq_meeting_proposals_meeting_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_proposals_slot", "meeting_proposals", ["slot_id"])
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
        sa.PrimaryKeyConstraint("id", name="pk_meeting_reasons"),
        sa.UniqueConstraint("meeting_id", name="uq_meeting_reasons_meeting_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("meeting_reasons")
    op.drop_table("meeting_proposals")
    op.drop_column("meetings", "reminded_at")
