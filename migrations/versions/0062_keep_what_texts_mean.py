"""what the texts of companies mean, kept so that each is read but once

Revision ID: 0062
Revises: 0058
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_vectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_company_vectors_company_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_company_vectors"),
        sa.UniqueConstraint("company_id", name="uq_company_vectors_company_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("company_vectors")
