"""give events an e-mail for questions

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('contact_email', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('events', 'contact_email')
