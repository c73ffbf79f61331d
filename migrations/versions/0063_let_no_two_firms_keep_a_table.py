"""no table is kept by two firms

Revision ID: 0063
Revises: 0067
"""

from __future__ import annotations

from alembic import op

revision = "0063"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("uq_registrations_home_table", "registrations", ["event_id", "home_table_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_registrations_home_table", table_name="registrations")
