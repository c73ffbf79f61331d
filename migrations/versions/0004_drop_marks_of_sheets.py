"""Drop the marks of printed sheets, and the runs of the archive of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = "'agendas', 'badges', 'place_cards', 'table_signs', 'tick_slips', 'hall_plan', 'run_sheets', 'bus_lists'"


def upgrade() -> None:
    op.execute("DELETE FROM paper_runs WHERE kind = 'all'")
    with op.batch_alter_table("paper_runs", table_kwargs={"sqlite_autoincrement": True}) as paper_runs:
        paper_runs.drop_constraint(op.f("ck_paper_runs_kind"), type_="check")
        paper_runs.drop_column("marks")
        paper_runs.create_check_constraint(op.f("ck_paper_runs_kind"), f"kind IN ({KINDS})")


def downgrade() -> None:
    with op.batch_alter_table("paper_runs", table_kwargs={"sqlite_autoincrement": True}) as paper_runs:
        paper_runs.drop_constraint(op.f("ck_paper_runs_kind"), type_="check")
        paper_runs.add_column(sa.Column("marks", sa.JSON(), server_default="{}", nullable=False))
        paper_runs.create_check_constraint(op.f("ck_paper_runs_kind"), f"kind IN ({KINDS}, 'all')")
