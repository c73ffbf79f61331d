"""Statements that are made once and run by everybody: written out once, then handed to the driver as they are.

SQLAlchemy looks each statement up anew and prepares for all that a result could be asked; that takes several times as
long as a small statement itself, and a booking runs some forty. What goes in and comes out is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

from app.prepared import Answer, numbered, prepared_by

Processor = Callable[[Any], Any]
FEW = 4
"""So many rows are sent to PostgreSQL as one statement, which is kept for each number of them."""
ALONE = 8
"""So many rows are read one by one, which costs less than to turn them into columns."""
_PLACE = re.compile(r"\$(\d+)")
_seen: WeakKeyDictionary[Executable, dict[object, _Written | None] | None] = WeakKeyDictionary()
"""Statements that came once (None), and those that came again: by the name of the dialect and, where it matters, the
columns that are given; None for one of which SQLAlchemy must do more than hand it on."""


def run(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]] | None:
    """What a statement that has come before gives back; None where it comes for the first time, is none that could be
    handed on, or where somebody listens to what a connection is asked."""
    written = _written(connection, statement, values)
    return None if written is None else written.run(connection, values)


def read(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]] | None:
    """The rows of what ``run`` gives back, bare; None where that is None."""
    written = _written(connection, statement, values)
    return None if written is None else written.rows(connection, values)


def tell(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> bool:
    """``run`` for what need not be answered: it is done before what is asked next, which raises what is refused; or the
    commit does. Whether it was told."""
    written = _written(connection, statement, values)
    if written is not None:
        written.tell(connection, values)
    return written is not None


def run_together(
    connection: Connection, asked: Sequence[tuple[Executable, Mapping[str, Any]]]
) -> list[Result[*tuple[Any, ...]]] | None:
    """What ``run`` gives back of each, of PostgreSQL in the time of one; None where that is None of one of them."""
    written = [_written(connection, statement, values) for statement, values in asked]
    known = [one for one in written if one is not None]
    if len(known) < len(written) or connection.dialect.name != "postgresql":
        return None
    sent = [one.sent(values) for one, (_statement, values) in zip(known, asked, strict=True)]
    prepared = prepared_by(connection)
    try:
        answers = prepared.ask_together(sent)
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, prepared.refused, (), None, None)
    return [IteratorResult(one.names, iter(one.read(answer))) for one, answer in zip(known, answers, strict=True)]


def run_many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> bool:
    """The same of one that is run for each of these rows, which name the same columns; whether it was."""
    few = len(rows) <= FEW and connection.dialect.name == "postgresql"
    written = _written(connection, statement, rows[0], many=True, prepared=few)
    if written is None:
        return False
    if few:
        written.run_few(connection, rows)
    else:
        written.run_many(connection, rows)
    return True


def _written(
    connection: Connection,
    statement: Executable,
    values: Mapping[str, Any],
    *,
    many: bool = False,
    prepared: bool = True,
) -> _Written | None:
    if not (statement.is_select or statement.is_dml) or connection.dispatch.before_cursor_execute:
        return None
    known = _seen.get(statement, ...)
    if known is ...:  # one that is made anew each time never comes again
        _seen[statement] = None
        return None
    if known is None:
        known = _seen[statement] = {}
    key: object = connection.dialect.name
    if statement.is_dml:
        key = (key, many, prepared, *values)
    if key not in known:
        written = _Written(connection, statement, values, many=many, prepared=prepared)
        known[key] = written if written.is_all else None
    return known[key]


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement in words, for lists of certain lengths: the names of what goes in, in order (None: by name), those of
    the members of each list, and what turns a value into the driver's."""

    sql: str
    order: tuple[str, ...] | None
    members: dict[str, list[str]]
    processors: dict[str, Processor]


class _Written:
    def __init__(
        self, connection: Connection, statement: Executable, values: Mapping[str, Any], *, many: bool, prepared: bool
    ) -> None:
        given: dict[str, Any] = {"column_keys": list(values), "for_executemany": many} if statement.is_dml else {}
        self.is_prepared = connection.dialect.name == "postgresql" and prepared
        self.dialect = numbered(connection.dialect) if self.is_prepared else connection.dialect
        self.compiled = cast(SQLCompiler, statement.compile(dialect=self.dialect, compile_kwargs={}, **given))  # type: ignore[attr-defined]
        binds = self.compiled.bind_names
        self.lists = tuple(name for one, name in binds.items() if one.expanding)
        self.constants = {name: one.effective_value for one, name in binds.items() if not one.required}
        self.columns = self.compiled._result_columns
        self.defaults: dict[str, Any] = {column.key: column.default for column in self.compiled.insert_prefetch}
        self.names = SimpleResultMetaData([column.keyname for column in self.columns])
        self.texts: dict[tuple[int, ...], _Text] = {}
        self.getters: list[tuple[int, Processor]] | None = None

    @property
    def is_all(self) -> bool:
        """Whether the words and what is given, with columns' own values or functions for the rest, are all of it."""
        known = all(one.is_scalar or one.is_callable for one in self.defaults.values())
        return known and not self.compiled.update_prefetch

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
        return IteratorResult(self.names, iter(self.rows(connection, values)))

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        given = self._given(values)
        text = self._text_for(given)
        sent = self._sent(text, given)
        if self.is_prepared:
            return self._of_prepared(connection, text, sent)
        rows: Sequence[tuple[Any, ...]] = ()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text.sql, sent)
            if self.columns:
                rows = cursor.fetchall()
                if self.getters is None:
                    self.getters = self._getters([cast(int, column[1]) for column in cursor.description])
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, text.sql, sent, cursor, None)
        finally:
            cursor.close()
        return self._read(rows)

    def _of_prepared(self, connection: Connection, text: _Text, sent: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        prepared = prepared_by(connection)
        try:
            answer = prepared.ask(text.sql, sent)
        except connection.dialect.loaded_dbapi.Error as error:
            refused = prepared.refused or text.sql
            connection._handle_dbapi_exception(error, refused, sent if refused is text.sql else (), None, None)
        return self.read(answer)

    def sent(self, values: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        """The words, and what goes in."""
        given = self._given(values)
        text = self._text_for(given)
        return text.sql, self._sent(text, given)

    def read(self, answer: Answer) -> Sequence[tuple[Any, ...]]:
        """The rows of PostgreSQL's answer."""
        rows, result = answer
        if self.getters is None:
            self.getters = self._getters([result.ftype(place) for place in range(result.nfields)])
        return self._read(rows)

    def _tell_prepared(self, connection: Connection, sql: str, sent: Sequence[Any]) -> None:
        prepared = prepared_by(connection)
        try:
            prepared.tell(sql, sent)
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, prepared.refused or sql, (), None, None)

    def tell(self, connection: Connection, values: Mapping[str, Any]) -> None:
        if not self.is_prepared:
            self.rows(connection, values)
            return
        self._tell_prepared(connection, *self.sent(values))

    def _text_for(self, given: dict[str, Any]) -> _Text:
        lengths = tuple(len(given[name]) for name in self.lists)
        text = self.texts.get(lengths)
        if text is None:
            text = self.texts[lengths] = self._text(given)
        return text

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        given = {**self.constants, **values}
        for name, default in self.defaults.items():
            given[name] = default.arg(None) if default.is_callable else default.arg
        return given

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        text = self.texts.get(())
        if text is None:
            text = self.texts[()] = self._text({})
        sent = [self._sent(text, self._given(row)) for row in rows]
        cursor = connection.connection.cursor()
        try:
            if connection.dialect.name == "postgresql":
                prepared_by(connection).settle()
            cursor.executemany(text.sql, sent)
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, text.sql, sent, cursor, None)
        finally:
            cursor.close()

    def run_few(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The rows of an insert in one statement."""
        key = (len(rows),)
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = _repeated(self._text({}), len(rows))
        sent = [value for row in rows for value in self._sent(text, self._given(row))]
        self._tell_prepared(connection, text.sql, sent)

    def _read(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        if not self.getters or not rows:
            return rows
        if len(rows) <= ALONE:
            return [self._row(row) for row in rows]
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))  # a column at a time: most need nothing
        for place, get in self.getters:
            columns[place] = map(get, columns[place])
        return list(zip(*columns, strict=True))

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, get in self.getters or ():
            values[place] = get(values[place])
        return tuple(values)

    def _text(self, given: dict[str, Any]) -> _Text:
        processors: dict[str, Processor] = dict(self.compiled._bind_processors)  # type: ignore[arg-type]
        if not self.lists:
            return _Text(self.compiled.string, _ordered(self.compiled.positiontup), {}, processors)
        written = self.compiled._process_parameters_for_postcompile(dict(given))
        members = {name: list(written.parameter_expansion[name]) for name in self.lists}
        processors.update(written.processors)
        return _Text(written.statement, _ordered(written.positiontup), members, processors)

    @staticmethod
    def _sent(text: _Text, given: dict[str, Any]) -> Any:
        for name, members in text.members.items():
            given.update(zip(members, given.pop(name), strict=True))
        for name, process in text.processors.items():
            if name in given:
                given[name] = process(given[name])
        return given if text.order is None else [given[name] for name in text.order]

    def _getters(self, kinds: Sequence[int]) -> list[tuple[int, Processor]]:
        """What turns the driver's values into ours, by the place of the column; others stay as they are."""
        getters = [
            column.type._cached_result_processor(self.dialect, kind)
            for column, kind in zip(self.columns, kinds, strict=True)
        ]
        return [(place, get) for place, get in enumerate(getters) if get is not None]


def _repeated(text: _Text, times: int) -> _Text:
    """An insert of one row as one of several, what goes in row after row."""
    head, values = text.sql.split(" VALUES ")
    width = len(text.order or ())
    rows = (_PLACE.sub(lambda place: f"${int(place[1]) + row * width}", values) for row in range(times))  # noqa: B023
    return replace(text, sql=f"{head} VALUES {', '.join(rows)}")


def _ordered(names: Sequence[str] | None) -> tuple[str, ...] | None:
    return tuple(names) if names is not None else None
