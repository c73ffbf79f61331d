"""Drop the fingerprints of exports: no list is compared with an earlier one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export_rows", table_kwargs={"sqlite_autoincrement": True}) as export_rows:
        export_rows.drop_column("marks")
    with op.batch_alter_table("export_log", table_kwargs={"sqlite_autoincrement": True}) as export_log:
        for name in ("sha256", "list_key", "previous_id"):
            export_log.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("export_log", table_kwargs={"sqlite_autoincrement": True}) as export_log:
        export_log.add_column(sa.Column("sha256", sa.String(), server_default="", nullable=False))
        export_log.add_column(sa.Column("list_key", sa.String(), nullable=True))
        export_log.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("export_rows", table_kwargs={"sqlite_autoincrement": True}) as export_rows:
        export_rows.add_column(sa.Column("marks", sa.String(), nullable=True))
