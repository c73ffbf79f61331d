"""What somebody does to a database by hand, past every service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from app.core.db import db
from tests.support.soundness import faults_of_rows

AWAY = """
INSERT INTO unavailabilities (event_id, slot_id, representative_id)
SELECT event_id, slot_id, representative_id FROM claims WHERE representative_id IS NOT NULL
"""


def codes() -> set[str]:
    """Of what is found."""
    return {fault.code for fault in faults_of_rows()}


@contextmanager
def careless() -> Iterator[Connection]:
    """Neither foreign keys nor triggers are looked at: as in a database that somebody has put a hand in."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
        connection.commit()
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET session_replication_role = origin"))
            connection.commit()


def put(statement: str) -> None:
    """Do what no service does."""
    with careless() as connection:
        connection.execute(text(statement))
