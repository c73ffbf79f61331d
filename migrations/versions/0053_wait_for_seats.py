"""firms that wait for a seat at a full group meeting

Revision ID: 0053
Revises: 0054
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_waits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_waits")),
        sa.UniqueConstraint("meeting_id", "registration_id", name=op.f("uq_seat_waits_meeting_id_registration_id")),
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
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seat_waits_registration", "seat_waits", ["registration_id"])


def downgrade() -> None:
    op.drop_table("seat_waits")
