"""Whether the process of a long job lives: it holds a lock, which the system takes from whoever dies, and from nobody
whom a busy machine makes slow.

The lock is a file beside SQLite's, or one of PostgreSQL's that lies in no table and goes with its connection.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.db import db

OURS: Final = 0x51A0
"""Of PostgreSQL's locks, the first number of those of jobs; the second is the run's."""
_TRY, _TRY_NOW = (text(f"SELECT pg_try_advisory{kind}_lock({OURS}, :run)") for kind in ("", "_xact"))
_FREE: Final = text(f"SELECT pg_advisory_unlock({OURS}, :run)")


class Life:
    """Of one run. ``keep`` takes the lock, and takes it again where the database hung up."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self._file: int | None = None
        self._connection: Connection | None = None

    def keep(self) -> None:
        path = _path(self.run_id)
        if path is not None:
            self._keep_file(path)
        elif db.engine.dialect.name == "postgresql":
            self._keep_connection()

    def _keep_file(self, path: str) -> None:
        if self._file is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if _had(descriptor):
                self._file = descriptor
            else:  # an attempt that was taken for dead
                os.close(descriptor)

    def _keep_connection(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return
            connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # from the pool: no one else is to get it with the lock
            if connection.scalar(_TRY, {"run": self.run_id}):
                self._connection = connection
            else:
                connection.close()
        except DBAPIError:  # out of reach: asked again at the next beat
            self.end()

    def end(self) -> None:
        if self._file is not None:
            with suppress(FileNotFoundError):
                os.unlink(_path(self.run_id) or "")
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            with suppress(DBAPIError):
                if not self._connection.invalidated:  # free once this returns: the server notices later who hangs up
                    self._connection.execute(_FREE, {"run": self.run_id})
                self._connection.close()
            self._connection = None


def is_dead(run_id: int) -> bool:
    """Whether nobody holds the run's lock; False where there are no such locks."""
    path = _path(run_id)
    if path is not None:
        return _nobody_holds(path)
    if db.engine.dialect.name != "postgresql":
        return False
    with db.engine.connect() as connection:  # its transaction ends with it, and the lock with that
        return bool(connection.scalar(_TRY_NOW, {"run": run_id}))


def _path(run_id: int) -> str | None:
    path = db.engine.url.database
    return f"{path}.job-{run_id}" if db.engine.dialect.name == "sqlite" and path and path != ":memory:" else None


def _nobody_holds(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        return _had(descriptor)
    finally:
        os.close(descriptor)


def _had(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
