"""a consent of its own to stand in public: nobody is taken to have given it by another

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = "purpose IN ('attendee_list', 'contacts', 'cross_border', 'partners')"
AFTER = "purpose IN ('attendee_list', 'contacts', 'cross_border', 'public_directory', 'partners')"


def upgrade() -> None:
    _check(BEFORE, AFTER)


def downgrade() -> None:
    _forget_what_was_said()
    _check(AFTER, BEFORE)


def _check(old: str, new: str) -> None:
    """Let the ledger hold other purposes, in place: rebuilt, it would lose its triggers and that its numbers are given
    once."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_consents_purpose"), "consents", type_="check")
        op.create_check_constraint(op.f("ck_consents_purpose"), "consents", new)
        return
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'consents'"),
        {"old": old, "new": new},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _forget_what_was_said() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER consents_no_delete")
        op.execute("DELETE FROM consents WHERE purpose = 'public_directory'")
        op.execute(
            "CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN OLD.source <> 'sheet'\n"
            "       BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END"
        )
    else:
        op.execute("ALTER TABLE consents DISABLE TRIGGER consents_no_delete")
        op.execute("DELETE FROM consents WHERE purpose = 'public_directory'")
        op.execute("ALTER TABLE consents ENABLE TRIGGER consents_no_delete")
