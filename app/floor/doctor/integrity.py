"""The database itself: its pages, and that every row points to rows that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sqlalchemy import ForeignKeyConstraint, and_, exists, text

from app.db import Model, db
from app.floor.doctor.doubts import Doubt, Doubts, faults_of
from app.floor.doctor.registry import check
from app.kernel.faults import Fault


@check("database.pages", "The file of the database is whole.")
def broken_pages() -> Iterator[Fault]:
    """PostgreSQL looks after its own pages."""
    if db.engine.dialect.name != "sqlite":
        return
    for said in db.session.scalars(text("PRAGMA integrity_check")):
        if said != "ok":
            yield Fault("page_broken", "", (), f"SQLite's integrity_check says: {said}.")


@check("database.foreign_keys", "Every row points to rows that are there.")
def lost_parents() -> Iterable[Fault]:
    return faults_of(_doubts())


@cache
def _doubts() -> Sequence[Doubts]:
    tables = Model.metadata.sorted_tables
    return [Doubts(table, [_orphaned(key) for key in table.foreign_key_constraints]) for table in tables]


def _orphaned(key: ForeignKeyConstraint) -> Doubt:
    """By query on both databases: SQLite's own pragma names rows, not keys, and PostgreSQL has none."""
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    there = exists().where(*(there == here for here, there in pairs)).correlate(key.table)
    columns = ", ".join(element.parent.name for element in key.elements)
    return Doubt(
        "foreign_key_broken",
        and_(*(here.is_not(None) for here, _ in pairs), ~there),
        f"{{count}} of {key.table.name} point by {columns} to rows of {key.referred_table.name} that are not there.",
    )
