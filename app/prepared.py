"""Statements that a connection to PostgreSQL keeps prepared, each asked by one call of libpq.

psycopg's cursors do the same by way of Python, which takes three times as long for a statement that finds a row. What
goes in is written, and what comes out is read, as psycopg is taught to. A connection that has begun no transaction
begins none here: each statement then stands for itself, as READ COMMITTED has it anyhow.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from copy import copy
from functools import cache
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


@cache
def numbered(dialect: Dialect) -> Dialect:
    """The same dialect, naming what goes in by its place ($1), as libpq wants it."""
    other: Any = copy(dialect)
    other.paramstyle, other.positional = "numeric_dollar", True
    other.identifier_preparer = other.preparer(other)
    return cast(Dialect, other)


def prepared_by(connection: Connection) -> Prepared:
    """What this connection has prepared."""
    found = connection.info.get("prepared")
    if found is None:
        found = connection.info["prepared"] = Prepared(cast("Raw[Any]", connection.connection.dbapi_connection))
    return cast(Prepared, found)


def forget_prepared(connection: Connection) -> None:
    """psycopg has let go of everything, ours too."""
    connection.info.pop("prepared", None)


class Prepared:
    """Of one connection, by their words and the kinds of what goes in. What comes for the first time is not prepared:
    it may never come again."""

    def __init__(self, raw: Raw[Any]) -> None:
        self._raw = raw
        self._names: OrderedDict[tuple[str, tuple[int, ...]], bytes | None] = OrderedDict()
        self._last = 0

    def ask(self, sql: str, values: Sequence[Any]) -> tuple[Sequence[tuple[Any, ...]], PGresult]:
        """The rows, and what they came in. Raises psycopg's errors."""
        transformer = Transformer(self._raw)
        sent: Any = transformer.dump_sequence(values, (PyFormat.TEXT,) * len(values))
        kinds = tuple([0 if kind in _WHOLE else kind for kind in transformer.types or ()])
        name = self._name(sql, kinds)
        if name is None:
            result = self._raw.pgconn.exec_params(sql.encode(), sent, kinds)
        else:
            result = self._raw.pgconn.exec_prepared(name, sent)
        check(result)
        transformer.set_pgresult(result)
        return cast(Sequence[tuple[Any, ...]], transformer.load_rows(0, result.ntuples, tuple)), result

    def _name(self, sql: str, kinds: tuple[int, ...]) -> bytes | None:
        names, key = self._names, (sql, kinds)
        if (name := names.get(key)) is not None:
            names.move_to_end(key)
            return name
        if key in names:
            self._last += 1
            name = b"qiao_%d" % self._last
            check(self._raw.pgconn.prepare(name, sql.encode(), kinds))
        names[key] = name
        names.move_to_end(key)
        while len(names) > KEPT:
            _key, oldest = names.popitem(last=False)
            if oldest is not None:
                check(self._raw.pgconn.exec_(b"DEALLOCATE " + oldest))
        return name


def check(result: PGresult) -> None:
    """Raises psycopg's error for what PostgreSQL refused, OperationalError where it hung up."""
    if result.status not in _ANSWERS:
        if result.error_field(DiagnosticField.SQLSTATE) is None:
            raise OperationalError(result.error_message.decode("utf-8", "replace"))
        raise error_from_result(result, encoding="utf-8")
