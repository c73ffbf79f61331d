from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from psycopg.errors import DiskFull
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from app.core import health
from app.core.db import db, now, side_transaction
from app.core.jobs.housekeeping import consumer_heartbeat_name, record_heartbeat
from app.core.jobs.queue import QUEUES
from config import Settings
from tests.support.clients import Visitor


@pytest.fixture
def worked_on(app: Flask) -> None:
    for queue in QUEUES:
        record_heartbeat(consumer_heartbeat_name(queue))


@contextmanager
def older_tables() -> Iterator[None]:
    with side_transaction() as connection:
        head = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    yield
    with side_transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})


def test_a_living_process_says_so(client: Visitor) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok", "service": "qiao"})


def test_it_is_ready_when_all_is_in_place(worked_on: None, client: Visitor) -> None:
    answer = client.get("/readyz")

    fine = {"database": True, "migrations": True, "quick": True, "long": True, "disk": True}
    assert (answer.status_code, answer.json) == (200, {"status": "ok", **fine})


def test_it_is_not_ready_when_nobody_works_on_a_queue(app: Flask, worked_on: None, client: Visitor) -> None:
    later = now() + timedelta(seconds=61)
    app.config["CLOCK"] = lambda: later
    record_heartbeat(consumer_heartbeat_name("quick"))

    answer = client.get("/readyz")

    told = {"database": True, "migrations": True, "quick": True, "long": False, "disk": True}
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", **told})


def test_it_is_not_ready_when_the_last_beats_lie_in_the_future(app: Flask, worked_on: None, client: Visitor) -> None:
    earlier = now() - timedelta(days=1)
    app.config["CLOCK"] = lambda: earlier

    assert client.get("/readyz").status_code == 503


def test_it_is_not_ready_when_the_disk_is_full(
    worked_on: None, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MIN_FREE_MEGABYTES", sys.maxsize)  # more than any disk has

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (
        503,
        {"status": "not ready", "database": True, "migrations": True, "quick": True, "long": True, "disk": False},
    )


@pytest.mark.databases("postgresql")
def test_it_is_not_ready_when_the_disk_of_postgresql_is_full(worked_on: None, client: Visitor) -> None:
    def no_room(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "generate_series" in statement:
            raise OperationalError(statement, {}, DiskFull("could not write to file"))

    event.listen(db.engine, "before_cursor_execute", no_room)
    try:
        full = client.get("/readyz")
    finally:
        event.remove(db.engine, "before_cursor_execute", no_room)

    assert full.status_code == 503
    assert full.json is not None
    assert full.json["disk"] is False
    assert client.get("/readyz").status_code == 200


def test_it_is_not_ready_on_tables_of_another_version(worked_on: None, client: Visitor) -> None:
    with older_tables():
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["migrations"] is False


def test_it_is_not_ready_without_a_database(app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OperationalError("connect", {}, Exception("away"))

    monkeypatch.setattr("app.core.health._has_current_migrations", away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    unknown = {"database": False, "migrations": False, "quick": False, "long": False}
    assert answer.json == {"status": "not ready", **unknown, "disk": True}


PUBLIC: tuple[tuple[str, dict[str, str]], ...] = (
    ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
    ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
    ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
    ("8.8.8.8", {}),
    ("::ffff:8.8.8.8", {}),
    ("2606:4700::1111", {}),
    ("", {}),
)


@pytest.mark.full
@pytest.mark.parametrize("hops", [0, 1])
@pytest.mark.parametrize(("peer", "headers"), PUBLIC)
def test_the_public_is_not_told_whether_it_is_ready(
    new_app: Callable[[Settings], Flask], settings: Settings, peer: str, headers: dict[str, str], hops: int
) -> None:
    behind = new_app(replace(settings, proxy_hops=hops))

    answer = behind.test_client().get("/readyz", headers=headers, environ_base={"REMOTE_ADDR": peer})

    assert answer.status_code == 404


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.7", "fd00::7", "::ffff:192.168.1.2"])
def test_a_proxy_asks_for_itself_from_this_machine_or_its_private_network(
    worked_on: None, client: Visitor, peer: str
) -> None:
    assert client.get("/readyz", environ_base={"REMOTE_ADDR": peer}).status_code == 200
