"""Keys taken out of a database for a while, so that it can hold what it must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from app.core.db import db


@contextmanager
def without_unique_keys(table: str, *cleaning: str) -> Iterator[None]:
    """The unique keys of ``table`` dropped; put back as they were, once ``cleaning`` has taken out what breaks them."""
    keys = inspect(db.engine).get_unique_constraints(table)
    db.session.rollback()
    with db.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table) as altered:
            for key in keys:
                altered.drop_constraint(str(key["name"]), type_="unique")
    try:
        yield
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            for statement in cleaning:
                connection.execute(text(statement))
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table(table) as altered:
                for key in keys:
                    altered.create_unique_constraint(str(key["name"]), key["column_names"])
