"""a delegation's deputy, people per firm, programme of its own, bus lists and parts

Revision ID: 0017
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0020"
branch_labels = None
depends_on = None

VISITS = (
    ("label_zh", sa.String(), None),
    ("place", sa.String(), None),
    ("place_zh", sa.String(), None),
    ("note", sa.String(), None),
    ("for_all", sa.Boolean(), sa.true()),
    ("sectors", sa.JSON(), "[]"),
    ("buses", sa.JSON(), "[]"),
    ("version", sa.Integer(), "1"),
    ("changed_at", sa.DateTime(timezone=True), None),
)
LED = sa.text("role IN ('head', 'deputy')")
ROLES = "role IN ('head', 'deputy', 'guest_of_honour', 'adviser', 'secretary', 'interpreter')"


def upgrade() -> None:
    op.add_column("delegations", sa.Column("people_quota", sa.Integer(), nullable=True))
    op.add_column("delegations", sa.Column("deputy_name", sa.String(), nullable=True))
    # said in words: to rebuild the table of SQLite for a key would write it anew in another order
    op.execute(
        "ALTER TABLE delegations ADD COLUMN deputy_user_id INTEGER"
        " CONSTRAINT fk_delegations_deputy_user_id REFERENCES users (id)"
    )
    for name, kind, default in VISITS:
        op.add_column("visit_blocks", sa.Column(name, kind, server_default=default, nullable=default is None))
    op.create_table(
        "visit_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_blocks.id"], name="fk_visit_members_visit_id"),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name="fk_visit_members_registration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visit_members"),
        sa.UniqueConstraint("visit_id", "registration_id", name="uq_visit_members_visit_id_registration_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_members_registration_id", "visit_members", ["registration_id"])
    op.create_table(
        "bus_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("bus", sa.String(), nullable=True),
        sa.Column("boarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("boarded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_blocks.id"], name="fk_bus_seats_visit_id"),
        sa.ForeignKeyConstraint(["representative_id"], ["representatives.id"], name="fk_bus_seats_representative_id"),
        sa.ForeignKeyConstraint(["boarded_by"], ["users.id"], name="fk_bus_seats_boarded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_bus_seats"),
        sa.UniqueConstraint("visit_id", "representative_id", name="uq_bus_seats_visit_id_representative_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bus_seats_representative_id", "bus_seats", ["representative_id"])
    op.create_table(
        "delegation_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(ROLES, name="role"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_delegation_roles_delegation_id"),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name="fk_delegation_roles_representative_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delegation_roles"),
        sa.UniqueConstraint(
            "delegation_id", "representative_id", name="uq_delegation_roles_delegation_id_representative_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delegation_roles_representative_id", "delegation_roles", ["representative_id"])
    op.create_index(
        "uq_delegation_roles_led",
        "delegation_roles",
        ["delegation_id", "role"],
        unique=True,
        sqlite_where=LED,
        postgresql_where=LED,
    )


def downgrade() -> None:
    for table in ("delegation_roles", "bus_seats", "visit_members"):
        op.drop_table(table)
    for name, _kind, _default in reversed(VISITS):
        op.drop_column("visit_blocks", name)
    for name in ("deputy_user_id", "deputy_name", "people_quota"):
        op.drop_column("delegations", name)
