"""share views of attendee lists, and mark what stood in them

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NEW = (
    ("export_log", sa.Column("list_key", sa.String(), nullable=True)),
    ("export_log", sa.Column("columns", sa.JSON(), server_default="[]", nullable=False)),
    ("export_log", sa.Column("previous_id", sa.Integer(), nullable=True)),
    ("export_rows", sa.Column("marks", sa.String(), nullable=True)),
)


def upgrade() -> None:
    # no batch here: rebuilding the table would lose that its numbers are given once
    op.execute(
        "ALTER TABLE saved_views ADD COLUMN shared VARCHAR DEFAULT 'private' NOT NULL"
        " CONSTRAINT ck_saved_views_shared CHECK (shared IN ('private', 'organisation', 'event'))"
    )
    for table, column in NEW:
        op.add_column(table, column)


def downgrade() -> None:
    for table, column in reversed(NEW):
        op.drop_column(table, column.name)
    op.drop_column("saved_views", "shared")
