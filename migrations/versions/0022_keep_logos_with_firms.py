"""a logo belongs to its firm, not to the event at which somebody uploaded it

Revision ID: 0022
Revises: 0018
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE stored_files SET event_id = NULL, user_id = NULL"
        " WHERE id IN (SELECT logo_id FROM companies WHERE logo_id IS NOT NULL)"
    )


def downgrade() -> None:
    """Where they were uploaded is told by nothing any more, and was of no use."""
