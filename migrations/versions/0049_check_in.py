"""who came through the door, and who waits at it

Revision ID: 0049
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("scan", sa.String(), nullable=True),
        sa.Column("greeted_by", sa.Integer(), nullable=True),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('qr', 'name', 'phone', 'walk_in')", name=op.f("ck_check_ins_way")),
        sa.CheckConstraint("(device IS NULL) = (scan IS NULL)", name=op.f("ck_check_ins_scan_of_a_device")),
        sa.CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name=op.f("ck_check_ins_undone")),
        sa.CheckConstraint("(greeted_by IS NULL) = (greeted_at IS NULL)", name=op.f("ck_check_ins_greeted")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_check_ins_event_id"),
        sa.ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_check_ins_representative",
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name="fk_check_ins_recorded_by"),
        sa.ForeignKeyConstraint(["greeted_by"], ["users.id"], name="fk_check_ins_greeted_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name="fk_check_ins_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
        sa.UniqueConstraint("event_id", "device", "scan", name="uq_check_ins_event_id_device_scan"),
        sqlite_autoincrement=True,
    )
    live = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_check_ins_live",
        "check_ins",
        ["representative_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index("ix_check_ins_event_id_at", "check_ins", ["event_id", "at"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digits", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_arrivals_number")),
        sa.CheckConstraint(
            "(digits IS NULL) = (settled_at IS NOT NULL)", name=op.f("ck_arrivals_waiting_has_digits")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_arrivals_event_id"),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name="fk_arrivals_settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.UniqueConstraint("event_id", "number", name="uq_arrivals_event_id_number"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("arrivals")
    op.drop_table("check_ins")
