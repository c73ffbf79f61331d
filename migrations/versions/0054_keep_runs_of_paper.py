"""runs of paper: what was printed when, and the mark of what each sheet said

Revision ID: 0054
Revises: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0050"
branch_labels = None
depends_on = None

KINDS = (
    "'agendas', 'badges', 'place_cards', 'table_signs', 'tick_slips', 'hall_plan', 'run_sheets', 'bus_lists', 'all'"
)


def upgrade() -> None:
    op.create_table(
        "paper_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer()),
        sa.Column("made_by", sa.Integer()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_paper_runs_kind")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_paper_runs_number")),
        sa.CheckConstraint("sheets >= 0", name=op.f("ck_paper_runs_sheets")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_paper_runs_event_id"),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_paper_runs_delegation_id"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_paper_runs_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_runs"),
        sa.UniqueConstraint("event_id", "kind", "number", name="uq_paper_runs_event_id_kind_number"),
        sqlite_autoincrement=True,
    )
    for column in ("delegation_id", "made_by"):
        op.create_index(f"ix_paper_runs_{column}", "paper_runs", [column])


def downgrade() -> None:
    op.drop_table("paper_runs")
