"""every list that firms are shown is logged

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.PrimaryKeyConstraint("id", name="pk_shown_lists"),
        sa.UniqueConstraint(
            "event_id", "registration_id", "version", name="uq_shown_lists_event_id_registration_id_version"
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("shown_lists")
