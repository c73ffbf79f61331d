"""news of meetings that go together in one letter, and what each reader chooses

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("optional", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "event_id"])
    op.create_table(
        "letter_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "recipient", "language", "topic")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("subject", "body")),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'gathered', 'unwanted', 'dropped')", name="state"),
        sa.CheckConstraint("(state = 'gathered') = (letter_id IS NOT NULL)", name="gathered"),
        sa.CheckConstraint("state <> 'waiting' OR due_at IS NOT NULL", name="due"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_letter_lines_notice_id"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_letter_lines_event_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_letter_lines_user_id"),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name="fk_letter_lines_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_lines"),
        sa.UniqueConstraint("notice_id", "recipient", "kind", name="uq_letter_lines_notice_id_recipient_kind"),
        sqlite_autoincrement=True,
    )
    for name in ("event_id", "letter_id"):
        op.create_index(f"ix_letter_lines_{name}", "letter_lines", [name])
    op.create_index("ix_letter_lines_recipient", "letter_lines", ["recipient", "event_id", "state"])
    op.create_index("ix_letter_lines_due", "letter_lines", ["state", "due_at"])
    op.create_table(
        "letter_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rhythm IN ('together', 'at_once', 'hour', 'day', 'answers')", name="rhythm"),
        sa.CheckConstraint("address = lower(address)", name="address_lower"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_choices"),
        sa.UniqueConstraint("address", name="uq_letter_choices_address"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("letter_choices")
    op.drop_table("letter_lines")
    op.drop_index("ix_outbox_recipient", table_name="outbox")
    op.drop_column("outbox", "optional")
