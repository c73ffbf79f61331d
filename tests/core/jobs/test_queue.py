"""Where messages go, and what they survive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from huey import Huey

from app.core.db import db
from app.core.jobs import housekeeping
from app.core.jobs.queue import get_queue, send_message
from config import Settings
from tests.core.jobs.kinds import begin, outcome, seen
from tests.support.instances import Instance


def test_a_test_gets_no_queue_that_an_earlier_one_had_opened(app: Flask, instance: Instance, tmp_path: Path) -> None:
    get_queue(app, "quick")

    instance.restore()
    elsewhere = replace(instance.settings, queue_url=f"sqlite:///{tmp_path}/elsewhere.db")
    app.config.update(JOBS="queue", SETTINGS=elsewhere)
    send_message("quick", "job", 1)

    assert get_queue(app, "quick").storage.filename == f"{tmp_path}/elsewhere.db"


@pytest.mark.databases("sqlite")
def test_no_message_waits_for_the_disk_and_yet_the_file_stays_sound(app: Flask) -> None:
    connection = get_queue(app, "quick").storage.conn

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (1,)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("kept", [0, 0.5, 1])
def test_jobs_whose_messages_a_power_cut_took_are_done_once(
    app: Flask, instance: Instance, clock: dict[str, datetime], kept: float
) -> None:
    app.config["JOBS"] = "queue"
    get_queue(app, "quick").flush()
    get_queue(app, "quick").storage.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all that follows is in the log
    runs = [begin("add_up", numbers=[number]) for number in range(8)]

    cut_power(instance, kept)
    left = get_queue(app, "quick").pending_count()
    clock["now"] += housekeeping.STALE_AFTER + timedelta(seconds=1)
    housekeeping.requeue_lost_jobs()
    perform_all(get_queue(app, "quick"))

    assert left < 8 if kept < 1 else left == 8
    assert [outcome(run) for run in runs] == [("done", {"sum": number}, None, 1) for number in range(8)]
    assert sorted(seen) == [[number] for number in range(8)]


def cut_power(instance: Instance, kept: float) -> None:
    """Of what no disk was waited for, the file of the queue keeps the first part."""
    queue = get_queue(instance.app, "quick")
    path = Path(queue.storage.filename)
    log = path.with_name(f"{path.name}-wal")
    rows, late = path.read_bytes(), log.read_bytes()
    instance.close_queues()
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    path.write_bytes(rows)
    log.write_bytes(late[: int(len(late) * kept)])
    (sound,) = get_queue(instance.app, "quick").storage.conn.execute("PRAGMA integrity_check").fetchone()
    assert sound == "ok"


def perform_all(queue: Huey) -> None:
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


@pytest.fixture
def queue(app: Flask, settings: Settings) -> Iterator[Huey]:
    """The quick queue, in PostgreSQL; jobs go to it. The application's own connections may be closed with its own."""
    url = settings.database_url.replace("+psycopg", "")
    app.config.update(JOBS="queue", SETTINGS=replace(settings, queue_url=url))
    yield get_queue(app, "quick")
    db.engine.dispose()


@pytest.mark.databases("postgresql")
def test_a_message_survives_that_the_server_closed_the_connection(queue: Huey) -> None:
    send_message("quick", "job", 1)
    restart(queue.storage.dsn)

    send_message("quick", "job", 2)

    assert [queue.deserialize_task(data).args for data in queue.storage.enqueued_items()] == [("job", 1), ("job", 2)]


@pytest.mark.databases("postgresql")
def test_a_message_wakes_who_waits_with_one_statement_and_waits_for_no_disk(queue: Huey) -> None:
    ours = queue.storage.conn
    with psycopg.connect(queue.storage.dsn, autocommit=True) as waiting:
        waiting.execute(f'LISTEN "{queue.storage.channel}"')

        send_message("quick", "job", 7)

        (woken,) = waiting.notifies(timeout=10, stop_after=1)
        assert woken.pid == ours.info.backend_pid
    assert queue.dequeue().args == ("job", 7)
    sent = [words for (words,) in ours.execute("SELECT statement FROM pg_prepared_statements") if "INSERT" in words]
    assert len(sent) == 1
    assert "pg_notify" in sent[0]
    assert ours.execute("SHOW synchronous_commit").fetchone() == ("off",)


def restart(url: str) -> None:
    """What its clients see of a restart: every connection is closed."""
    with psycopg.connect(url, autocommit=True) as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
