"""What must hold in any database: features register checks, `flask doctor` runs them and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, Table, inspect, literal, or_, select

from app.core.db import db
from app.core.errors import IntegrityFault

__all__ = ["CHECKS", "CheckResult", "IntegrityCheck", "check_results", "integrity_check"]


CheckFunction = Callable[[], Iterable[IntegrityFault]]
SomeLook = TypeVar("SomeLook", bound=CheckFunction)
MAX_FAULTS = 1_000
"""Faults of one check that are told; more of the same help nobody."""
MAX_ERROR_TEXT = 200


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """``holds``: the sentence that is true of a sound database."""

    name: str
    holds: str
    look: CheckFunction


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found; no faults: it holds."""

    check: IntegrityCheck
    faults: Sequence[IntegrityFault]


CHECKS: dict[str, IntegrityCheck] = {}


def integrity_check(name: str, holds: str) -> Callable[[SomeLook], SomeLook]:
    """Register ``look() -> faults`` under a name such as ``meetings.claims``. Raises ValueError for a name twice."""

    def register(look: SomeLook) -> SomeLook:
        if name in CHECKS:
            raise ValueError(f"there is a check {name} already")
        CHECKS[name] = IntegrityCheck(name, holds, look)
        return look

    return register


def check_results(*, but: Container[str] = ()) -> list[CheckResult]:
    """Run every check, but for those of these names, upon one moment of the database; the order is theirs."""
    with _read_snapshot():
        return [CheckResult(check, _faults_of_check(check)) for check in CHECKS.values() if check.name not in but]


def _faults_of_check(check: IntegrityCheck) -> list[IntegrityFault]:
    """What a check finds; where it cannot go on, that is a fault, and the others go on."""
    faults: list[IntegrityFault] = []
    savepoint = db.session.begin_nested()  # PostgreSQL answers nothing more after an error, but for going back to here
    try:
        faults.extend(islice(check.look(), MAX_FAULTS))
    except Exception as error:  # whatever a damaged value does to who reads it
        problem = f"{type(error).__name__}: {getattr(error, 'orig', None) or error}".splitlines()[0][:MAX_ERROR_TEXT]
        says = f"The check {check.name} could not go on: what it reads is not as it must be ({problem})."
        faults.append(IntegrityFault("check_cannot_run", "", (), says))
    finally:
        savepoint.rollback()
    return faults


@contextmanager
def _read_snapshot() -> Iterator[None]:
    """A read transaction that sees no later commit; SQLite's plain BEGIN is one, PostgreSQL must be asked for it."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        db.session.connection(execution_options=options)
    try:
        yield
    finally:
        db.session.rollback()


MAX_IDS = 20


@dataclass(frozen=True, slots=True)
class RowRule:
    """``amiss``: what is true of a row that has the fault; ``says``: the sentence, with ``{count}`` or ``{rows}``."""

    code: str
    fault_condition: ColumnElement[bool]
    says: str


@dataclass(frozen=True)
class TableRules:
    """All of one kind about a table; their statements are made once."""

    table: Table
    all: Sequence[RowRule]

    def faults(self) -> Iterator[IntegrityFault]:
        """Those that are more than a doubt, each with the first rows that have it."""
        if not self.all or db.session.execute(self._any).first() is None:
            return
        number = self.table.c.id if "id" in self.table.c else literal(0)
        for rule in self.all:
            rows = select(number).select_from(self.table).where(rule.fault_condition).limit(MAX_IDS)
            if ids := tuple(db.session.scalars(rows)):
                more = len(ids) == MAX_IDS
                count, row_list = f"{len(ids)}{' or more' * more}", f"{', '.join(map(str, ids))}{' and more' * more}"
                yield IntegrityFault(rule.code, self.table.name, ids, rule.says.format(count=count, rows=row_list))

    @cached_property
    def _any(self) -> Select[int]:
        query = select(literal(1)).select_from(self.table)
        return query.where(or_(*(rule.fault_condition for rule in self.all))).limit(1)


def list_faults(rules: Iterable[TableRules]) -> Iterator[IntegrityFault]:
    """Of all tables that are there; ``database.schema`` tells which are not."""
    table_names = set(inspect(db.session.connection()).get_table_names())
    for table_rules in rules:
        if table_rules.table.name in table_names:
            yield from table_rules.faults()
