"""what each side of a meeting says came of it, and what of that the organizer confirms

Revision ID: 0051
Revises: 0049
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0049"
branch_labels = None
depends_on = None

STANDS = sa.text("replaced_at IS NULL")


def _of_event(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    here, there = ["event_id", f"{column}_id"], [f"{target}.event_id", f"{target}.id"]
    return sa.ForeignKeyConstraint(here, there, name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stage IN ('none', 'follow_up', 'intent', 'signed')", name=op.f("ck_outcomes_stage")),
        sa.CheckConstraint("way IN ('company', 'slip')", name=op.f("ck_outcomes_way")),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_outcomes_amount_has_currency")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_outcomes_amount")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_outcomes_currency")),
        sa.CheckConstraint(
            "amount IS NULL OR stage IN ('intent', 'signed')", name=op.f("ck_outcomes_amount_of_what")
        ),
        _of_event("outcomes", "meeting", "meetings"),
        _of_event("outcomes", "registration", "registrations"),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name="fk_outcomes_said_by"),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.UniqueConstraint("event_id", "id", name="uq_outcomes_event_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_outcomes_stands",
        "outcomes",
        ["meeting_id", "registration_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_outcomes_event", "outcomes", ["event_id"])
    op.create_index("ix_outcomes_registration", "outcomes", ["registration_id"])
    op.create_table(
        "outcome_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_event("outcome_confirmations", "meeting", "meetings"),
        _of_event("outcome_confirmations", "outcome", "outcomes"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name="fk_outcome_confirmations_confirmed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_outcome_confirmations"),
        sa.UniqueConstraint("meeting_id", name="uq_outcome_confirmations_meeting_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outcome_confirmations_outcome", "outcome_confirmations", ["outcome_id"])


def downgrade() -> None:
    op.drop_table("outcome_confirmations")
    op.drop_table("outcomes")
