"""drafts of a timetable, and where each would seat whom, when

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STATES = "'searching', 'done', 'stopped', 'lost', 'impossible', 'published'"
SEARCHING = sa.text("state = 'searching'")
NAMED = {
    "draft": "drafts",
    "meeting": "meetings",
    "slot": "slots",
    "table": "tables",
    "person": "representatives",
    "other_person": "representatives",
    "interpreter": "interpreters",
}
MAY_BE_ABSENT = ("table", "interpreter")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_repair", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("problem_mark", sa.String(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("unplaced", sa.JSON(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_drafts_state")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_drafts_number")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_drafts_event_id"),
        sa.ForeignKeyConstraint(["job_id"], ["job_runs.id"], name="fk_drafts_job_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name="fk_drafts_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("event_id", "number", name="uq_drafts_event_id_number"),
        sa.UniqueConstraint("event_id", "id", name="uq_drafts_event_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_job_id", "drafts", ["job_id"])
    op.create_index("ix_drafts_made_by", "drafts", ["made_by"])
    op.create_index(
        "uq_drafts_searching",
        "drafts",
        ["event_id"],
        unique=True,
        sqlite_where=SEARCHING,
        postgresql_where=SEARCHING,
    )
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=name in MAY_BE_ABSENT) for name in NAMED),
        sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("person_id <> other_person_id", name=op.f("ck_placements_two_people")),
        *(
            sa.ForeignKeyConstraint(
                ["event_id", f"{name}_id"],
                [f"{target}.event_id", f"{target}.id"],
                name=f"fk_placements_{name}",
                ondelete="CASCADE",
            )
            for name, target in NAMED.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_placements"),
        sa.UniqueConstraint("draft_id", "meeting_id", name="uq_placements_draft_id_meeting_id"),
        sqlite_autoincrement=True,
    )
    for name in ("meeting", "slot", "person", "other_person"):
        op.create_index(f"ix_placements_{name}", "placements", [f"{name}_id"])


def downgrade() -> None:
    op.drop_table("placements")
    op.drop_table("drafts")
