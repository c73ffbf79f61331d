"""Selects that are made once and run by everybody: written out once, then handed to the driver as they are.

SQLAlchemy looks each statement up anew and prepares for all that a result could be asked; that takes several times as
long as a small select itself, and a booking runs some twenty. What goes in and comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

Processor = Callable[[Any], Any]
_seen: WeakKeyDictionary[Executable, dict[str, _Select] | None] = WeakKeyDictionary()
"""Selects that came once (None), and those that came again, by the name of the dialect."""


def run(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]] | None:
    """The rows of a select that has come before; None where it comes for the first time, is none, or where somebody
    listens to what a connection is asked."""
    if not statement.is_select or connection.dispatch.before_cursor_execute:
        return None
    if (written := _seen.get(statement, ...)) is ...:  # one that is made anew each time never comes again
        _seen[statement] = None
        return None
    if written is None:
        written = _seen[statement] = {}
    name = connection.dialect.name
    if name not in written:
        written[name] = _Select(connection, statement)
    return written[name].run(connection, values)


@dataclass(frozen=True, slots=True)
class _Text:
    """A select in words, for lists of certain lengths: the names of what goes in, in order (None: by name), those of
    the members of each list, and what turns a value into the driver's."""

    sql: str
    order: tuple[str, ...] | None
    members: dict[str, list[str]]
    processors: dict[str, Processor]


class _Select:
    def __init__(self, connection: Connection, statement: Executable) -> None:
        self.compiled = cast(SQLCompiler, statement.compile(connection, compile_kwargs={}))  # type: ignore[attr-defined]
        binds = self.compiled.bind_names
        self.lists = tuple(name for one, name in binds.items() if one.expanding)
        self.constants = {name: one.effective_value for one, name in binds.items() if not one.required}
        self.columns = self.compiled._result_columns
        self.names = SimpleResultMetaData([column.keyname for column in self.columns])
        self.texts: dict[tuple[int, ...], _Text] = {}
        self.getters: list[tuple[int, Processor]] | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
        given = {**self.constants, **values}
        lengths = tuple(len(given[name]) for name in self.lists)
        text = self.texts.get(lengths)
        if text is None:
            text = self.texts[lengths] = self._text(given)
        sent = self._sent(text, given)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text.sql, sent)
            rows = cursor.fetchall()
            getters = self.getters
            if getters is None:
                getters = self.getters = self._getters(connection, cursor.description)
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, text.sql, sent, cursor, None)
        finally:
            cursor.close()
        if getters and rows:  # a column at a time: most need nothing
            columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
            for place, get in getters:
                columns[place] = map(get, columns[place])
            rows = list(zip(*columns, strict=True))
        return IteratorResult(self.names, iter(rows))

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

    def _getters(self, connection: Connection, described: Any) -> list[tuple[int, Processor]]:
        """What turns the driver's values into ours, by the place of the column; others stay as they are."""
        kinds = [column[1] for column in described]
        getters = [
            column.type._cached_result_processor(connection.dialect, kind)
            for column, kind in zip(self.columns, kinds, strict=True)
        ]
        return [(place, get) for place, get in enumerate(getters) if get is not None]


def _ordered(names: Sequence[str] | None) -> tuple[str, ...] | None:
    return tuple(names) if names is not None else None
