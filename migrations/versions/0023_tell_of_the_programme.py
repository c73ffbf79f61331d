"""what each member was told of its delegation's programme

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no batch here: rebuilding the table would lose that its numbers are given once
    op.add_column("registrations", sa.Column("programme_told", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("registrations", "programme_told")
