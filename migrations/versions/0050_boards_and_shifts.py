"""screens in the hall, and how the rest of a day was shifted

Revision ID: 0050
Revises: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('en', 'zh', 'fr')", name=op.f("ck_boards_language")),
        sa.CheckConstraint("second IN ('en', 'zh', 'fr', '')", name=op.f("ck_boards_second")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_boards_version")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_boards_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_boards_event_id", "boards", ["event_id"])
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shifted_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("how IN ('shift', 'shorten', 'drop')", name=op.f("ck_shifts_how")),
        sa.CheckConstraint("(undone_by IS NULL) OR (undone_at IS NOT NULL)", name=op.f("ck_shifts_undone")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_shifts_event_id"),
        sa.ForeignKeyConstraint(["shifted_by"], ["users.id"], name="fk_shifts_shifted_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name="fk_shifts_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shifts_event_id", "shifts", ["event_id"])


def downgrade() -> None:
    op.drop_table("shifts")
    op.drop_table("boards")
