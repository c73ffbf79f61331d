"""What is begun again, given up, or done when due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.db import transaction
from app.core.jobs import JobAttempt, housekeeping, runs
from app.core.jobs.queue import get_queue
from app.core.models import JobRun
from tests.core.jobs.kinds import NOON, begin, outcome, waiting


def test_the_sweeper_begins_a_job_whose_message_was_lost(app: Flask, clock: dict[str, datetime]) -> None:
    run = waiting()

    clock["now"] += timedelta(seconds=59)
    housekeeping.requeue_lost_jobs()
    assert outcome(run)[0] == "queued"
    clock["now"] += timedelta(seconds=2)
    housekeeping.requeue_lost_jobs()

    assert outcome(run) == ("done", {"sum": 3}, None, 1)


def test_a_job_waits_only_seconds_while_its_queue_is_empty(app: Flask, clock: dict[str, datetime]) -> None:
    app.config["JOBS"] = "queue"
    queue = get_queue(app, "quick")
    queue.flush()
    run = waiting()
    lengths = []

    for _ in range(9):
        clock["now"] += timedelta(seconds=9)
        housekeeping.requeue_lost_jobs()
        lengths.append(queue.pending_count())

    assert lengths == [0, 1, 1, 1, 1, 1, 1, 1, 2]
    assert outcome(run)[0] == "queued"


def test_the_sweeper_begins_again_what_died_and_gives_up_after_three_times(
    app: Flask, clock: dict[str, datetime]
) -> None:
    alive = waiting(state="running", attempts=3, heartbeat_at=NOON + timedelta(seconds=30))
    died = waiting(state="running", attempts=2, heartbeat_at=NOON)
    died_thrice = waiting(state="running", attempts=3, heartbeat_at=NOON)

    clock["now"] += timedelta(seconds=61)
    housekeeping.requeue_lost_jobs()

    assert outcome(alive) == ("running", None, None, 3)
    assert outcome(died) == ("done", {"sum": 3}, None, 3)
    assert outcome(died_thrice) == ("failed", None, "job_lost", 3)


def test_an_attempt_that_was_taken_for_dead_changes_nothing_any_more(app: Flask) -> None:
    @runs.job("sleep", title="sleep")
    def sleep(run: JobAttempt) -> dict[str, Any]:
        with transaction() as session:
            session.get_one(JobRun, run.run_id).attempts = 2
        run.progress(0.9)
        return {"late": True}

    run = begin("sleep")

    assert outcome(run) == ("running", None, None, 2)
    assert run.progress == 0


def test_a_chore_is_done_when_due_and_once_among_all(app: Flask, clock: dict[str, datetime]) -> None:
    turns = [housekeeping.claim_turn("chore:x", 60) for _ in range(2)]
    clock["now"] += timedelta(seconds=60)
    turns += [housekeeping.claim_turn("chore:x", 60) for _ in range(2)]

    assert turns == [True, False, True, False]


def test_a_chore_is_due_though_a_clock_that_was_ahead_has_written_the_last_turn(
    app: Flask, clock: dict[str, datetime]
) -> None:
    clock["now"] += timedelta(days=1)
    assert housekeeping.claim_turn("chore:x", 60)

    clock["now"] = NOON

    assert [housekeeping.claim_turn("chore:x", 60) for _ in range(2)] == [True, False]


def test_a_job_whose_process_died_is_found_though_its_clock_was_ahead(app: Flask, clock: dict[str, datetime]) -> None:
    ahead = NOON + timedelta(days=1)
    died = waiting(state="running", attempts=1, heartbeat_at=ahead)
    lost = waiting(heartbeat_at=ahead)

    housekeeping.requeue_lost_jobs()

    assert [outcome(run)[0] for run in (died, lost)] == ["done", "done"]


def test_a_chore_that_breaks_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(housekeeping, "CHORES", {})

    @housekeeping.every(1, "breaks")
    def breaks() -> None:
        raise ZeroDivisionError

    @housekeeping.every(1, "works")
    def works() -> None:
        done.append("works")

    housekeeping.run_chores()

    assert done == ["works"]
