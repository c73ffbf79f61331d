"""Real consumers in processes of their own, ended gently and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app.core.db import db, now, transaction
from app.core.jobs import enqueue, housekeeping
from app.core.jobs.queue import get_queue
from app.core.models import Heartbeat, JobRun, Outbox
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.services.erasure import erase_data
from config import ROOT, Settings
from tests.core.slow_job import slow
from tests.privacy.aviary import OF_PERSON, aviary
from tests.privacy.remains import bytes_of, files_holding, letters_as_files
from tests.support.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.databases("sqlite", "postgresql")


class Start(Protocol):
    """Starts a consumer of the quick queue; one that is ``swept`` brings back what was lost. No sweeper of another one
    hides a message that got lost."""

    def __call__(self, *, swept: bool = False) -> subprocess.Popen[bytes]: ...


@pytest.fixture
def with_queue(settings: Settings) -> Settings:
    """The queue lies where the database does."""
    url = settings.database_url.replace("+psycopg", "")
    return settings if url.startswith("sqlite") else replace(settings, queue_url=url)


@pytest.fixture(autouse=True)
def queued(app: Flask, with_queue: Settings) -> None:
    """Jobs go to the queue, which is empty at first."""
    app.config.update(JOBS="queue", SETTINGS=with_queue)
    get_queue(app, "quick").flush()


@pytest.fixture
def consumer(with_queue: Settings) -> Iterator[Start]:
    """Whatever it started and still lives at the end is killed."""
    environ = {
        **os.environ,
        "QIAO_MODE": "test",
        "QIAO_INSTANCE": str(with_queue.instance),
        "DATABASE_URL": with_queue.database_url,
        "QIAO_QUEUE_URL": with_queue.queue_url,
        "PORT": str(with_queue.port),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(*, swept: bool = False) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.core.slow_job", "quick", *["swept"] * swept]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def begin(folder: Path) -> JobRun:
    with transaction():
        return enqueue(slow.__name__, user_id=None, event_id=None, folder=str(folder))


def state(run: JobRun) -> tuple[str, int]:
    db.session.rollback()
    db.session.refresh(run)
    told = run.state, run.attempts
    db.session.rollback()  # who reads keeps SQLite's log from being emptied
    return told


def a_minute_passes() -> None:
    past = now() - timedelta(seconds=61)
    with transaction() as session:
        session.execute(update(JobRun).values(heartbeat_at=past))
        session.execute(update(Heartbeat).values(at=past))


@pytest.mark.full
def test_a_job_whose_process_was_killed_is_done_by_the_next_one(consumer: Start, tmp_path: Path) -> None:
    first = consumer()
    run = begin(tmp_path)
    until((tmp_path / "begun").exists)
    until(lambda: state(run) == ("running", 1))

    first.send_signal(signal.SIGKILL)
    first.wait()
    a_minute_passes()
    (tmp_path / "go").touch()
    consumer(swept=True)

    until(lambda: state(run) == ("done", 2))
    assert run.result == {"attempt": 2}


@pytest.mark.full
def test_a_consumer_that_is_asked_to_end_finishes_its_job(consumer: Start, tmp_path: Path) -> None:
    process = consumer()
    run = begin(tmp_path)
    until((tmp_path / "begun").exists)

    process.send_signal(signal.SIGTERM)
    (tmp_path / "go").touch()

    process.wait(PATIENCE_SECONDS)
    assert state(run) == ("done", 1)
    assert housekeeping.last_heartbeat(housekeeping.consumer_heartbeat_name("quick")) is not None


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_letters_are_erased_though_the_process_was_killed_in_the_middle_of_their_files(
    app: Flask, consumer: Start
) -> None:
    app.config["JOBS"] = "now"
    at = aviary()
    app.config["JOBS"] = "queue"
    erase_data(queries.create_user_erasure(at.user.id, ErasureReason.ITSELF, by=at.user.id))
    run = db.session.scalars(select(JobRun).where(JobRun.kind == "erase_files")).one()
    with transaction() as session:  # a ranking that it also asked for would only take time
        session.execute(delete(JobRun).where(JobRun.id != run.id))
    *_before, waits, _last = run.arguments["letters"]
    becomes(waits, "sending")
    first = consumer()
    until(lambda: len(named()) == 2)  # the one that waits, and the last, which names who comes
    assert state(run) == ("running", 1)

    first.send_signal(signal.SIGKILL)
    first.wait()
    becomes(waits, "sent")
    a_minute_passes()
    assert len(named()) == 2
    consumer(swept=True)

    until(lambda: state(run) == ("done", 2))
    assert (run.result or {})["clean"]
    assert files_holding(*OF_PERSON) - {"queue.db", "queue.db-wal"} == set()


def named() -> list[str]:
    """The files of letters in which the person's name stands."""
    return [path.name for path in letters_as_files() if b"canaria" in bytes_of(path).lower()]


def becomes(letter_id: int, state: str) -> None:
    with transaction() as session:
        session.execute(update(Outbox).where(Outbox.id == letter_id).values(state=state))
