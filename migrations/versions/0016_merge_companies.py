"""merge companies

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STANDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "company_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name="two"),
        sa.CheckConstraint("undone_at IS NOT NULL OR undone_by IS NULL", name="undone"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_company_merges_organisation_id"),
        sa.ForeignKeyConstraint(["kept_id"], ["companies.id"], name="fk_company_merges_kept_id"),
        sa.ForeignKeyConstraint(["gone_id"], ["companies.id"], name="fk_company_merges_gone_id"),
        sa.ForeignKeyConstraint(["merged_by"], ["users.id"], name="fk_company_merges_merged_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name="fk_company_merges_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_company_merges"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_company_merges_gone", "company_merges", ["gone_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_index("ix_company_merges_kept_id", "company_merges", ["kept_id"])
    op.create_index("ix_company_merges_organisation_id", "company_merges", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("company_merges")
