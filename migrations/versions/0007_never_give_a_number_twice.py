"""never give a number twice on SQLite; a random part for each firm link

Links, notices, logs and exports name rows by their numbers. SQLite gives the number of the newest row again once that
row is deleted, unless its table says AUTOINCREMENT; PostgreSQL's sequences never do.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

PLAIN, COUNTING = 'id INTEGER NOT NULL', 'id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT'


def upgrade() -> None:
    # links that were handed out have no random part and stay as they are
    op.add_column('firm_links', sa.Column('mark', sa.String(), server_default='', nullable=False))
    if op.get_bind().dialect.name == 'sqlite':
        for name, sql in _tables(PLAIN):
            key = re.search(r',\s*CONSTRAINT pk_\w+ PRIMARY KEY \(id\)', sql)
            if key is not None:
                _rebuild(name, re.sub(rf'\b{PLAIN}', COUNTING, sql.replace(key[0], '', 1), count=1))
        _skip_numbers_of_the_past()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name, sql in _tables(COUNTING):
            body = sql.rstrip().removesuffix(')').rstrip()
            _rebuild(name, f'{body.replace(COUNTING, PLAIN, 1)}, \n\tCONSTRAINT pk_{name} PRIMARY KEY (id)\n)')
    op.execute('ALTER TABLE firm_links DROP COLUMN mark')


def _tables(column: str) -> list[tuple[str, str]]:
    found = op.get_bind().execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"))
    return [(name, sql) for name, sql in found if re.search(rf'\b{column}\s*,', sql)]


def _rebuild(name: str, sql: str) -> None:
    """The table as ``sql`` says, with its rows, indexes and triggers; foreign keys are off meanwhile."""
    connection = op.get_bind()
    beside = connection.execute(
        sa.text('SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type <> \'table\' AND sql IS NOT NULL'),
        {'name': name},
    )
    statements = beside.scalars().all()
    columns = ', '.join(f'"{row[1]}"' for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")'))
    made = re.sub(r'^CREATE TABLE\s+"?\w+"?', f'CREATE TABLE "{name}_anew"', sql, count=1)
    connection.exec_driver_sql(made)
    connection.exec_driver_sql(f'INSERT INTO "{name}_anew" ({columns}) SELECT {columns} FROM "{name}"')
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "{name}_anew" RENAME TO "{name}"')
    for statement in statements:
        connection.exec_driver_sql(statement)


def _skip_numbers_of_the_past() -> None:
    """Rows that are gone already, yet named by notices or made by imports, keep their numbers too."""
    connection = op.get_bind()
    highest = {name: number for name, number in connection.execute(sa.text('SELECT name, seq FROM sqlite_sequence'))}
    there = {name for name, _sql in _tables(COUNTING)}
    for table, number in _named():
        if table in there:
            highest[table] = max(number, highest.get(table, 0))
    connection.execute(sa.text('DELETE FROM sqlite_sequence'))
    for table, number in highest.items():
        connection.execute(
            sa.text('INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)'), {'name': table, 'seq': number}
        )


def _named() -> Iterator[tuple[str, int]]:
    connection = op.get_bind()
    for subject, number in connection.execute(sa.text('SELECT subject, max(subject_id) FROM notices GROUP BY subject')):
        yield subject, number
    for written in connection.execute(sa.text('SELECT written FROM import_batches')).scalars():
        held: Any = json.loads(written) if isinstance(written, str) else written
        for firm in (held or {}).get('firms', []):
            for table, numbers in firm.get('created', {}).items():
                yield table, max(numbers, default=0)
