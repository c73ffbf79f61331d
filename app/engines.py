"""What the connections to a database are taught: SQLite its pragmas and its BEGIN, PostgreSQL's whether they stand, to
keep what they have prepared, and to hold nothing for a machine that is gone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from psycopg import Error as PostgresError
from psycopg import IsolationLevel
from psycopg.errors import FeatureNotSupported
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError

from app.prepared import KEPT, prepared_of

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")
"""Of SQLite. A commit itself waits for no disk: who commits waits for it once the next writer is in (``disk``). What is
deleted is overwritten: who is erased must not stand in the free pages of the file."""
IDLE_SECONDS = 1.0
VANISHED = {
    "tcp_keepalives_idle": "8",
    "tcp_keepalives_interval": "4",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""After twenty seconds without any sign of the other machine PostgreSQL gives up what it holds for it: the lock of a
plan, the rows of half a transaction. By its own settings it would wait two hours. The signs come from the machine's
system, however busy its processes are."""
OUTDATED = "cached plan must not change result type"
USUAL = (None, IsolationLevel.READ_COMMITTED)
LETS_GO = ("ALTER", "DEALLOCATE", "DISCARD", "DROP", "ROLLBACK")
PLANS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"}
"""A plan for these values alone costs more than it saves. And it goes by an index wherever there is one: a plan is made
from what was counted minutes ago, and a table that was nearly empty then is full once everybody books; read as a whole,
as a nearly empty one best is, it takes a third of PostgreSQL's time for a booking. Up to PostgreSQL 17
a plan without an index counts as so dear by that that it would be compiled, for longer than it runs."""


def prepare(engine: Engine) -> None:
    """Teach an SQLite engine its pragmas and its BEGIN; ask a connection to PostgreSQL first whether it still stands
    that nobody has used for a while: asked each time, it would be asked thrice for one booking."""
    if engine.dialect.name != "sqlite":
        _ask_the_idle(engine)
        _begin_to_write(engine)
        _keep_statements(engine)
        _let_the_vanished_go(engine)
        return

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + ("IMMEDIATE" if _writes(connection) else ""))


def _writes(connection: Connection) -> bool:
    """Whether it is to write; one that only reads begins as late as it can."""
    return bool(connection.get_execution_options().get("writes"))


def _ask_the_idle(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def left(_raw: Any, record: Any) -> None:
        record.info["left_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(raw: Any, record: Any, _proxy: Any) -> None:
        idle = time.monotonic() - record.info.get("left_at", time.monotonic())
        if raw.closed or (idle > IDLE_SECONDS and not _stands(engine, raw)):
            raise InvalidatePoolError


def _stands(engine: Engine, raw: Any) -> bool:
    try:
        return engine.dialect.do_ping(raw)
    except engine.dialect.loaded_dbapi.Error:
        return False


def _let_the_vanished_go(engine: Engine) -> None:
    """Sockets of this machine alone have no such settings, and need none."""

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.pgconn.exec_(_setting(VANISHED))


def _setting(values: Mapping[str, str]) -> bytes:
    return "; ".join(f"SET {name} = {value}" for name, value in values.items()).encode()


def _begin_to_write(engine: Engine) -> None:
    """Who reads begins no transaction (``prepared``) but where it wants to see all as of one moment."""

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if _writes(connection):
            try:
                prepared_of(raw).tell("BEGIN")
            except PostgresError:
                connection.exec_driver_sql("SELECT 1")  # says what is wrong, as SQLAlchemy says it
        elif raw.isolation_level not in USUAL and not raw.autocommit:
            raw.execute("")


def _keep_statements(engine: Engine) -> None:
    """Let a rollback leave what a connection has prepared. psycopg forgets it all then, since a table might be made in
    what is taken back; each request ends by a rollback, so that nothing would ever be prepared, and PostgreSQL would
    take two thirds of its time to plan the same statements again. Nothing here makes a table while it serves.
    """

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.prepared_max = KEPT
        raw.pgconn.exec_(_setting(PLANS))

    @event.listens_for(engine, "handle_error")
    def failed(context: Any) -> None:
        """A column got another type (a newer version has migrated): a new connection prepares anew."""
        if isinstance(context.original_exception, FeatureNotSupported) and OUTDATED in str(context.original_exception):
            context.is_disconnect = True

    dialect: Any = engine.dialect
    dialect.do_commit, dialect.do_rollback = _commit, _roll_back
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        setattr(dialect, name, _settled(getattr(dialect, name)))


def _settled(do: Callable[..., None]) -> Callable[..., None]:
    """What SQLAlchemy asks by a cursor, after what was told before. After some of it psycopg lets go of all that its
    connection has prepared."""

    def then(cursor: Any, *args: Any) -> None:
        prepared = prepared_of(cursor.connection)
        prepared.settle()
        try:
            do(cursor, *args)
        finally:
            if (cursor.statusmessage or "").startswith(LETS_GO):
                prepared.forget()

    return then


def _commit(raw: Any) -> None:
    if raw.pgconn.transaction_status == TransactionStatus.IDLE:
        return
    prepared = prepared_of(raw)
    prepared.tell("COMMIT")
    prepared.settle()


def _roll_back(raw: Any) -> None:
    if raw.pgconn.transaction_status == TransactionStatus.IDLE:
        return
    with contextlib.suppress(PostgresError):
        prepared_of(raw).settle()
    with contextlib.suppress(PostgresError):
        if raw.pgconn.exec_(b"ROLLBACK").status == ExecStatus.COMMAND_OK:
            return
    raw.close()  # it hung up, and has taken back what was not committed
