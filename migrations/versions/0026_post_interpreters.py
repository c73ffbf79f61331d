"""what interpreters know, when they work, whom they serve

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("interpreters", sa.Column("sectors", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("interpreters", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("interpreters", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    # said in words: to rebuild the table of SQLite for a check would write it anew in another order
    op.execute(
        "ALTER TABLE interpreters ADD COLUMN longest_run INTEGER"
        " CONSTRAINT ck_interpreters_longest_run CHECK (longest_run >= 1)"
    )
    op.create_table(
        "interpreter_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="span"),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreters.id"], name="fk_interpreter_hours_interpreter_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interpreter_hours"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interpreter_hours_interpreter_id", "interpreter_hours", ["interpreter_id"])
    op.create_table(
        "interpreter_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("works_for_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(works_for_id IS NULL) <> (table_id IS NULL)", name="one_post"),
        sa.ForeignKeyConstraint(
            ["event_id", "interpreter_id"],
            ["interpreters.event_id", "interpreters.id"],
            name="fk_interpreter_posts_interpreter",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "works_for_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_interpreter_posts_works_for",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "table_id"],
            ["tables.event_id", "tables.id"],
            name="fk_interpreter_posts_table",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interpreter_posts"),
        sa.UniqueConstraint("interpreter_id", name="uq_interpreter_posts_interpreter_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interpreter_posts_works_for", "interpreter_posts", ["works_for_id"])
    op.create_index("ix_interpreter_posts_table", "interpreter_posts", ["table_id"])


def downgrade() -> None:
    op.drop_table("interpreter_posts")
    op.drop_table("interpreter_hours")
    for name in ("longest_run", "retired_at", "version", "sectors"):
        op.drop_column("interpreters", name)
