"""The checks of core: pages, foreign keys, schema, values; no email, job or key is stuck or half written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    Table,
    Time,
    TypeDecorator,
    and_,
    case,
    cast,
    exists,
    func,
    inspect,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy import String as Text
from sqlalchemy.types import String, TypeEngine

from app.core.db import Model, db, now
from app.core.errors import IntegrityFault
from app.core.integrity import RowRule, TableRules, integrity_check, list_faults
from app.core.jobs.housekeeping import STALE_AFTER
from app.core.mail.sending import LOST_AFTER, RETRY_PAUSES, STUCK_AFTER
from app.core.models import DigestLine, IdempotencyKey, JobRun, Notice, Outbox


@integrity_check("database.pages", "The file of the database is whole.")
def list_broken_pages() -> Iterator[IntegrityFault]:
    """PostgreSQL looks after its own pages."""
    if db.engine.dialect.name != "sqlite":
        return
    for answer in db.session.scalars(text("PRAGMA integrity_check")):
        if answer != "ok":
            yield IntegrityFault("page_broken", "", (), f"SQLite's integrity_check says: {answer}.")


@integrity_check("database.foreign_keys", "Every row points to rows that are there.")
def list_broken_foreign_keys() -> Iterable[IntegrityFault]:
    return list_faults(_foreign_key_rules())


@cache
def _foreign_key_rules() -> Sequence[TableRules]:
    tables = Model.metadata.sorted_tables
    return [TableRules(table, [_foreign_key_rule(key) for key in table.foreign_key_constraints]) for table in tables]


def _foreign_key_rule(key: ForeignKeyConstraint) -> RowRule:
    """By query on both databases: SQLite's own pragma names rows, not keys, and PostgreSQL has none."""
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    there = exists().where(*(there == here for here, there in pairs)).correlate(key.table)
    columns = ", ".join(element.parent.name for element in key.elements)
    return RowRule(
        "foreign_key_broken",
        and_(*(here.is_not(None) for here, _ in pairs), ~there),
        f"{{count}} of {key.table.name} point by {columns} to rows of {key.referred_table.name} that are not there.",
    )


TRIGGERS = {
    "sqlite": (
        "notices_no_update",
        "notices_no_delete",
        "consents_no_update",
        "consents_no_delete",
        "slots_no_overlap_insert",
        "slots_no_overlap_update",
    ),
    "postgresql": ("notices_append_only", "consents_no_delete", "consents_no_update"),
}
"""What no model can say: migrations make them."""
EXCLUSIONS = ("slots_no_overlap",)
"""On PostgreSQL alone."""
REFUSING_TRIGGERS_SQL = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND tgenabled <> 'D' AND prosrc LIKE '%RAISE EXCEPTION%'"
    ),
}
"""Names of the triggers that refuse what is asked; others of the same name may do nothing."""


@integrity_check("database.schema", "Tables, keys and indexes are those of this program.")
def list_schema_changes() -> Iterator[IntegrityFault]:
    """What a migration would have to do; tables that are not ours (a queue in the same database) are passed over."""
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    for difference in compare_metadata(context, Model.metadata):
        for act, *what in difference if isinstance(difference, list) else [difference]:
            if act.startswith(("add_", "modify_")):
                name, table = _changed_name(act, what), _changed_table(what)
                yield IntegrityFault(
                    "schema_differs", table, (), f"{_object_word(act)} {name} of table {table} is not as it must be."
                )


@integrity_check("database.checks", "What may stand in a column is checked by the database as by this program.")
def list_missing_checks() -> Iterator[IntegrityFault]:
    stored = inspect(db.session.connection())
    table_names = set(stored.get_table_names())
    for table in Model.metadata.sorted_tables:
        if table.name not in table_names:
            continue
        present = {constraint["name"] for constraint in stored.get_check_constraints(table.name)}
        for name in sorted(_check_names(table) - present):
            yield IntegrityFault("check_lost", table.name, (), f"The check {name} of table {table.name} is not there.")


@integrity_check("database.triggers", "Logs are append-only and times never overlap: the database sees to it.")
def list_missing_triggers() -> Iterator[IntegrityFault]:
    name = db.engine.dialect.name
    required = set(TRIGGERS[name])
    present = set(db.session.scalars(text(REFUSING_TRIGGERS_SQL[name])))
    if name == "postgresql":
        required |= set(EXCLUSIONS)
        present |= set(db.session.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'x'")))
    for lost in sorted(required - present):
        yield IntegrityFault(
            "trigger_lost", "", (), f"The trigger {lost} is not there, is switched off, or refuses nothing."
        )


def _check_names(table: Table) -> set[str]:
    return {
        str(constraint.name)
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and constraint.name is not None
    }


def _changed_name(act: str, what: list[object]) -> str:
    """Of a column that is otherwise Alembic says schema, table, column, and what differs."""
    if act.startswith("modify_"):
        return str(what[2])
    return next((str(name) for part in reversed(what) if (name := getattr(part, "name", None))), str(what[-1]))


def _changed_table(what: list[object]) -> str:
    """Alembic names a table by itself, by its name, or behind one of its parts."""
    for part in what:
        if isinstance(part, Table):
            return str(part.name)
        if isinstance(owner := getattr(part, "table", None), Table):
            return str(owner.name)
    return next((str(part) for part in what if isinstance(part, str)), "")


def _object_word(act: str) -> str:
    words = {"constraint": "Key", "index": "Index", "fk": "Foreign key", "table": "Table", "column": "Column"}
    return words.get(act.partition("_")[2], "Column")


SQLITE_MOMENT_SHAPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (DateTime, "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]*"),
    (Date, "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"),
    (Time, "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*"),
)
"""How SQLite's text of a moment looks that can be read back."""


@integrity_check(
    "database.values", "Every value is of the kind that its column holds, and passes the checks of this program."
)
def list_unreadable_values() -> Iterable[IntegrityFault]:
    return list_faults(_value_rules(sqlite=db.engine.dialect.name == "sqlite"))


@cache
def _value_rules(*, sqlite: bool) -> Sequence[TableRules]:
    tables = Model.metadata.sorted_tables
    return [TableRules(table, [*_column_rules(table, sqlite=sqlite), *_constraint_rules(table)]) for table in tables]


def _column_rules(table: Table, *, sqlite: bool) -> Iterator[RowRule]:
    for column in table.columns:
        if (amiss := _unreadable_condition(column, sqlite=sqlite)) is not None:
            yield RowRule("value_unreadable", amiss, f"{table.name}.{column.name} cannot be read in row {{rows}}.")


def _constraint_rules(table: Table) -> Iterator[RowRule]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            says = f"{table.name} breaks the check {constraint.name} in row {{rows}}."
            yield RowRule("check_broken", literal_column(f"NOT ({constraint.sqltext})"), says)


def _unreadable_condition(column: Column[object], *, sqlite: bool) -> ColumnElement[bool] | None:
    """What is true of a value that cannot be read; None where any can."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return _invalid_json_condition(column, sqlite=sqlite)
    if not sqlite:
        return None
    stored, of = type_coerce(column, Text), func.typeof(column)
    if isinstance(kind, Boolean | Integer):
        return of.not_in(("integer", "null"))
    if isinstance(kind, Float):
        return of.not_in(("real", "integer", "null"))
    if isinstance(kind, Text):
        return of.not_in(("text", "null"))  # bytes, as a tool may have left them
    shape = next((shape for moment, shape in SQLITE_MOMENT_SHAPES if isinstance(kind, moment)), None)
    if shape is None:
        return None
    return and_(column.is_not(None), or_(of != "text", stored.op("NOT GLOB")(shape), func.julianday(stored).is_(None)))


def _invalid_json_condition(column: Column[object], *, sqlite: bool) -> ColumnElement[bool] | None:
    """No JSON at all, or none of the shape that the column begins with."""
    begins = getattr(column.default, "arg", None)
    shape = {"dict": "object", "list": "array"}.get(getattr(begins, "__name__", ""))
    if not sqlite:
        return func.json_typeof(column) != shape if shape is not None else None
    stored = type_coerce(column, Text)
    if shape is None:
        return func.json_valid(stored) == 0
    return case((func.json_valid(stored) == 1, func.json_type(stored)), else_="none") != shape  # in this order


WAITING_GRACE = timedelta(minutes=10)
"""How long after its time a letter or a job may wait: sweepers pass four times a minute, a queue may be long."""
DIGEST_GRACE = timedelta(hours=1)
"""How long after its time news may be in no letter: digests are written some hundred at a time."""


@integrity_check("letters.stuck", "No letter waits longer than it must.")
def list_stuck_emails() -> Iterator[IntegrityFault]:
    """Those that a rehearsal holds do not wait: somebody holds them. Once let go they have as long as new ones."""
    moment = now() - WAITING_GRACE
    pauses = enumerate((LOST_AFTER, *RETRY_PAUSES))
    waits = or_(*(and_(Outbox.attempts == n, Outbox.touched_at < moment - pause) for n, pause in pauses))
    let_go = exists().where(
        Notice.kind == "letters.released", Notice.event_id == Outbox.event_id, Notice.at >= moment - LOST_AFTER
    )
    untried = and_(Outbox.attempts == 0, Outbox.created_at < moment - LOST_AFTER, ~let_go)
    stuck = or_(
        and_(Outbox.state == "queued", or_(waits, untried)),
        and_(Outbox.state == "sending", Outbox.touched_at < moment - STUCK_AFTER),
    )
    rows = select(Outbox.id, Outbox.kind, Outbox.state, Outbox.touched_at).where(stuck).order_by(Outbox.id)
    for number, kind, state, touched in db.session.execute(rows):
        yield IntegrityFault(
            "letter_stuck", "outbox", (number,), f"Letter {number} ({kind}) is {state} since {_time_text(touched)}."
        )


@integrity_check("letters.twice", "A notice has one letter of a kind to each recipient.")
def list_duplicate_emails() -> Iterator[IntegrityFault]:
    key = (Outbox.notice_id, Outbox.recipient, Outbox.kind)
    twice = select(Outbox.notice_id, Outbox.kind, func.min(Outbox.id), func.max(Outbox.id), func.count())
    for notice, kind, first, last, count in db.session.execute(twice.group_by(*key).having(func.count() > 1)):
        says = f"Notice {notice} has {count} letters {kind} to one recipient: {first} to {last}."
        yield IntegrityFault("letter_twice", "outbox", (first, last), says)


@integrity_check(
    "letters.lines", "News are in a letter or wait for one, never both, and none waits longer than it must."
)
def list_wrong_digest_lines() -> Iterator[IntegrityFault]:
    same = (Outbox.notice_id == DigestLine.notice_id, Outbox.recipient == DigestLine.recipient)
    twice = select(DigestLine.id).join(Outbox, and_(*same, Outbox.kind == DigestLine.kind))
    for number in db.session.scalars(twice.order_by(DigestLine.id)):
        yield IntegrityFault(
            "line_and_letter", "letter_lines", (number,), f"Line {number} is a letter of its own, too."
        )
    overdue = (DigestLine.state == "waiting", DigestLine.due_at < now() - DIGEST_GRACE)
    for number in db.session.scalars(select(DigestLine.id).where(*overdue).order_by(DigestLine.id)):
        yield IntegrityFault(
            "line_stuck", "letter_lines", (number,), f"Line {number} is in no letter though it is due."
        )


@integrity_check("jobs.beat", "Whatever runs says that it is alive, and whatever waits begins.")
def list_silent_jobs() -> Iterator[IntegrityFault]:
    moment = now() - WAITING_GRACE
    since = func.coalesce(JobRun.heartbeat_at, JobRun.created_at)
    silent = (JobRun.state.in_(("queued", "running")), or_(since.is_(None), since < moment - STALE_AFTER))
    rows = select(JobRun.id, JobRun.kind, JobRun.state, since).where(*silent).order_by(JobRun.id)
    for number, kind, state, at in db.session.execute(rows):
        yield IntegrityFault(
            "job_silent", "job_runs", (number,), f"Job {number} ({kind}) is {state} and silent since {_time_text(at)}."
        )


@integrity_check("keys.answers", "Every kept post has its answer, and one alone.")
def list_broken_keys() -> Iterator[IntegrityFault]:
    empty = cast(IdempotencyKey.answer, String).in_(("{}", "null"))
    for number in db.session.scalars(select(IdempotencyKey.id).where(empty).order_by(IdempotencyKey.id)):
        yield IntegrityFault(
            "key_without_answer", "idempotency_keys", (number,), f"Key {number} was kept without its answer."
        )
    key = (IdempotencyKey.user_id, IdempotencyKey.key)
    twice = select(func.min(IdempotencyKey.id), func.max(IdempotencyKey.id)).group_by(*key).having(func.count() > 1)
    for first, last in db.session.execute(twice):
        yield IntegrityFault("key_twice", "idempotency_keys", (first, last), f"Keys {first} and {last} are one key.")


def _time_text(moment: object) -> str:
    return str(moment)[:19]
