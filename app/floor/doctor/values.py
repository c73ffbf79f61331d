"""Every value can be read as what its column holds, and passes the checks that the program has for it.

SQLite takes any value in any column, and a check can be switched off; PostgreSQL keeps kinds apart, but not lists from
mappings within JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    Integer,
    Table,
    Time,
    TypeDecorator,
    and_,
    case,
    func,
    literal_column,
    or_,
    type_coerce,
)
from sqlalchemy import String as Text
from sqlalchemy.types import TypeEngine

from app.db import Model, db
from app.floor.doctor.doubts import Doubt, Doubts, faults_of
from app.floor.doctor.registry import check
from app.kernel.faults import Fault

MOMENTS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (DateTime, "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]*"),
    (Date, "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"),
    (Time, "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*"),
)
"""How SQLite's text of a moment looks that can be read back."""


@check("database.values", "Every value is of the kind that its column holds, and passes the checks of this program.")
def unreadable() -> Iterable[Fault]:
    return faults_of(_doubts(sqlite=db.engine.dialect.name == "sqlite"))


@cache
def _doubts(*, sqlite: bool) -> Sequence[Doubts]:
    tables = Model.metadata.sorted_tables
    return [Doubts(table, [*_of_columns(table, sqlite=sqlite), *_of_checks(table)]) for table in tables]


def _of_columns(table: Table, *, sqlite: bool) -> Iterator[Doubt]:
    for column in table.columns:
        if (amiss := _amiss(column, sqlite=sqlite)) is not None:
            yield Doubt("value_unreadable", amiss, f"{table.name}.{column.name} cannot be read in row {{rows}}.")


def _of_checks(table: Table) -> Iterator[Doubt]:
    for one in table.constraints:
        if isinstance(one, CheckConstraint):
            says = f"{table.name} breaks the check {one.name} in row {{rows}}."
            yield Doubt("check_broken", literal_column(f"NOT ({one.sqltext})"), says)


def _amiss(column: Column[object], *, sqlite: bool) -> ColumnElement[bool] | None:
    """What is true of a value that cannot be read; None where any can."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return _no_json(column, sqlite=sqlite)
    if not sqlite:
        return None
    stored, of = type_coerce(column, Text), func.typeof(column)
    if isinstance(kind, Boolean | Integer):
        return of.not_in(("integer", "null"))
    if isinstance(kind, Float):
        return of.not_in(("real", "integer", "null"))
    if isinstance(kind, Text):
        return of.not_in(("text", "null"))  # bytes, as a tool may have left them
    shape = next((shape for moment, shape in MOMENTS if isinstance(kind, moment)), None)
    if shape is None:
        return None
    return and_(column.is_not(None), or_(of != "text", stored.op("NOT GLOB")(shape), func.julianday(stored).is_(None)))


def _no_json(column: Column[object], *, sqlite: bool) -> ColumnElement[bool] | None:
    """No JSON at all, or none of the shape that the column begins with."""
    begins = getattr(column.default, "arg", None)
    shape = {"dict": "object", "list": "array"}.get(getattr(begins, "__name__", ""))
    if not sqlite:
        return func.json_typeof(column) != shape if shape is not None else None
    stored = type_coerce(column, Text)
    if shape is None:
        return func.json_valid(stored) == 0
    return case((func.json_valid(stored) == 1, func.json_type(stored)), else_="none") != shape  # in this order
