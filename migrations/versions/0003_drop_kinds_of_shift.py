"""Drop the kinds of a shift: a day is only delayed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shifts", table_kwargs={"sqlite_autoincrement": True}) as shifts:
        shifts.drop_constraint(op.f("ck_shifts_how"), type_="check")
        shifts.drop_column("how")


def downgrade() -> None:
    with op.batch_alter_table("shifts", table_kwargs={"sqlite_autoincrement": True}) as shifts:
        shifts.add_column(sa.Column("how", sa.String(), server_default="shift", nullable=False))
        shifts.create_check_constraint(op.f("ck_shifts_how"), "how IN ('shift', 'shorten', 'drop')")
