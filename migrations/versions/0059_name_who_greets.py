"""who greets a guest of honour; consents that were asked for at the desk

Revision ID: 0059
Revises: 0060
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0060"
branch_labels = None
depends_on = None

BEFORE = "source IN ('self', 'sheet', 'paper')"
AFTER = "source IN ('self', 'sheet', 'paper', 'desk')"


def upgrade() -> None:
    op.add_column("representatives", sa.Column("greeter", sa.String()))
    _check(BEFORE, AFTER)


def downgrade() -> None:
    _say_themselves()
    _check(AFTER, BEFORE)
    op.drop_column("representatives", "greeter")


def _check(old: str, new: str) -> None:
    """Let the ledger hold another source, in place: rebuilt, it would lose its triggers and that its numbers are given
    once."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_consents_source"), "consents", type_="check")
        op.create_check_constraint(op.f("ck_consents_source"), "consents", new)
        return
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'consents'"),
        {"old": old, "new": new},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _say_themselves() -> None:
    """What was asked for at the desk was said by the people themselves."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE consents DISABLE TRIGGER consents_no_update")
        op.execute("UPDATE consents SET source = 'self' WHERE source = 'desk'")
        op.execute("ALTER TABLE consents ENABLE TRIGGER consents_no_update")
        return
    find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'consents_no_update'")
    trigger = op.get_bind().execute(find).scalar_one()
    op.execute("DROP TRIGGER consents_no_update")
    op.execute("UPDATE consents SET source = 'self' WHERE source = 'desk'")
    op.get_bind().exec_driver_sql(trigger)
