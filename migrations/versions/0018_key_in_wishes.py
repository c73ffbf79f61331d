"""numbers of firms on wish lists, how much a wish matters, and whether it was keyed in from paper

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# a check of its own column comes with the column, so that no table has to be written anew
COLUMNS = (
    "priority VARCHAR CONSTRAINT ck_preferences_priority CHECK (priority IN ('must', 'want', 'open'))",
    "source VARCHAR DEFAULT 'self' NOT NULL CONSTRAINT ck_preferences_source CHECK (source IN ('self', 'paper', 'both'))",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE preferences ADD COLUMN {column}")
    op.create_table(
        "wish_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_wish_numbers_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wish_numbers"),
        sa.UniqueConstraint("event_id", "number", name="uq_wish_numbers_event_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wish_numbers_registration", "wish_numbers", ["registration_id"])


def downgrade() -> None:
    op.drop_table("wish_numbers")
    for column in ("source", "priority"):
        op.execute(f"ALTER TABLE preferences DROP COLUMN {column}")
