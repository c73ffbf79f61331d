"""Sixteen processes book over HTTP against the real server: nothing collides, nothing is lost, nothing breaks.

The negative control runs the same race on a database without the unique keys: it must find a double booking.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from app.db import db
from tests.races import race
from tests.support.ports import free_port
from tests.support.serving import Server, environment, wait_for

pytestmark = [pytest.mark.databases("sqlite", "postgresql"), pytest.mark.xdist_group("server")]


def test_sixteen_processes_book_and_nothing_collides(app, server, tmp_path):
    app.config["JOBS"] = "queue"
    hall = race.hall()

    answers = race.run(app, server.url, hall, tmp_path)

    statuses = Counter(answer["status"] for answer in answers)
    assert statuses[302] >= race.SLOTS, statuses
    assert statuses[400] == 0, statuses
    assert {status for status in statuses if status >= 500 or status == 0} == set(), statuses
    assert race.double_bookings() == 0
    assert race.faults() == []
    assert race.unkept(answers) == []
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_without_the_unique_keys_the_same_race_finds_a_double_booking(app, settings, tmp_path):
    app.config["JOBS"] = "queue"
    hall = race.hall()
    with without_unique_keys(), careless_server(settings, tmp_path) as server:
        answers = race.run(app, server.url, hall, tmp_path)

        assert race.double_bookings() > 0, Counter(answer["status"] for answer in answers)
        race_leaves_nothing_behind()


def race_leaves_nothing_behind():
    """Rows that break the keys go before these come back."""
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM claims"))


@contextmanager
def without_unique_keys():
    """The unique keys of claims dropped for a while; they are put back as they were."""
    keys = inspect(db.engine).get_unique_constraints("claims")
    with db.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("claims") as table:
            for key in keys:
                table.drop_constraint(str(key["name"]), type_="unique")
    try:
        yield
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("claims") as table:
                for key in keys:
                    table.create_unique_constraint(str(key["name"]), key["column_names"])


@contextmanager
def careless_server(settings, folder):
    """Granian with the careless application on this database."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "tests.races.careless:create_app"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "16", "--log-level", "error"),
    ]
    log = folder / "careless.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment(settings, PORT=str(port)), stdout=output, stderr=output)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for(server)
        yield server
    finally:
        server.stop()
