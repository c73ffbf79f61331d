"""Statements that a connection to PostgreSQL keeps prepared, each asked by one call of libpq.

psycopg's cursors do the same by way of Python, which takes three times as long for a statement that finds a row. What
goes in is written, and what comes out is read, as psycopg is taught to. A connection that has begun no transaction
begins none here: each statement then stands for itself, as READ COMMITTED has it anyhow.

What need not be answered goes along with what is asked next: to send something and to wait for the answer takes longer
than most of what a booking asks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from copy import copy
from functools import cache
from select import POLLIN, poll, select
from typing import Any, cast

from psycopg import Connection as Raw
from psycopg import adapters
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Dialect

KEPT = 400
"""Statements that one connection has prepared; a request runs some forty, all pages together some hundreds."""
_WHOLE = frozenset(adapters.types[name].oid for name in ("int2", "int4", "int8"))
"""Kinds of whole numbers, which psycopg tells by their size; each statement says itself which it takes."""
_ANSWERS = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


Answer = tuple[Sequence[tuple[Any, ...]], PGresult]
"""Rows, and what they came in."""


@cache
def numbered(dialect: Dialect) -> Dialect:
    """The same dialect, naming what goes in by its place ($1), as libpq wants it."""
    other: Any = copy(dialect)
    other.paramstyle, other.positional = "numeric_dollar", True
    other.identifier_preparer = other.preparer(other)
    return cast(Dialect, other)


def prepared_by(connection: Connection) -> Prepared:
    """What this connection has prepared."""
    return prepared_of(connection.connection.dbapi_connection)


def prepared_of(raw: Any) -> Prepared:
    """The same of psycopg's connection, or of the pool's for it."""
    found = getattr(raw, "prepared_here", None)
    if found is None:
        driver = getattr(raw, "dbapi_connection", raw)
        found = driver.prepared_here = Prepared(driver)
    return cast(Prepared, found)


class Prepared:
    """Of one connection, by their words and the kinds of what goes in. What comes for the first time is not prepared:
    it may never come again."""

    def __init__(self, raw: Raw[Any]) -> None:
        self._raw = raw
        self._names: OrderedDict[tuple[str, tuple[int, ...]], bytes | None] = OrderedDict()
        self._last = 0
        self._late: list[str] = []
        self._answer = poll()
        self._answer.register(raw.pgconn.socket, POLLIN)
        self.refused = ""
        """The words of what was refused last."""

    def forget(self) -> None:
        """psycopg has let go of everything, ours too."""
        self._names.clear()

    def ask(self, sql: str, values: Sequence[Any]) -> Answer:
        """Raises psycopg's errors, also those of what was told before."""
        if self._late:
            return self.ask_together([(sql, values)])[0]
        transformer, name, sent, kinds = self._written(sql, values)
        if name is None:
            result = self._raw.pgconn.exec_params(sql.encode(), sent, kinds)
        else:
            result = self._raw.pgconn.exec_prepared(name, sent)
        self._check(sql, result)
        return _read(transformer, result)

    def ask_together(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[Answer]:
        """Each answer of several statements, in the time of one."""
        written = [(sql, *self._written(sql, values)) for sql, values in asked]
        for sql, _transformer, *sent in written:
            self._send(sql, *sent)
        results = self._heard()[-len(asked) :]
        return [_read(one[1], result) for one, result in zip(written, results, strict=True)]

    def tell(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Have it done before what is asked next, which raises what is refused; or the commit does."""
        _transformer, *written = self._written(sql, values)
        self._send(sql, *written)

    def settle(self) -> None:
        """Wait for what was told. Raises psycopg's errors."""
        if self._late:
            self._heard()

    def _written(self, sql: str, values: Sequence[Any]) -> tuple[Any, bytes | None, Any, tuple[int, ...]]:
        self.refused = ""
        transformer: Any = Transformer(self._raw)
        sent: Any = transformer.dump_sequence(values, (PyFormat.TEXT,) * len(values))
        kinds = tuple([0 if kind in _WHOLE else kind for kind in transformer.types or ()])
        return transformer, self._name(sql, kinds), sent, kinds

    def _send(self, sql: str, name: bytes | None, sent: Any, kinds: tuple[int, ...]) -> None:
        if not self._late:
            self._raw.pgconn.enter_pipeline_mode()
        self._late.append(sql)
        if name is None:
            self._raw.pgconn.send_query_params(sql.encode(), sent, kinds)
        else:
            self._raw.pgconn.send_query_prepared(name, sent)

    def _heard(self) -> list[PGresult]:
        """All answers; none is left."""
        told, self._late = self._late, []
        self._raw.pgconn.pipeline_sync()
        results = [self._next() for _ in told for _ in ("an answer", "its end")][::2]
        self._next()  # the sign of the whole
        self._raw.pgconn.exit_pipeline_mode()
        for sql, result in zip(told, results, strict=True):
            self._check(sql, result)
        return cast(list[PGresult], results)

    def _next(self) -> PGresult | None:
        """Others go on meanwhile: to get an answer that has not come yet would hold the interpreter."""
        server = self._raw.pgconn
        while server.flush():
            select((), (server.socket,), ())
        while server.is_busy():
            self._answer.poll()
            server.consume_input()
        return server.get_result()

    def _check(self, sql: str, result: PGresult | None) -> None:
        if result is None or result.status not in _ANSWERS:
            self.refused = sql
        check(result)

    def _name(self, sql: str, kinds: tuple[int, ...]) -> bytes | None:
        names, key = self._names, (sql, kinds)
        if (name := names.get(key)) is not None:
            names.move_to_end(key)
            return name
        if key in names:
            self.settle()
            self._last += 1
            name = b"qiao_%d" % self._last
            check(self._raw.pgconn.prepare(name, sql.encode(), kinds))
        names[key] = name
        names.move_to_end(key)
        while len(names) > KEPT:
            _key, oldest = names.popitem(last=False)
            if oldest is not None:
                self.settle()
                check(self._raw.pgconn.exec_(b"DEALLOCATE " + oldest))
        return name


def _read(transformer: Any, result: PGresult) -> Answer:
    transformer.set_pgresult(result)
    return cast(Sequence[tuple[Any, ...]], transformer.load_rows(0, result.ntuples, tuple)), result


def check(result: PGresult | None) -> None:
    """Raises psycopg's error for what PostgreSQL refused, OperationalError where it hung up."""
    if result is None:
        raise OperationalError("no answer")
    if result.status not in _ANSWERS:
        if result.error_field(DiagnosticField.SQLSTATE) is None:
            raise OperationalError(result.error_message.decode("utf-8", "replace"))
        raise error_from_result(result, encoding="utf-8")
