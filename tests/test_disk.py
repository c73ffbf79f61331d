"""What was acknowledged is on the disk, and nobody waits for it in the queue of writers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event

from app import disk
from app.accounts.models import Organisation
from app.db import aside, db, running, transaction
from app.engines import prepare
from app.write_queue import queued
from tests.support.sqlite_rows import HASTE


def database() -> str:
    return str(db.engine.url.database)


@pytest.fixture
def careful(app: Flask) -> Iterator[None]:
    """The connections of this process wait for the disk, as a server's do."""

    def wait(raw: Any, *_rest: object) -> None:
        raw.execute("PRAGMA synchronous = NORMAL")

    db.session.rollback()
    event.listen(db.engine, "checkout", wait)
    yield
    db.session.rollback()
    event.remove(db.engine, "checkout", wait)
    db.engine.dispose()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of organisations that others read whenever a log went to the disk; it fails where the queue of writers
    is held meanwhile."""
    seen = []

    def look(descriptor: int) -> None:
        assert os.readlink(f"/proc/self/fd/{descriptor}") == f"{database()}-wal"
        with queued(database(), seconds=0.01), sqlite3.connect(database()) as other:
            seen.append([name for (name,) in other.execute("SELECT name_en FROM organisations")])
        os.fdatasync(descriptor)

    monkeypatch.setattr(disk, "_synced", look)
    return seen


@pytest.mark.databases("sqlite")
def test_what_is_committed_is_on_the_disk_before_anybody_is_told_and_after_the_next_writer_is_let_in(
    careful: None, synced: list[list[str]]
) -> None:
    told_after = []
    with transaction() as session:
        session.add(Organisation(name_en="Chamber"))
        running().then(lambda: told_after.append(list(synced)))
        assert synced == []

    assert synced == [["Chamber"]]
    assert told_after == [[["Chamber"]]]


@pytest.mark.databases("sqlite")
def test_what_is_rolled_back_waits_for_nothing(careful: None, synced: list[list[str]]) -> None:
    def break_off() -> None:
        with transaction() as session:
            session.add(Organisation(name_en="Chamber"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with aside():
        pass

    assert synced == []


def test_a_new_connection_is_one_whose_commits_are_awaited(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    prepare(engine)
    raw = engine.raw_connection()

    assert isinstance(raw.driver_connection, sqlite3.Connection)
    assert disk.waits_for_disk(raw.driver_connection)
    raw.driver_connection.execute(HASTE)
    assert not disk.waits_for_disk(raw.driver_connection)
    raw.close()
    engine.dispose()


def test_a_log_that_is_gone_was_brought_into_the_database(tmp_path: Path) -> None:
    path = str(tmp_path / "gone.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a)")
    disk.await_disk(path)
    assert (path + "-wal", os.stat(path + "-wal").st_ino) in disk._known
    connection.close()
    assert not os.path.exists(path + "-wal")

    disk.await_disk(path)
