"""A connection that nobody has used for a while is asked first whether it still stands; what it prepared it keeps."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import engines
from app.db import db


def hang_up(url: str) -> None:
    """What its clients see of a restart: every connection is closed."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")


@pytest.mark.databases("postgresql")
def test_whoever_comes_back_after_a_while_does_not_hear_that_the_server_hung_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0.0)
    assert db.session.scalar(text("SELECT 1")) == 1
    db.session.rollback()
    hang_up(app.config["SETTINGS"].database_url)

    assert db.session.scalar(text("SELECT 2")) == 2


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_what_a_connection_has_prepared_outlasts_the_request() -> None:
    for number in range(9):
        assert db.session.scalar(text("SELECT CAST(:number AS integer) + 1"), {"number": number}) == number + 1
        db.session.rollback()

    kept = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert [statement for statement in kept if "+ 1" in statement]


@pytest.mark.databases("postgresql")
def test_a_plan_that_was_made_for_an_empty_table_still_goes_by_the_index_when_it_is_full(app: Flask) -> None:
    """Nothing counts what a table holds until autovacuum comes round."""
    url = app.config["SETTINGS"].database_url.replace("+psycopg", "")
    asked = text("EXPLAIN SELECT a FROM scratch WHERE b = 7")
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE TABLE scratch (a integer, b integer)")
        other.execute("CREATE INDEX ON scratch (b)")
        other.execute("INSERT INTO scratch VALUES (1, 1)")
        other.execute("ANALYZE scratch")
        try:
            plan = " ".join(db.session.scalars(asked))
            anybodys = " ".join(row[0] for row in other.execute("EXPLAIN SELECT a FROM scratch WHERE b = 7"))
            db.session.rollback()
        finally:
            other.execute("DROP TABLE scratch")

    assert "Seq Scan" in anybodys
    assert "Index" in plan
    assert "Seq Scan" not in plan


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_no_plan_is_compiled() -> None:
    """Up to PostgreSQL 17 whatever reads a table as a whole would be, as that counts as dear beyond measure."""
    assert db.session.scalar(text("SHOW enable_seqscan")) == "off"
    assert db.session.scalar(text("SHOW jit")) == "off"


@pytest.mark.databases("postgresql")
def test_who_was_answered_before_the_server_hung_up_hears_nothing_of_it(app: Flask) -> None:
    """The session ends with the request, when its answer is made."""
    assert db.session.scalar(text("SELECT 1")) == 1
    hang_up(app.config["SETTINGS"].database_url)

    db.session.remove()

    assert db.session.scalar(text("SELECT 2")) == 2


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_a_rollback_still_takes_everything_back() -> None:
    db.session.execute(text("CREATE TABLE scratch (a integer)"))
    db.session.rollback()

    assert db.session.scalar(text("SELECT to_regclass('scratch')")) is None


@pytest.mark.databases("postgresql")
def test_a_column_that_got_another_type_is_out_of_reach_once_and_read_by_the_next(app: Flask) -> None:
    url = app.config["SETTINGS"].database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE TABLE scratch (a integer)")
        other.execute("INSERT INTO scratch VALUES (1)")
        try:
            for _ in range(9):
                assert db.session.scalar(text("SELECT a FROM scratch")) == 1
                db.session.rollback()
            other.execute("ALTER TABLE scratch ALTER a TYPE text")

            with pytest.raises(DBAPIError) as caught:
                db.session.scalar(text("SELECT a FROM scratch"))
            db.session.rollback()

            assert caught.value.connection_invalidated  # which the browser hears as 503
            assert db.session.scalar(text("SELECT a FROM scratch")) == "1"
        finally:
            db.session.rollback()
            other.execute("DROP TABLE scratch")


@pytest.mark.databases("postgresql")
@pytest.mark.usefixtures("app")
def test_a_machine_that_vanished_is_noticed_and_what_it_held_is_free_in_half_a_minute() -> None:
    """Said in each session, though a socket of the same machine takes no notice: a probe after so many seconds without
    a word, then more of them, and what was sent is heard of in time."""
    ours = "SELECT name, source FROM pg_settings WHERE name LIKE 'tcp_%' ORDER BY name"
    sources = {row.name: row.source for row in db.session.execute(text(ours))}
    idle, interval, count = (int(engines.VANISHED[f"tcp_keepalives_{one}"]) for one in ("idle", "interval", "count"))

    assert sources == dict.fromkeys(sorted(engines.VANISHED), "session")
    assert idle + interval * count <= 20
    assert int(engines.VANISHED["tcp_user_timeout"]) <= 20_000
