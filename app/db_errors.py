"""What the database refuses: which constraint broke, and whether the same may be tried again."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.db import Model, db, in_transaction
from app.kernel.errors import Busy

ATTEMPTS = 8

P = ParamSpec("P")
T = TypeVar("T")


def retried(act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call ``act`` (one whole transaction) again on serialization failures, deadlocks, a busy SQLite; then ``Busy``.

    As a part of a larger transaction it is not called again: that one is lost as a whole.
    """
    for attempt in range(ATTEMPTS):
        try:
            return act(*args, **kwargs)
        except DBAPIError as error:
            if in_transaction():
                raise
            db.session.rollback()
            if not is_transient(error):
                raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311
    raise Busy("busy")


def is_transient(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is tried again."""
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}:
        return True
    return "database is locked" in str(error.orig)


def ran_too_long(error: DBAPIError) -> bool:
    """Whether PostgreSQL's ``statement_timeout`` ended a statement."""
    return getattr(error.orig, "sqlstate", None) == "57014"


def is_out_of_reach(error: DBAPIError) -> bool:
    """Whether PostgreSQL hung up or lets nobody in for now: it ends, starts, recovers, or has no connection left."""
    state = getattr(error.orig, "sqlstate", None) or ""
    is_postgresql = type(error.orig).__module__.startswith("psycopg")
    hung_up = is_postgresql and isinstance(error, OperationalError) and not state
    return hung_up or state.startswith("08") or state in {"57P01", "57P02", "57P03", "53300"}


def is_disk_full(error: DBAPIError) -> bool:
    """Whether the database has no room left for what was to be written."""
    is_full = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return is_full or getattr(error.orig, "sqlstate", None) == "53100"


def breaks(error: IntegrityError, constraint: str) -> bool:
    """Whether ``error`` came from the constraint of this name (as in the models).

    PostgreSQL names it. SQLite names a CHECK, of a UNIQUE key only the columns, of a FOREIGN KEY nothing: look first.
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == constraint)
    text = str(error.orig)
    return text.endswith((f": {constraint}", ": " + _unique_columns().get(constraint, "\0")))


def _unique_columns() -> dict[str, str]:
    """SQLite's words for each unique key: ``table.column, table.column``."""
    found = {}
    for table in Model.metadata.tables.values():
        keys: list[UniqueConstraint | Index] = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
        for key in (*keys, *(index for index in table.indexes if index.unique)):
            found[str(key.name)] = ", ".join(f"{table.name}.{column.name}" for column in key.columns)
    return found
