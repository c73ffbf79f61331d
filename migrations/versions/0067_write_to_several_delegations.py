"""a message to the people of several delegations

Revision ID: 0067
Revises: 0057
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0057"
branch_labels = None
depends_on = None

KEY = ", \n\tCONSTRAINT fk_messages_delegation_id FOREIGN KEY(delegation_id) REFERENCES delegations (id)"
EVENT, COLUMN = "event_id INTEGER NOT NULL, \n\t", "delegation_id INTEGER, \n\t"


def upgrade() -> None:
    op.create_table(
        "message_delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_delegations_message_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_message_delegations_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_delegations")),
        sa.UniqueConstraint(
            "message_id", "delegation_id", name=op.f("uq_message_delegations_message_id_delegation_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_delegations_delegation_id", "message_delegations", ["delegation_id"])
    op.execute(
        "INSERT INTO message_delegations (message_id, delegation_id)"
        " SELECT id, delegation_id FROM messages WHERE delegation_id IS NOT NULL ORDER BY id"
    )
    op.drop_index("ix_messages_delegation_id", table_name="messages")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild({COLUMN: "", KEY: ""})
    else:
        op.drop_column("messages", "delegation_id")


def downgrade() -> None:
    """Of several delegations the first stays."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild({EVENT: EVENT + COLUMN, "\n)": f"{KEY}\n)"})
    else:
        op.add_column("messages", sa.Column("delegation_id", sa.Integer()))
        op.create_foreign_key(op.f("fk_messages_delegation_id"), "messages", "delegations", ["delegation_id"], ["id"])
    op.create_index("ix_messages_delegation_id", "messages", ["delegation_id"])
    op.execute(
        "UPDATE messages SET delegation_id ="
        " (SELECT min(delegation_id) FROM message_delegations WHERE message_id = messages.id)"
    )
    op.drop_table("message_delegations")


def _rebuild(words: dict[str, str]) -> None:
    """SQLite's table with these words of its making changed, its rows, indexes and last number kept."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'messages'").all()
    made = next(sql for kind, sql in rows if kind == "table")
    for old, new in words.items():
        made = made.replace(old, new)
    before = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(messages)")]
    connection.exec_driver_sql(re.sub(r'^CREATE TABLE\s+"?\w+"?', "CREATE TABLE messages_anew", made))
    after = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(messages_anew)")}
    kept = ", ".join(one for one in before if one in after)
    connection.exec_driver_sql(f"INSERT INTO messages_anew ({kept}) SELECT {kept} FROM messages")  # noqa: S608 own names
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").scalar()
    connection.exec_driver_sql("DROP TABLE messages")
    connection.exec_driver_sql("ALTER TABLE messages_anew RENAME TO messages")
    if last is not None:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'messages'")
        connection.exec_driver_sql(f"INSERT INTO sqlite_sequence VALUES ('messages', {last})")  # noqa: S608 a number
    for kind, sql in rows:
        if kind != "table" and sql:
            connection.exec_driver_sql(sql)
