"""messages to groups, kinds of letters that somebody wants none of, an event's own texts of letters

Revision ID: 0057
Revises: 0061
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0061"
branch_labels = None
depends_on = None

TEXTS = [f"{part}_{language}" for part in ("subject", "body") for language in ("en", "zh", "fr")]


def upgrade() -> None:
    op.create_table(
        "letter_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('message')", name=op.f("ck_letter_refusals_kind")),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_letter_refusals_address_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_refusals")),
        sa.UniqueConstraint("address", "kind", name=op.f("uq_letter_refusals_address_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "letter_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *_texts(),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('invitation', 'reminder', 'thanks', 'free')", name=op.f("ck_letter_texts_kind")),
        sa.CheckConstraint("(kind = 'free') = (name <> '')", name=op.f("ck_letter_texts_named_if_free")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_letter_texts_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_texts")),
        sqlite_autoincrement=True,
    )
    for column, where in (("kind", "kind <> 'free'"), ("name", "kind = 'free'")):
        op.create_index(
            f"uq_letter_texts_{column}",
            "letter_texts",
            ["event_id", column],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    _messages()


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer()),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("of_list", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        *_texts(),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True)),
        sa.Column("notice_id", sa.Integer()),
        sa.Column("run_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "of_list IN ('attendees', 'firms', 'roster', 'meetings')", name=op.f("ck_messages_of_list")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'sending', 'sent', 'stopped')", name=op.f("ck_messages_state")
        ),
        sa.CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name=op.f("ck_messages_scheduled")),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'sent') OR notice_id IS NOT NULL", name=op.f("ck_messages_begun")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_messages_event_id")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name=op.f("fk_messages_delegation_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_messages_written_by")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_messages_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sqlite_autoincrement=True,
    )
    for column in ("delegation_id", "written_by", "notice_id"):
        op.create_index(f"ix_messages_{column}", "messages", [column])
    op.create_index("ix_messages_event", "messages", ["event_id", "id"])
    op.create_index("ix_messages_due", "messages", ["state", "send_at"])


def _texts() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in TEXTS]


def downgrade() -> None:
    for table in ("messages", "letter_texts", "letter_refusals"):
        op.drop_table(table)
