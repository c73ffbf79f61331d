"""of each guest of a group meeting whether it did not come

Revision ID: 0042
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0048"
branch_labels = None
depends_on = None

MISSED = "NOT missed OR seat IS NOT NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE meeting_parties ADD COLUMN missed BOOLEAN DEFAULT false NOT NULL"
            f" CONSTRAINT ck_meeting_parties_missed_had_seat CHECK ({MISSED})"
        )
    else:
        missed = sa.Column("missed", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        op.add_column("meeting_parties", missed)
        op.create_check_constraint(op.f("ck_meeting_parties_missed_had_seat"), "meeting_parties", MISSED)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE meeting_parties DROP COLUMN missed")
    else:
        op.drop_constraint(op.f("ck_meeting_parties_missed_had_seat"), "meeting_parties")
        op.drop_column("meeting_parties", "missed")
