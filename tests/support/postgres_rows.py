"""The rows of a PostgreSQL database, put back as they were once: none at all, or a whole world."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal
from psycopg.types.json import Jsonb

Marks = dict[str, tuple[int, int | None]]
"""By table: how many rows it has, and the newest transaction that wrote one. Any change shows in one of them."""
NOTHING = (0, None)

NAMES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
MARK = "SELECT {0}, (SELECT count(*) FROM {1}), (SELECT max(xmin::text::bigint) FROM {1})"
"""As values of a row: a query of each table beside the others is planned anew each time, for twenty times as long."""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
RECOUNT = """
SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(kept, start_value), kept IS NOT NULL)
FROM (SELECT *, (%s::jsonb ->> sequencename)::bigint AS kept FROM pg_sequences WHERE schemaname = 'public') AS now
WHERE last_value IS DISTINCT FROM kept
"""


class KeptRows:
    """What the database is to hold again and again; one connection stays open for all the times.

    Rows are deleted: TRUNCATE makes new files for each table and index and takes twenty times as long on few rows.
    """

    def __init__(self, url: str, *, empty: bool) -> None:
        """What is kept is what stands there now, or nothing."""
        self.uri = url.replace("+psycopg", "")
        self.connection = self._connected()
        self.rows = {} if empty else {name: self._copied(name) for name in self._tables()}
        self.counters = {} if empty else dict(self.connection.execute(COUNTERS).fetchall())
        self.left: Marks = {}

    def _connected(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.uri, autocommit=True)
        # neither foreign keys nor the triggers of append-only tables are asked
        connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        return connection

    def close(self) -> None:
        self.connection.close()

    def put_back(self) -> None:
        try:
            self._put_back()
        except psycopg.OperationalError:  # a test has had the server close its connections
            self.close()
            self.connection = self._connected()
            self._put_back()

    def _put_back(self) -> None:
        now = self._marks()
        changed = [name for name, mark in now.items() if mark != self.left.get(name)]
        with self.connection.transaction():
            if changed:
                self.connection.execute(_each("DELETE FROM {}", changed))
            for name in filter(self.rows.get, changed):
                self._put(name, self.rows[name])
            self.connection.execute(RECOUNT, [Jsonb(self.counters)], prepare=True)
        self.left = self._marks() if self.rows else dict.fromkeys(now, NOTHING)

    def _tables(self) -> list[str]:
        return [name for (name,) in self.connection.execute(NAMES, prepare=True)]

    def _marks(self) -> Marks:
        found = self.connection.execute(_marks_of(tuple(self._tables())), prepare=True)
        return {name: (rows, newest) for name, rows, newest in found}

    def _copied(self, table: str) -> bytes:
        with self.connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
            return b"".join(bytes(part) for part in copy)

    def _put(self, table: str, content: bytes) -> None:
        with self.connection.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
            copy.write(content)


@cache
def _marks_of(tables: tuple[str, ...]) -> Composed:
    return SQL(" UNION ALL ").join(SQL(MARK).format(Literal(name), Identifier(name)) for name in tables)


def _each(statement: str, tables: Iterable[str]) -> Composed:
    return SQL("; ").join(SQL(statement).format(Identifier(name)) for name in tables)
