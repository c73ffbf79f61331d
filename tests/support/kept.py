"""The rows of a whole database, kept aside and put back: quicker than making them anew before each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from tests.support.instances import Instance, copy_database
from tests.support.postgres import TABLES

Restore = Callable[[], None]

SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


def kept(instance: Instance, folder: Path) -> Restore:
    """Keep what the database of ``instance`` holds now; calling the result puts it back."""
    url = instance.settings.database_url
    if url.startswith("sqlite"):
        return _kept_file(Path(url.removeprefix("sqlite:///")), folder / "kept.db")
    return _kept_rows(url.replace("+psycopg", ""))


def _kept_file(live: Path, copy: Path) -> Restore:
    copy_database(live, copy)
    return lambda: copy_database(copy, live)


def _kept_rows(uri: str) -> Restore:
    with psycopg.connect(uri) as connection:
        tables = [name for (name,) in connection.execute(TABLES)]
        rows = {name: _rows_of(connection, name) for name in tables}
        counters = connection.execute(SEQUENCES).fetchall()

    def restore() -> None:
        with psycopg.connect(uri) as connection:
            # neither foreign keys nor the triggers of append-only tables are asked
            connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
            connection.execute(_each("DELETE FROM {}", tables))
            for name, content in rows.items():
                _put(connection, name, content)
            for name, value in counters:
                connection.execute("SELECT setval(%s, %s)", (name, value))

    return restore


def _each(statement: str, tables: list[str]) -> Composed:
    return SQL("; ").join(SQL(statement).format(Identifier(name)) for name in tables)


def _rows_of(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
        return b"".join(bytes(part) for part in copy)


def _put(connection: psycopg.Connection, table: str, content: bytes) -> None:
    if content:
        with connection.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
            copy.write(content)
