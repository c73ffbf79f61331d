"""How the engine of each database is set up: SQLite's pragmas and its BEGIN, PostgreSQL's time limits."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import DBAPIError

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "secure_delete=ON",
    "wal_autocheckpoint=0",
)
"""Of SQLite. What is deleted is overwritten: who is erased must not stand in the free pages of the file. The log is
checkpointed by ``checkpoint``, after the writer has let the next one in."""
POOL = {"pool_size": 16, "max_overflow": 16}
"""A thread holds one connection for its session and may want a second one for what commits by itself (``aside``)."""
SERVER_SETTINGS = {
    "lock_timeout": "5s",
    "statement_timeout": "60s",
    "tcp_keepalives_idle": "8",
    "tcp_keepalives_interval": "4",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""Of PostgreSQL's side. Who waits longer for a row is told that the system is busy. After twenty seconds without any
sign of the other machine the server gives up what it holds for it; by default it would wait two hours."""
CLIENT_SETTINGS = {
    "connect_timeout": 5,
    "keepalives_idle": 8,
    "keepalives_interval": 4,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy is told about the engine for this database."""
    if make_url(url).get_backend_name() == "sqlite":
        return POOL
    settings = " ".join(f"-c {name}={value}" for name, value in SERVER_SETTINGS.items())
    return {**POOL, "pool_pre_ping": True, "connect_args": {**CLIENT_SETTINGS, "options": settings}}


def set_up_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy alone begin transactions, those that write by BEGIN IMMEDIATE; nothing for other databases.

    The driver's own BEGIN comes late and reads first: https://docs.sqlalchemy.org/en/latest/dialects/sqlite.html
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def checkpoint(engine: Engine) -> None:
    """Bring SQLite's log into the database file, as far as no reader needs it.

    Where that fails, as on a full disk, the log stays until the next time: what was committed is safe in it.
    """
    with contextlib.suppress(sqlite3.Error, DBAPIError), contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
