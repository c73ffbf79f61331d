"""what came of a group meeting, of its host and each guest

Revision ID: 0060
Revises: 0053
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0053"
branch_labels = None
depends_on = None

STANDS = "replaced_at IS NULL"
OF_TWO = "guest_id IS NULL"
UNIQUE = "uq_outcome_confirmations_meeting_id"
ONCE = f", \n\tCONSTRAINT {UNIQUE} UNIQUE (meeting_id)"
COLUMN = ", \n\tguest_id INTEGER"
LAST = {"outcomes": "\n\treplaced_at DATETIME", "outcome_confirmations": "\n\tat DATETIME NOT NULL"}


def upgrade() -> None:
    op.drop_index("uq_outcomes_stands", table_name="outcomes")
    if op.get_bind().dialect.name == "sqlite":
        for table, last in LAST.items():
            _rebuild(table, {last: f"{last}{COLUMN}", ONCE: "", "\n)": f", \n\t{_key(table)}\n)"})
    else:
        op.drop_constraint(UNIQUE, "outcome_confirmations")
        for table in LAST:
            op.add_column(table, sa.Column("guest_id", sa.Integer(), nullable=True))
            op.execute(f"ALTER TABLE {table} ADD {_key(table)}")
    _index("uq_outcomes_stands", "outcomes", ["meeting_id", "registration_id"], f"{STANDS} AND {OF_TWO}")
    _index("uq_outcomes_stands_of_guest", "outcomes", ["meeting_id", "registration_id", "guest_id"], STANDS)
    _index(UNIQUE, "outcome_confirmations", ["meeting_id"], OF_TWO)
    _index(f"{UNIQUE}_guest_id", "outcome_confirmations", ["meeting_id", "guest_id"])


def downgrade() -> None:
    """What was said of group meetings goes: the tables before knew none."""
    for table in reversed(LAST):
        op.execute(f"DELETE FROM {table} WHERE guest_id IS NOT NULL")
    for name, table in ((f"{UNIQUE}_guest_id", "outcome_confirmations"), (UNIQUE, "outcome_confirmations")):
        op.drop_index(name, table_name=table)
    for name in ("uq_outcomes_stands_of_guest", "uq_outcomes_stands"):
        op.drop_index(name, table_name="outcomes")
    if op.get_bind().dialect.name == "sqlite":
        for table in LAST:
            once = ONCE if table == "outcome_confirmations" else ""
            _rebuild(table, {COLUMN: "", f", \n\t{_key(table)}\n)": f"{once}\n)"})
    else:
        for table in LAST:
            op.drop_column(table, "guest_id")
        op.create_unique_constraint(UNIQUE, "outcome_confirmations", ["meeting_id"])
    _index("uq_outcomes_stands", "outcomes", ["meeting_id", "registration_id"], STANDS)


def _key(table: str) -> str:
    return f"CONSTRAINT fk_{table}_guest FOREIGN KEY(event_id, guest_id) REFERENCES registrations (event_id, id)"


def _index(name: str, table: str, columns: list[str], where: str | None = None) -> None:
    only = sa.text(where) if where else None
    op.create_index(name, table, columns, unique=True, sqlite_where=only, postgresql_where=only)


def _rebuild(table: str, words: dict[str, str]) -> None:
    """SQLite's table with these words of its making changed, its rows, indexes and last number kept."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql(f"SELECT type, sql FROM sqlite_master WHERE tbl_name = '{table}'").all()
    made = next(sql for kind, sql in rows if kind == "table")
    for old, new in words.items():
        made = made.replace(old, new)
    before = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    connection.exec_driver_sql(re.sub(r'^CREATE TABLE\s+"?\w+"?', f"CREATE TABLE {table}_anew", made))
    after = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table}_anew)")}
    kept = ", ".join(one for one in before if one in after)
    connection.exec_driver_sql(f"INSERT INTO {table}_anew ({kept}) SELECT {kept} FROM {table}")  # noqa: S608 own names
    last = connection.exec_driver_sql(f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'").scalar()
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    if last is not None:
        connection.exec_driver_sql(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        connection.exec_driver_sql(f"INSERT INTO sqlite_sequence VALUES ('{table}', {last})")  # noqa: S608 a number
    for kind, sql in rows:
        if kind != "table" and sql:
            connection.exec_driver_sql(sql)
