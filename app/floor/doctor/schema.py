"""The constraints and triggers that stand in the database are those that the program relies on."""

from __future__ import annotations

from collections.abc import Iterator

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Table, inspect, text

from app.db import Model, db
from app.floor.doctor.registry import check
from app.kernel.faults import Fault

TRIGGERS = {
    "sqlite": (
        *("notices_no_update", "notices_no_delete", "consents_no_update", "consents_no_delete"),
        *("slots_no_overlap_insert", "slots_no_overlap_update"),
    ),
    "postgresql": ("notices_append_only", "consents_no_delete", "consents_no_update"),
}
"""What no model can say: migrations make them."""
EXCLUSIONS = ("slots_no_overlap",)
"""On PostgreSQL alone."""
REFUSING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND tgenabled <> 'D' AND prosrc LIKE '%RAISE EXCEPTION%'"
    ),
}
"""Names of the triggers that refuse what is asked; others of the same name may do nothing."""
HIDDEN_TABLES = frozenset({"alembic_version", "sqlite_sequence"})


@check("database.schema", "Tables, keys and indexes are those of this program.")
def changed_schema() -> Iterator[Fault]:
    """What a migration would have to do; tables that are not ours (a queue in the same database) are passed over."""
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    for difference in compare_metadata(context, Model.metadata):
        for act, *what in difference if isinstance(difference, list) else [difference]:
            if act.startswith(("add_", "modify_")):
                name, table = _name_of(act, what), _table_of(what)
                yield Fault("schema_differs", table, (), f"{_said(act)} {name} of table {table} is not as it must be.")


@check("database.checks", "What may stand in a column is checked by the database as by this program.")
def lost_checks() -> Iterator[Fault]:
    stored = inspect(db.session.connection())
    there = set(stored.get_table_names())
    for table in Model.metadata.sorted_tables:
        if table.name not in there:
            continue
        found = {one["name"] for one in stored.get_check_constraints(table.name)}
        for name in sorted(_checks_of(table) - found):
            yield Fault("check_lost", table.name, (), f"The check {name} of table {table.name} is not there.")


@check("database.triggers", "Logs are append-only and times never overlap: the database sees to it.")
def lost_triggers() -> Iterator[Fault]:
    name = db.engine.dialect.name
    wanted = set(TRIGGERS[name])
    found = set(db.session.scalars(text(REFUSING[name])))
    if name == "postgresql":
        wanted |= set(EXCLUSIONS)
        found |= set(db.session.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'x'")))
    for lost in sorted(wanted - found):
        yield Fault("trigger_lost", "", (), f"The trigger {lost} is not there, is switched off, or refuses nothing.")


def _checks_of(table: Table) -> set[str]:
    return {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint) and one.name is not None}


def _name_of(act: str, what: list[object]) -> str:
    """Of a column that is otherwise Alembic says schema, table, column, and what differs."""
    if act.startswith("modify_"):
        return str(what[2])
    return next((str(name) for part in reversed(what) if (name := getattr(part, "name", None))), str(what[-1]))


def _table_of(what: list[object]) -> str:
    """Alembic names a table by itself, by its name, or behind one of its parts."""
    for part in what:
        if isinstance(part, Table):
            return str(part.name)
        if isinstance(owner := getattr(part, "table", None), Table):
            return str(owner.name)
    return next((str(part) for part in what if isinstance(part, str)), "")


def _said(act: str) -> str:
    words = {"constraint": "Key", "index": "Index", "fk": "Foreign key", "table": "Table", "column": "Column"}
    return words.get(act.partition("_")[2], "Column")
