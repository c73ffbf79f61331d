"""index letters by event

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_outbox_event', 'outbox', ['event_id', 'id', 'state'])


def downgrade() -> None:
    op.drop_index('ix_outbox_event', table_name='outbox')
