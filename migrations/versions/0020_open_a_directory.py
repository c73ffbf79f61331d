"""whether an event has a public directory

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no batch here: rebuilding the table would lose that its numbers are given once
    op.execute(
        "ALTER TABLE events ADD COLUMN directory VARCHAR DEFAULT 'none' NOT NULL"
        " CONSTRAINT ck_events_directory CHECK (directory IN ('none', 'public', 'indexed'))"
    )


def downgrade() -> None:
    op.drop_column("events", "directory")
