"""what is said of a sheet is remembered for its organisation, no longer for one delegation

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = {"columns": "column", "sheets": "sheet"}

memories = sa.table(
    "sheet_memories",
    sa.column("organisation_id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("key", sa.String()),
    sa.column("value", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
)
delegations = sa.table(
    "delegations",
    sa.column("id", sa.Integer()),
    sa.column("organisation_id", sa.Integer()),
    sa.column("column_choices", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "sheet_memories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('column', 'sheet', 'sector')", name="kind"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_sheet_memories_organisation_id"),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name="fk_sheet_memories_said_by"),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_memories"),
        sa.UniqueConstraint("organisation_id", "kind", "key", name="uq_sheet_memories_organisation_id_kind_key"),
        sqlite_autoincrement=True,
    )
    if rows := _of_delegations():
        op.bulk_insert(memories, rows)
    op.drop_column("delegations", "column_choices")


def downgrade() -> None:
    op.add_column("delegations", sa.Column("column_choices", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for organisation, choices in _by_organisation().items():
        connection.execute(
            delegations.update().where(delegations.c.organisation_id == organisation).values(column_choices=choices)
        )
    op.drop_table("sheet_memories")


def _of_delegations() -> list[dict[str, Any]]:
    """The later delegation of an organisation has the last word."""
    found: dict[tuple[int, str, str], dict[str, Any]] = {}
    at = datetime.now(UTC)
    rows = op.get_bind().execute(sa.select(delegations).order_by(delegations.c.id))
    for row in rows:
        choices = json.loads(row.column_choices) if isinstance(row.column_choices, str) else row.column_choices or {}
        for part, kind in KINDS.items():
            for key, value in choices.get(part, {}).items():
                told = {"organisation_id": row.organisation_id, "kind": kind, "key": key, "value": value, "at": at}
                found[row.organisation_id, kind, key] = told
    return list(found.values())


def _by_organisation() -> dict[int, dict[str, dict[str, Any]]]:
    found: dict[int, dict[str, dict[str, Any]]] = {}
    parts = {kind: part for part, kind in KINDS.items()}
    for row in op.get_bind().execute(sa.select(memories)):
        if row.kind in parts:
            found.setdefault(row.organisation_id, {}).setdefault(parts[row.kind], {})[row.key] = row.value
    return found
