"""the firms of a register that may be one, as they were last found

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "twin_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("register_mark", sa.String(), nullable=False),
        sa.Column("sought_mark", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_twin_searches_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_twin_searches"),
        sa.UniqueConstraint("organisation_id", name="uq_twin_searches_organisation_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("twin_searches")
