"""Drop the wish lists on paper and the counts of what gaps in profiles cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("profile_gains")
    op.drop_table("wish_numbers")
    with op.batch_alter_table("preferences", table_kwargs={"sqlite_autoincrement": True}) as preferences:
        preferences.drop_constraint(op.f("ck_preferences_priority"), type_="check")
        preferences.drop_constraint(op.f("ck_preferences_source"), type_="check")
        preferences.drop_column("priority")
        preferences.drop_column("source")


def downgrade() -> None:
    with op.batch_alter_table("preferences", table_kwargs={"sqlite_autoincrement": True}) as preferences:
        preferences.add_column(sa.Column("priority", sa.String(), nullable=True))
        preferences.add_column(sa.Column("source", sa.String(), server_default="self", nullable=False))
        preferences.create_check_constraint(op.f("ck_preferences_priority"), "priority IN ('must', 'want', 'open')")
        preferences.create_check_constraint(op.f("ck_preferences_source"), "source IN ('self', 'paper', 'both')")
    op.create_table(
        "wish_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wish_numbers_number")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_wish_numbers_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_numbers")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_wish_numbers_event_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wish_numbers_registration", "wish_numbers", ["registration_id"], unique=False)
    op.create_table(
        "profile_gains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("firms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_profile_gains_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_gains")),
        sa.UniqueConstraint("event_id", "registration_id", name=op.f("uq_profile_gains_event_id_registration_id")),
        sqlite_autoincrement=True,
    )
