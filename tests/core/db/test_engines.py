"""What the engines are told: a lost connection is replaced, and nobody waits without end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import String, column, create_engine, select, text, update

from app.accounts.models import Organisation
from app.core.db import db, engines, side_transaction, transaction
from app.core.errors import Busy
from tests import factories


def hang_up(url: str) -> None:
    """What its clients see of a restart: every connection is closed."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")


@pytest.mark.databases("postgresql")
def test_whoever_comes_back_does_not_hear_that_the_server_hung_up(app: Flask) -> None:
    assert db.session.scalar(text("SELECT 1")) == 1
    db.session.rollback()
    hang_up(app.config["SETTINGS"].database_url)

    assert db.session.scalar(text("SELECT 2")) == 2


@pytest.mark.databases("postgresql")
def test_who_was_answered_before_the_server_hung_up_hears_nothing_of_it(app: Flask) -> None:
    with app.app_context():  # it ends with the request, when its answer is made
        assert db.session.scalar(text("SELECT 1")) == 1
        hang_up(app.config["SETTINGS"].database_url)

    assert db.session.scalar(text("SELECT 2")) == 2


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_a_rollback_still_takes_everything_back() -> None:
    db.session.execute(text("CREATE TABLE scratch (a integer)"))
    db.session.rollback()

    assert db.session.scalar(text("SELECT to_regclass('scratch')")) is None


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_each_session_has_its_time_limits() -> None:
    names = select(column("name", String), column("source", String)).select_from(text("pg_settings"))
    sources = dict(db.session.execute(names.where(column("name").in_(engines.SERVER_SETTINGS))).all())

    assert sources == dict.fromkeys(engines.SERVER_SETTINGS, "client")
    assert db.session.scalar(text("SHOW lock_timeout")) == "5s"
    assert db.session.scalar(text("SHOW statement_timeout")) == "1min"


def rename_at_once(name: str) -> None:
    with transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        session.execute(update(Organisation).values(name_en=name))


def rename_aside(name: str) -> None:
    with side_transaction() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        connection.execute(update(Organisation).values(name_en=name))


@pytest.mark.databases("postgresql")
def test_a_writer_that_waits_too_long_for_a_row_is_told_that_the_system_is_busy(app: Flask) -> None:
    factories.organisation("Chamber")
    url = app.config["SETTINGS"].database_url.replace("+psycopg", "")
    with psycopg.connect(url) as other:
        other.execute("UPDATE organisations SET name_en = 'Locked'")

        with pytest.raises(Busy):
            rename_at_once("Waiting")

        with pytest.raises(Busy):
            rename_aside("Waiting")

    assert db.session.scalars(select(Organisation.name_en)).all() == ["Locked"]


def test_sqlite_waits_for_the_disk_and_leaves_checkpoints_to_checkpoint(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    engines.configure_sqlite(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
        pragmas = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
        assert (pragmas, connection.scalar(text("PRAGMA wal_autocheckpoint"))) == (["wal", 2], 0)
    log = tmp_path / "a.db-wal"
    with closing(sqlite3.connect(f"file:{tmp_path}/a.db?immutable=1", uri=True)) as file_alone:
        assert file_alone.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)

    assert log.stat().st_size > 0
    engines.checkpoint(engine)

    with closing(sqlite3.connect(f"file:{tmp_path}/a.db?immutable=1", uri=True)) as file_alone:
        assert file_alone.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (1,)


def test_a_checkpoint_that_fails_takes_nothing_back(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database" * 1000)
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    engines.configure_sqlite(engine)

    engines.checkpoint(engine)

    assert (tmp_path / "a.db").read_bytes() == b"no database" * 1000
