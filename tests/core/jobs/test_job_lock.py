"""A long job is known to be dead soon, and a slow one is never taken for dead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.core.jobs import JobAttempt, housekeeping
from app.core.jobs.execution import JobLock, is_job_dead
from app.core.jobs.runs import JobSuperseded
from app.core.models import JobRun
from tests.core.jobs.kinds import NOON, outcome, waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def life(app: Flask) -> Iterator[JobLock]:
    held = JobLock(7)
    held.keep()
    yield held
    held.end()


def test_who_holds_the_lock_lives_and_whose_is_free_is_dead(life: JobLock) -> None:
    before = is_job_dead(7), is_job_dead(8)

    life.end()

    assert (before, is_job_dead(7)) == ((False, True), True)


def test_asking_takes_the_lock_from_nobody(life: JobLock) -> None:
    assert [is_job_dead(7) for _ in range(3)] == [False] * 3


def test_a_lock_that_was_ended_can_be_had_at_once(life: JobLock) -> None:
    dead = []
    for _ in range(50):
        life.end()
        life.keep()
        dead.append(is_job_dead(7))

    assert dead == [False] * 50


def test_the_lock_of_an_earlier_attempt_is_had_once_that_is_over(life: JobLock) -> None:
    again = JobLock(7)
    again.keep()
    life.end()
    between = is_job_dead(7)

    again.keep()

    assert (between, is_job_dead(7)) == (True, False)
    again.end()


@pytest.mark.databases("postgresql")
def test_the_lock_is_taken_again_after_the_database_hung_up(life: JobLock) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks JOIN pg_database ON oid = database "
            "WHERE locktype = 'advisory' AND objid = 7 AND datname = current_database()"
        )
        connection.rollback()
    life.keep()
    life.keep()

    assert not is_job_dead(7)


@pytest.mark.databases("sqlite")
def test_nothing_is_left_beside_the_database(life: JobLock) -> None:
    beside = Path(str(db.engine.url.database)).parent
    held = len([*beside.glob("*.job-*")])

    life.end()

    assert (held, [*beside.glob("*.job-*")]) == (1, [])


@pytest.mark.databases("sqlite")
def test_a_long_job_without_a_lock_is_begun_again_after_seconds_and_a_slow_one_is_not(
    app: Flask, clock: dict[str, datetime]
) -> None:
    died, slow, short = (
        waiting(
            state="running", attempts=1, heartbeat_at=NOON, queue=queue, created_at=NOON + timedelta(seconds=number)
        )
        for number, queue in enumerate(("long", "long", "quick"))
    )
    life = JobLock(slow.id)
    life.keep()

    clock["now"] += timedelta(seconds=12)
    housekeeping.requeue_lost_jobs()

    assert [outcome(one)[0] for one in (died, slow, short)] == ["done", "running", "running"]
    clock["now"] += timedelta(seconds=50)
    housekeeping.requeue_lost_jobs()
    assert [outcome(one)[0] for one in (slow, short)] == ["done", "done"]
    life.end()


@pytest.mark.databases("sqlite")
def test_who_was_taken_for_dead_goes_on_while_nobody_has_begun_it_again(app: Flask) -> None:
    run = waiting(state="queued", attempts=1)
    told = JobAttempt(run.id, 1)

    told.beat()

    assert outcome(run)[0] == "running"
    with transaction() as session:
        session.get_one(JobRun, run.id).attempts = 2
    with pytest.raises(JobSuperseded):
        told.beat()


@pytest.mark.databases("sqlite")
def test_a_thread_of_the_same_process_holds_its_lock_against_others(app: Flask) -> None:
    found: list[bool] = []
    life = JobLock(9)
    life.keep()

    def ask() -> None:
        with app.app_context():
            found.append(is_job_dead(9))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    life.end()

    assert found == [False]
