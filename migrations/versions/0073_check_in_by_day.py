"""people are checked in on each day of an event

Revision ID: 0073
Revises: 0072
"""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

LIVE = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.add_column("check_ins", sa.Column("day", sa.Date(), server_default="1970-01-01", nullable=False))
    _say_days()
    op.drop_index("uq_check_ins_live", "check_ins")
    _index(["representative_id", "day"])


def downgrade() -> None:
    _keep_the_first()
    op.drop_index("uq_check_ins_live", "check_ins")
    op.drop_column("check_ins", "day")
    _index(["representative_id"])


def _index(columns: list[str]) -> None:
    op.create_index(
        "uq_check_ins_live", "check_ins", columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )


def _say_days() -> None:
    """The day of each on the clocks of its event."""
    zones = sa.table("events", sa.column("id", sa.Integer), sa.column("zone", sa.String))
    rows = sa.table(
        "check_ins",
        *(sa.column(name, sa.Integer) for name in ("id", "event_id")),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("day", sa.Date),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.select(rows.c.id, rows.c.at, zones.c.zone).join_from(rows, zones, zones.c.id == rows.c.event_id)
    ).all()
    for number, at, zone in found:
        moment = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        connection.execute(
            sa.update(rows).where(rows.c.id == number).values(day=moment.astimezone(ZoneInfo(zone)).date())
        )


def _keep_the_first() -> None:
    """Who was checked in on several days was here since the first one."""
    op.execute(
        "UPDATE check_ins SET undone_at = received_at WHERE undone_at IS NULL AND EXISTS (SELECT 1 FROM check_ins AS one "
        "WHERE one.representative_id = check_ins.representative_id AND one.undone_at IS NULL AND one.id < check_ins.id)"
    )
