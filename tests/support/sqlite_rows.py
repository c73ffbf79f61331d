"""The rows of an SQLite database, put back as another file keeps them: most tests begin with it.

The schema is left alone. Where all pages are copied, every open connection reads the schema anew and prepares each of
its statements once more, which takes longer than most tests.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

HASTE = "PRAGMA synchronous = OFF"
COUNTERS = "sqlite_sequence"
TABLES = """
SELECT name FROM main.sqlite_schema
WHERE type = 'table' AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name = 'sqlite_sequence'
"""
"""The counters of given numbers come last: whoever fills a table counts on."""
SCHEMA = "SELECT type, name, tbl_name, sql FROM {}.sqlite_schema ORDER BY 1, 2"
GUARDS = "SELECT name, sql, tbl_name FROM main.sqlite_schema WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"


def copy_database(source: Path, target: Path) -> None:
    """By SQLite's own backup: others may have ``target`` open and see it change in one transaction."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
        new.execute(HASTE)
        old.backup(new)


@dataclass
class KeptRows:
    """What ``live`` is to hold again and again; one connection stays open for all the times."""

    live: Path
    kept: Path
    connection: sqlite3.Connection = field(init=False)
    seen: int = -1
    """SQLite's number for the state in which ``live`` was left; it changes when somebody else commits."""
    shape: int = -1
    """SQLite's number for a schema of ``live`` that is known to be the kept one."""

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(self.live, timeout=10, isolation_level=None, check_same_thread=False)
        for setting in (HASTE, "PRAGMA secure_delete = ON"):  # tests look for what was erased in the bytes of the file
            self.connection.execute(setting)
        self.connection.execute("ATTACH ? AS kept", (str(self.kept),))

    def close(self) -> None:
        self.connection.close()

    def put_back(self) -> None:
        """Others may have ``live`` open, and see it change in one transaction."""
        if self._number("data_version") == self.seen:
            return
        if self._is_of_kept_shape():
            with self.connection:
                self.connection.execute("BEGIN IMMEDIATE")
                self._exchange_rows()
        else:
            copy_database(self.kept, self.live)
        self.seen = self._number("data_version")

    def _number(self, pragma: str) -> int:
        (number,) = self.connection.execute(f"PRAGMA main.{pragma}").fetchone()
        return int(number)

    def _is_of_kept_shape(self) -> bool:
        now = self._number("schema_version")
        if now != self.shape and self._schema("main") == self._schema("kept"):
            self.shape = now
        return now == self.shape

    def _schema(self, database: str) -> list[tuple[str, ...]]:
        return self.connection.execute(SCHEMA.format(database)).fetchall()

    def _exchange_rows(self) -> None:
        tables = [name for (name,) in self.connection.execute(TABLES)]
        self._empty(self._filled("main", tables))
        for table in self._filled("kept", tables):
            if table == COUNTERS:
                self.connection.execute(f"DELETE FROM main.{COUNTERS}")
            self.connection.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table}")

    def _filled(self, database: str, tables: list[str]) -> list[str]:
        each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {database}.{name})" for name in tables)
        return [name for (name,) in self.connection.execute(" UNION ALL ".join(each))]

    def _empty(self, tables: list[str]) -> None:
        """The triggers that refuse it stand aside meanwhile; the schema is the same afterwards, and keeps its number,
        lest others take it for another one."""
        guards = [(name, sql) for name, sql, table in self.connection.execute(GUARDS) if table in tables]
        number = self._number("schema_version")
        for name, _sql in guards:
            self.connection.execute(f"DROP TRIGGER main.{name}")
        for table in tables:
            self.connection.execute(f"DELETE FROM main.{table}")
        for _name, sql in guards:
            self.connection.execute(sql)
        if guards:
            self.connection.execute(f"PRAGMA main.schema_version = {number}")
