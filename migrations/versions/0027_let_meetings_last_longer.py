"""how many slots in a row one meeting may take

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # said in words: to rebuild the table of SQLite for a check would write it anew in another order
    op.execute(
        "ALTER TABLE events ADD COLUMN longest_meeting INTEGER DEFAULT 1 NOT NULL"
        " CONSTRAINT ck_events_longest_meeting CHECK (longest_meeting BETWEEN 1 AND 3)"
    )


def downgrade() -> None:
    op.drop_column("events", "longest_meeting")
