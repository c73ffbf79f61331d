"""places of each side, who is approved at once, and places offered to who waits

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = (
    ("groups", "quota", sa.Integer(), None),
    ("groups", "approves", sa.Boolean(), sa.false()),
    ("events", "approve_invited", sa.Boolean(), sa.false()),
    ("events", "approve_sectors", sa.JSON(), "[]"),
    ("events", "offer_days", sa.Integer(), "3"),
)


def upgrade() -> None:
    for table, name, kind, default in COLUMNS:
        op.add_column(table, sa.Column(name, kind, server_default=default, nullable=default is None))
    op.create_table(
        "place_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('taken', 'lapsed', 'ended')", name="answer"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_place_offers_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_place_offers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_place_offers_event", "place_offers", ["event_id"])
    op.create_index(
        "uq_place_offers_open",
        "place_offers",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("place_offers")
    for table, name, _kind, _default in reversed(COLUMNS):
        op.drop_column(table, name)
