"""organizers put pairs first in the lists of both, or take them out

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        *(
            sa.ForeignKeyConstraint(
                ["event_id", side],
                ["registrations.event_id", "registrations.id"],
                name=f"fk_ranking_pins_{side}",
                ondelete="CASCADE",
            )
            for side in ("low_id", "high_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ranking_pins"),
        sa.UniqueConstraint("event_id", "low_id", "high_id", name="uq_ranking_pins_event_id_low_id_high_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("ranking_pins")
