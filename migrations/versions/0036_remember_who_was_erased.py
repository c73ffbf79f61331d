"""who was erased on request is remembered by marks that name nobody, so that no sheet brings them back

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_erased_marks_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erased_marks"),
        sa.UniqueConstraint("event_id", "mark", name="uq_erased_marks_event_id_mark"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("erased_marks")
