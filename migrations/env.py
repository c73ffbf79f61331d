"""Runs migrations on the application's database; on SQLite with foreign keys off, and checked afterwards."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.db import Model, UtcDateTime

config = context.config


def _plainly(kind: str, item: object, _context: object) -> str | bool:
    """Migrations know nothing of the application's own types."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


OPTIONS = {"render_item": _plainly, "target_metadata": Model.metadata, "render_as_batch": True, "compare_type": True}


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # batch mode rebuilds tables: with foreign keys on, dropping the old one would take its children along
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _refuse_orphans(connection)
        connection.invalidate()


def _refuse_orphans(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError("migration leaves orphans")


run()
