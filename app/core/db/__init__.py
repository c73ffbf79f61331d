"""The database: base class, transactions, cached reads; which constraint broke, what may be tried again."""

from __future__ import annotations

import contextlib
import itertools
import random
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Index, MetaData, TypeDecorator, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, InstanceState, Session, registry

from app.core.db.engines import WriteQueueTimeout, checkpoint, write_turn
from app.core.errors import Busy

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
P = ParamSpec("P")
T = TypeVar("T")
LOCK_SECONDS = 5.0
COMMITS_BETWEEN_CHECKPOINTS = 50
_commit_counter = itertools.count(1)
"""Of this process, on SQLite."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant: stored as UTC, read back as UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table. Attributes annotated ``datetime`` are UTC instants, ``dict`` and ``list`` are JSON."""

    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: UtcDateTime(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
            list[str]: JSON(),
        },
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let no table of SQLite give a number twice: links, notices, logs and exports name rows by it, also those
        that are gone. PostgreSQL's sequences never do."""
        super().__init_subclass__(**kwargs)
        if (table := getattr(cls, "__table__", None)) is not None:
            table.dialect_options["sqlite"]["autoincrement"] = True


ROW_STATE_ATTRIBUTES = (
    "key",
    "identity_token",
    "session_id",
    "runid",
    "insert_order",
    "modified",
    "expired",
    "callables",
    "parents",
    "load_options",
    "load_path",
    "_instance_dict",
    "_pending_mutations",
    "_strong_obj",
    "_last_known_values",
    "_deleted",
    "_load_pending",
    "_orphaned_outside_of_session",
)
"""What SQLAlchemy may ever set on the state that it keeps for each row."""


def _preset_state_attributes() -> None:
    """Let the first state ever made bear every attribute, so that CPython 3.11 keeps room for all of them in each.

    Without room, a state gets a dict when its session closes; making it may collect garbage, and where the state's own
    row is garbage (in a cycle, such as a template's macro makes with its rows), its clean-up makes a second dict of the
    same values. Both free them: the process dies (``tests/test_db_states.py``). Later versions are sound.
    """
    first: Any = InstanceState.__new__(InstanceState)
    for name in ROW_STATE_ATTRIBUTES:
        setattr(first, name, None)


if sys.version_info < (3, 12):
    _preset_state_attributes()
db = SQLAlchemy(model_class=Model)


class Transaction:
    """What a running transaction offers besides the session: acts that wait for its commit, and answers that hold
    until then, kept ``at_hand`` for who asks again."""

    def __init__(self) -> None:
        self.after_commit: list[Callable[[], None]] = []
        self.at_hand: dict[object, Any] = {}

    def then(self, act: Callable[[], None]) -> None:
        """Run ``act`` once the commit has succeeded; never on a rollback."""
        self.after_commit.append(act)


def close_session(_error: BaseException | None) -> None:
    """End what a request still reads; an answer that is made is not lost because the database hung up since."""
    try:
        db.session.close()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise


def current_transaction() -> Transaction:
    """The transaction that runs now; RuntimeError outside of one."""
    transaction_now = db.session.info.get("transaction")
    if not isinstance(transaction_now, Transaction):
        raise RuntimeError("this writes, so it belongs inside transaction()")
    return transaction_now


def in_transaction() -> bool:
    return isinstance(db.session.info.get("transaction"), Transaction)


@contextlib.contextmanager
def transaction() -> Iterator[Session]:
    """One write transaction: everything in the block is kept, or nothing is. The only thing that commits.

    Inside a running one it joins it. Otherwise it refuses a session that already holds unsaved changes, ends the read
    transaction that the request holds, and opens a write transaction before the first read. Raises ``Busy`` when the
    write lock of SQLite, or a row of PostgreSQL, is not had in five seconds.
    """
    session: Session = db.session()
    if in_transaction():
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("the session holds changes made outside transaction()")
    session.rollback()
    now_running = Transaction()
    with _write_lock(), _row_lock_errors():
        _begin_writing(session)
        session.info["transaction"] = now_running
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("transaction", None)
    for act in now_running.after_commit:
        act()


def end_read_transaction() -> None:
    """End the read transaction of the session, so that long work keeps nothing open; within ``transaction()`` it is the
    transaction's."""
    if not in_transaction():
        db.session.rollback()


def cached_read(query: Callable[P, T]) -> Callable[P, T]:
    """Ask the database once in a read transaction: a page needs the same in several places.

    The arguments are hashable, and nobody changes the answer. Within ``transaction()`` it is asked each time.
    """

    @wraps(query)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        if in_transaction():
            return query(*args, **kwargs)
        key = (query, args, tuple(sorted(kwargs.items())))
        if key not in _cached_answers():
            result = query(*args, **kwargs)
            _cached_answers()[key] = result
            return result
        return cast(T, _cached_answers()[key])

    return answer


def _cached_answers() -> dict[object, Any]:
    """Of the read transaction that the session is in now."""
    session: Session = db.session()
    begun, answers = session.info.get("answers", (None, {}))
    if begun is None or begun is not session.get_transaction():
        begun, answers = session.get_transaction(), {}
        session.info["answers"] = (begun, answers)
    return cast("dict[object, Any]", answers)


@contextlib.contextmanager
def side_transaction() -> Iterator[Connection]:
    """A short write transaction on a connection of its own: counters, heartbeats, progress.

    The session neither sees it begin nor loses what it holds. Refused inside ``transaction()``, where SQLite would wait
    for itself. Raises ``Busy`` as ``transaction()`` does.
    """
    if in_transaction():
        raise RuntimeError("aside() inside transaction() would wait for itself")
    with _write_lock(), _row_lock_errors(), db.engine.connect().execution_options(writes=True) as connection:
        try:
            begun = connection.begin()
        except OperationalError as error:
            if error.connection_invalidated:
                raise
            raise Busy("busy") from error
        with begun:
            yield connection


@contextlib.contextmanager
def _row_lock_errors() -> Iterator[None]:
    """Raises ``Busy`` where PostgreSQL's ``lock_timeout`` ended a statement."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":
            raise Busy("busy") from error
        raise


def _begin_writing(session: Session) -> None:
    try:
        session.connection(execution_options={"writes": True})
    except OperationalError as error:
        session.rollback()
        if error.connection_invalidated:
            raise
        raise Busy("busy") from error


@contextlib.contextmanager
def _write_lock() -> Iterator[None]:
    """The writers of one SQLite file, one after the other; those of PostgreSQL wait for rows, in there."""
    path = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    try:
        with write_turn(path, seconds=LOCK_SECONDS):
            yield
    except WriteQueueTimeout as error:
        raise Busy("busy") from error
    if next(_commit_counter) % COMMITS_BETWEEN_CHECKPOINTS == 0:
        checkpoint(db.engine)


def now() -> datetime:
    """The present instant, UTC; tests set ``CLOCK`` in the app's configuration."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def new_public_id() -> str:
    """An unguessable name for a row that is addressed from outside (128 bits)."""
    return uuid.uuid4().hex


MAX_ATTEMPTS = 8


def retry_transient(act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call ``act`` (one whole transaction) again on serialization failures, deadlocks, a busy SQLite; then ``Busy``.

    As a part of a larger transaction it is not called again: that one is lost as a whole.
    """
    for attempt in range(MAX_ATTEMPTS):
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


def is_timeout(error: DBAPIError) -> bool:
    """Whether PostgreSQL's ``statement_timeout`` ended a statement."""
    return getattr(error.orig, "sqlstate", None) == "57014"


def is_unreachable(error: DBAPIError) -> bool:
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
    columns_by_key = {}
    for table in Model.metadata.tables.values():
        keys: list[UniqueConstraint | Index] = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
        for key in (*keys, *(index for index in table.indexes if index.unique)):
            columns_by_key[str(key.name)] = ", ".join(f"{table.name}.{column.name}" for column in key.columns)
    return columns_by_key


def enum_check(column: str, words: Iterable[str]) -> str:
    """A CHECK condition: ``column`` holds one of ``words`` (which hold no quotes)."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"
