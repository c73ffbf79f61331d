"""readers may end reminders and letters of thanks, each by itself

Revision ID: 0072
Revises: 0063
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0063"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('message')"
AFTER = "kind IN ('message', 'reminder', 'thanks')"


def upgrade() -> None:
    _check(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM letter_refusals WHERE kind <> 'message'")
    _check(AFTER, BEFORE)


def _check(old: str, new: str) -> None:
    """Let the table hold other kinds, in place: rebuilt, it would lose that its numbers are given once."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_letter_refusals_kind"), "letter_refusals", type_="check")
        op.create_check_constraint(op.f("ck_letter_refusals_kind"), "letter_refusals", new)
        return
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'letter_refusals'"
        ),
        {"old": old, "new": new},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
