"""invitations to group meetings are counted, lapse, and are reminded of

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

INVITATION = "invitation >= 0"
LAPSES = "(expires_at IS NULL AND reminded_at IS NULL) OR (answer = 'invited' AND invitation > 0)"
LAPSE = ("expires_at", "reminded_at")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE meeting_parties ADD COLUMN invitation INTEGER DEFAULT '0' NOT NULL"
            f" CONSTRAINT ck_meeting_parties_invitation CHECK ({INVITATION})"
        )
        op.execute("ALTER TABLE meeting_parties ADD COLUMN expires_at DATETIME")
        op.execute(
            "ALTER TABLE meeting_parties ADD COLUMN reminded_at DATETIME"
            f" CONSTRAINT ck_meeting_parties_invited_lapses CHECK ({LAPSES})"
        )
    else:
        op.add_column("meeting_parties", sa.Column("invitation", sa.Integer(), server_default="0", nullable=False))
        for one in LAPSE:
            op.add_column("meeting_parties", sa.Column(one, sa.DateTime(timezone=True), nullable=True))
        op.create_check_constraint(op.f("ck_meeting_parties_invitation"), "meeting_parties", INVITATION)
        op.create_check_constraint(op.f("ck_meeting_parties_invited_lapses"), "meeting_parties", LAPSES)
    op.execute("UPDATE meeting_parties SET invitation = 1 WHERE answer = 'invited'")


def downgrade() -> None:
    """What lapsed counts as declined: the tables before knew no other end of an invitation."""
    op.execute("UPDATE meeting_parties SET answer = 'declined' WHERE answer = 'lapsed'")
    if op.get_bind().dialect.name == "sqlite":
        for one in ("reminded_at", "expires_at", "invitation"):
            op.execute(f"ALTER TABLE meeting_parties DROP COLUMN {one}")
    else:
        op.drop_constraint(op.f("ck_meeting_parties_invited_lapses"), "meeting_parties")
        for one in (*LAPSE, "invitation"):
            op.drop_column("meeting_parties", one)
