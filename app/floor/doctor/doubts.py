"""What must be true of no row of a table: asked of a whole table at once, and one by one only where one of it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, Select, Table, inspect, literal, or_, select

from app.db import db
from app.kernel.faults import Fault

MOST_IDS = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """``amiss``: what is true of a row that has the fault; ``says``: the sentence, with ``{count}`` or ``{rows}``."""

    code: str
    amiss: ColumnElement[bool]
    says: str


@dataclass(frozen=True)
class Doubts:
    """All of one kind about a table; their statements are made once."""

    table: Table
    all: Sequence[Doubt]

    def faults(self) -> Iterator[Fault]:
        """Those that are more than a doubt, each with the first rows that have it."""
        if not self.all or db.session.execute(self._any).first() is None:
            return
        number = self.table.c.id if "id" in self.table.c else literal(0)
        for one in self.all:
            rows = select(number).select_from(self.table).where(one.amiss).limit(MOST_IDS)
            if ids := tuple(db.session.scalars(rows)):
                more = len(ids) == MOST_IDS
                count, told = f"{len(ids)}{' or more' * more}", f"{', '.join(map(str, ids))}{' and more' * more}"
                yield Fault(one.code, self.table.name, ids, one.says.format(count=count, rows=told))

    @cached_property
    def _any(self) -> Select[int]:
        found = select(literal(1)).select_from(self.table)
        return found.where(or_(*(one.amiss for one in self.all))).limit(1)


def faults_of(doubts: Iterable[Doubts]) -> Iterator[Fault]:
    """Of all tables that are there; ``database.schema`` tells which are not."""
    there = set(inspect(db.session.connection()).get_table_names())
    for one in doubts:
        if one.table.name in there:
            yield from one.faults()
