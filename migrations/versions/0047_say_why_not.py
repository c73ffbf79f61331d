"""a firm says, to itself alone, why another is not interesting

Revision ID: 0047
Revises: 0041
"""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0041"
branch_labels = None
depends_on = None

# a check of its own column comes with the column, so that no table has to be written anew
COLUMN = (
    "because VARCHAR CONSTRAINT ck_preferences_because CHECK "
    "(kind = 'hidden' AND because IN ('competitor', 'field', 'nothing_new', 'place', 'size') OR because IS NULL)"
)


def upgrade() -> None:
    op.execute(f"ALTER TABLE preferences ADD COLUMN {COLUMN}")


def downgrade() -> None:
    op.execute("ALTER TABLE preferences DROP COLUMN because")
