"""a table has no seats until somebody counts them; so far every table had four, which nobody had said

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE tables SET seats = 0 WHERE seats = 4")


def downgrade() -> None:
    op.execute("UPDATE tables SET seats = 4 WHERE seats = 0")
