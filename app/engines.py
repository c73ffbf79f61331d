"""What the connections to a database are taught: SQLite its pragmas and its BEGIN, PostgreSQL's whether they stand."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")
"""Of SQLite. A commit itself waits for no disk: who commits waits for it once the next writer is in (``disk``). What is
deleted is overwritten: who is erased must not stand in the free pages of the file."""
IDLE_SECONDS = 1.0


def prepare(engine: Engine) -> None:
    """Teach an SQLite engine its pragmas and its BEGIN; ask a connection to PostgreSQL first whether it still stands
    that nobody has used for a while: asked each time, it would be asked thrice for one booking."""
    if engine.dialect.name != "sqlite":
        _ask_the_idle(engine)
        return

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", ""))


def _ask_the_idle(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def left(_raw: Any, record: Any) -> None:
        record.info["left_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(raw: Any, record: Any, _proxy: Any) -> None:
        idle = time.monotonic() - record.info.get("left_at", time.monotonic())
        if idle > IDLE_SECONDS and not _stands(engine, raw):
            raise InvalidatePoolError


def _stands(engine: Engine, raw: Any) -> bool:
    try:
        return engine.dialect.do_ping(raw)
    except engine.dialect.loaded_dbapi.Error:
        return False
