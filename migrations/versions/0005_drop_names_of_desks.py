"""Drop the names of desks: who recorded a check-in is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("check_ins", table_kwargs={"sqlite_autoincrement": True}) as check_ins:
        check_ins.drop_column("desk")


def downgrade() -> None:
    with op.batch_alter_table("check_ins", table_kwargs={"sqlite_autoincrement": True}) as check_ins:
        check_ins.add_column(sa.Column("desk", sa.String(), nullable=True))
