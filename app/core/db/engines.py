"""How each database's engine is set up, and the queue of the writers of a SQLite file."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
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
POOL_OPTIONS = {"pool_size": 16, "max_overflow": 16}
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
        return POOL_OPTIONS
    settings = " ".join(f"-c {name}={value}" for name, value in SERVER_SETTINGS.items())
    return {**POOL_OPTIONS, "pool_pre_ping": True, "connect_args": {**CLIENT_SETTINGS, "options": settings}}


def configure_sqlite(engine: Engine) -> None:
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


_process_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
os.register_at_fork(after_in_child=_process_locks.clear)


class WriteQueueTimeout(Exception):
    """The file was not had in time."""


@contextmanager
def write_turn(path: str, *, seconds: float) -> Iterator[None]:
    """Hold the file at ``path`` alone, among all processes and threads that ask here; it is free after the block.

    One waits at the lock itself, the others behind that one, so that nobody who comes anew takes it from who waits.
    Raises ``WriteQueueTimeout`` after ``seconds``. Two files beside it carry the locks; a process that dies frees its
    own.
    """
    deadline = time.monotonic() + seconds
    with (
        _process_turn(path, seconds),
        _open_lock_file(f"{path}.lock") as lock,
        _open_lock_file(f"{path}.next") as following,
    ):
        _acquire_file_lock(following, deadline, seconds, shortest=0.0005, longest=0.004)
        _acquire_file_lock(lock, deadline, seconds, shortest=0.0001, longest=0.0001)
        fcntl.flock(following, fcntl.LOCK_UN)
        yield


@contextmanager
def _process_turn(path: str, seconds: float) -> Iterator[None]:
    mine = _process_locks[path]
    if not mine.acquire(timeout=seconds):
        raise WriteQueueTimeout
    try:
        yield
    finally:
        mine.release()


@contextmanager
def _open_lock_file(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)  # and what it holds is free


def _acquire_file_lock(descriptor: int, deadline: float, seconds: float, *, shortest: float, longest: float) -> None:
    """Ask until the lock is free, every ``shortest`` seconds and at most ``longest`` more; who has waited longer asks
    more often. The one at the lock itself asks often: a transaction takes a few milliseconds, and nobody writes until
    the next one has heard that it is over."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            left = deadline - time.monotonic()
            if left < 0:
                raise WriteQueueTimeout from None
            patience = (left / seconds) ** 2
            time.sleep(shortest + random.uniform(0.1, 1) * longest * patience)  # noqa: S311 jitter, not a secret
        else:
            return
