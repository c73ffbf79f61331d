"""organizers weigh the ranking of their event

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranking_settings",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_ranking_settings_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_ranking_settings"),
    )


def downgrade() -> None:
    op.drop_table("ranking_settings")
