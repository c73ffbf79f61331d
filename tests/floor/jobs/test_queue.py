"""Where messages go, and what they survive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from huey import Huey

from app.floor.jobs.queue import put, queue_of
from config import Settings
from tests.support.instances import Instance


def test_a_test_gets_no_queue_that_an_earlier_one_had_opened(app: Flask, instance: Instance, tmp_path: Path) -> None:
    queue_of(app, "quick")

    instance.restore()
    elsewhere = replace(instance.settings, queue_url=f"sqlite:///{tmp_path}/elsewhere.db")
    app.config.update(JOBS="queue", SETTINGS=elsewhere)
    put("quick", "job", 1)

    assert queue_of(app, "quick").storage.filename == f"{tmp_path}/elsewhere.db"


@pytest.fixture
def queue(app: Flask, settings: Settings) -> Huey:
    """The quick queue, in PostgreSQL; jobs go to it."""
    url = settings.database_url.replace("+psycopg", "")
    app.config.update(JOBS="queue", SETTINGS=replace(settings, queue_url=url))
    return queue_of(app, "quick")


@pytest.mark.databases("postgresql")
def test_a_message_survives_that_the_server_closed_the_connection(queue: Huey) -> None:
    put("quick", "job", 1)
    restart(queue.storage.dsn)

    put("quick", "job", 2)

    assert [queue.deserialize_task(data).args for data in queue.storage.enqueued_items()] == [("job", 1), ("job", 2)]


def restart(url: str) -> None:
    """What its clients see of a restart: every connection is closed."""
    with psycopg.connect(url, autocommit=True) as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
