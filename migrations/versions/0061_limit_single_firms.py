"""limits of single firms

Revision ID: 0061
Revises: 0062
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0062"
branch_labels = None
depends_on = None

FROM = {"least_meetings": 0, "most_meetings": 0, "longest_run": 1}


def upgrade() -> None:
    for name, least in FROM.items():
        check = f"CONSTRAINT ck_registrations_{name} CHECK ({name} >= {least})"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"ALTER TABLE registrations ADD COLUMN {name} INTEGER {check}")
        else:
            op.add_column("registrations", sa.Column(name, sa.Integer(), nullable=True))
            op.execute(f"ALTER TABLE registrations ADD {check}")


def downgrade() -> None:
    for name in reversed(FROM):
        op.drop_column("registrations", name)
