"""The world of the authorisation matrix on either database, and an application that tells what it was asked and, on
SQLite, would not take more than PostgreSQL takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core.db import db
from tests.architecture.test_matrix import writes  # noqa: F401
from tests.architecture.world import KeptWorld, World
from tests.safety.asking import Asked, Asking
from tests.support.kept import Restore

LARGEST_INTEGER = 2**31


@pytest.fixture
def restore(kept_world: KeptWorld, app: Flask) -> Restore:
    """Puts the world back as it was built; the session must not hold a transaction."""

    def act() -> None:
        db.session.rollback()
        kept_world.restore()

    return act


@pytest.fixture
def world(restore: Restore, kept_world: KeptWorld) -> World:
    restore()
    return kept_world.world


@pytest.fixture
def asked(app: Flask) -> Iterator[Asked]:
    """The names of arguments and fields that the views ask for."""
    kept = app.request_class
    app.request_class = Asking
    yield Asking.asked
    app.request_class = kept


@pytest.fixture
def strict(app: Flask) -> Iterator[None]:
    """SQLite refuses what PostgreSQL would: NUL in texts, integers of more than 32 bits."""

    def look(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        for value in parameters if isinstance(parameters, tuple) else ():
            if isinstance(value, int) and abs(value) >= LARGEST_INTEGER:
                raise OverflowError(f"{value} in {statement[:80]}")
            if isinstance(value, str) and "\x00" in value:
                raise ValueError(f"NUL in {statement[:80]}")

    if db.engine.dialect.name != "sqlite":
        yield
        return
    event.listen(db.engine, "before_cursor_execute", look)
    yield
    event.remove(db.engine, "before_cursor_execute", look)
