"""how often each table of an event is taken, told by an index alone

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_claims_event_table", "claims", ["event_id", "table_id"])
    op.drop_index("ix_claims_event", "claims")


def downgrade() -> None:
    op.create_index("ix_claims_event", "claims", ["event_id"])
    op.drop_index("ix_claims_event_table", "claims")
