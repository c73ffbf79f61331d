"""sheets that were kept lose the numbers of passports and identity cards, as those since taken in have none

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KIND = "registrations.forget_numbers"

batches = sa.table("import_batches", sa.column("id", sa.Integer()), sa.column("state", sa.String()))
runs = sa.table(
    "job_runs",
    *(sa.column(name) for name in ("public_id", "kind", "queue", "state", "progress", "attempts")),
    sa.column("arguments", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Which columns those are only the reading of a sheet tells, so a run waits for each; the sweeper finds it."""
    connection = op.get_bind()
    waiting = {"kind": KIND, "queue": "long", "state": "queued", "progress": 0.0, "attempts": 0}
    for number in connection.scalars(sa.select(batches.c.id).where(batches.c.state != "thrown_away")).all():
        told = {"public_id": uuid.uuid4().hex, "arguments": {"batch_id": number}, "created_at": sa.func.now()}
        connection.execute(runs.insert().values(**waiting, **told))


def downgrade() -> None:
    op.get_bind().execute(runs.delete().where(runs.c.kind == KIND))
