"""who comes late to a meeting, and what somebody notes for themselves about a firm

Revision ID: 0058
Revises: 0059
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0059"
branch_labels = None
depends_on = None

STANDS = sa.text("ended_at IS NULL")


def _of_event(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    here, there = ["event_id", f"{column}_id"], [f"{target}.event_id", f"{target}.id"]
    return sa.ForeignKeyConstraint(here, there, name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "late_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_letter", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes IN (5, 10, 15)", name=op.f("ck_late_words_minutes")),
        _of_event("late_words", "meeting", "meetings"),
        _of_event("late_words", "registration", "registrations"),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name="fk_late_words_said_by"),
        sa.PrimaryKeyConstraint("id", name="pk_late_words"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_late_words_stands",
        "late_words",
        ["meeting_id", "registration_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_late_words_event", "late_words", ["event_id"])
    op.create_index("ix_late_words_registration", "late_words", ["registration_id"])
    op.create_table(
        "private_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _of_event("private_notes", "registration", "registrations"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_private_notes_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_private_notes"),
        sa.UniqueConstraint("user_id", "registration_id", name="uq_private_notes_user_id_registration_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_private_notes_registration", "private_notes", ["registration_id"])


def downgrade() -> None:
    op.drop_table("private_notes")
    op.drop_table("late_words")
