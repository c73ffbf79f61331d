"""say at which half days somebody is not there

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("representatives", sa.Column("absent", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("representatives", "absent")
