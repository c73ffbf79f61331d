"""A job from its transaction to its result."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.core.db import db, transaction
from app.core.jobs import JobAttempt, enqueue, enqueue_once, execution, housekeeping, runs
from app.core.models import JobRun
from app.events.models import Event
from tests import factories
from tests.core.jobs.kinds import add_up, begin, outcome, seen

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_a_job_runs_after_the_commit_and_keeps_its_result(app: Flask) -> None:
    with transaction():
        run = enqueue("add_up", user_id=None, event_id=None, numbers=[1, 2])
        assert seen == []

    assert seen == [[1, 2]]
    assert outcome(run) == ("done", {"sum": 3}, None, 1)
    assert run.progress == 1
    assert run.started_at is not None
    assert run.finished_at is not None


def test_a_job_is_not_run_when_its_transaction_is_undone(app: Flask) -> None:
    def half() -> None:
        with transaction():
            enqueue("add_up", user_id=None, event_id=None, numbers=[1])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    assert seen == []
    assert db.session.query(JobRun).count() == 0


def test_one_job_waits_for_an_event_and_begins_after_the_last_that_asked_for_it(app: Flask, event: Event) -> None:
    """Where it began earlier, it would not see what the last one writes."""
    app.config["JOBS"] = "queue"
    with transaction():
        enqueue_once("break_down", user_id=None, event_id=event.id)
    run = db.session.scalars(select(JobRun)).one()
    ended: list[str] = []

    def begin_it() -> None:
        with app.app_context():
            execution.execute_job(run.id)
            ended.append("begun")

    with transaction():
        enqueue_once("break_down", user_id=None, event_id=event.id)
        beginner = threading.Thread(target=begin_it)
        beginner.start()
        beginner.join(0.5)
        ended.append("written")
    beginner.join()

    assert ended == ["written", "begun"]
    assert db.session.query(JobRun).count() == 1


def test_enqueue_refuses_a_kind_that_nobody_registered(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        enqueue("unheard_of", user_id=None, event_id=None)


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="add_up"):
        runs.job("add_up", title="again")(add_up)


def test_a_job_writes_in_transactions_of_its_own(app: Flask) -> None:
    user = factories.user("Before")

    run = begin("rename", whom=user.id)

    assert outcome(run)[0] == "done"
    assert user.name == "Renamed"


def test_a_job_knows_for_whom_and_for_which_event_it_works(app: Flask, event: Event) -> None:
    user = factories.user()

    @runs.job("know", title="know")
    def know(run: JobAttempt) -> dict[str, Any]:
        return {"user": run.user_id, "event": run.event_id}

    with transaction():
        run = enqueue("know", user_id=user.id, event_id=event.id)

    assert outcome(run)[1] == {"user": user.id, "event": event.id}


def test_a_job_that_breaks_has_failed(app: Flask) -> None:
    assert outcome(begin("break_down")) == ("failed", None, "job_broke", 1)


@pytest.mark.databases("postgresql")
def test_a_job_that_another_transaction_stood_in_the_way_of_is_done_again_at_once(app: Flask) -> None:
    @runs.job("collide", title="collide")
    def collide(_run: JobAttempt) -> dict[str, Any]:
        seen.append("began")
        if len(seen) < 3:
            db.session.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'as PostgreSQL says it' USING ERRCODE = '40P01'; END $$")
            )
        return {}

    assert outcome(begin("collide")) == ("done", {}, None, 1)
    assert len(seen) == 3


@pytest.mark.databases("postgresql")
def test_a_job_from_which_the_database_hung_up_is_begun_again_by_the_sweeper(
    app: Flask, clock: dict[str, datetime]
) -> None:
    @runs.job("lose", title="lose")
    def lose(_run: JobAttempt) -> dict[str, Any]:
        seen.append("began")
        if len(seen) == 1:
            db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return {}

    with pytest.raises(OperationalError):
        begin("lose")
    run = db.session.scalars(select(JobRun)).one()
    assert outcome(run) == ("running", None, None, 1)
    clock["now"] += timedelta(minutes=2)
    housekeeping.requeue_lost_jobs()

    assert outcome(run) == ("done", {}, None, 2)


def test_a_job_may_call_its_arguments_as_it_likes(app: Flask) -> None:
    @runs.job("name", title="name")
    def name(_run: JobAttempt, *, act: str, running: bool) -> dict[str, Any]:
        return {"act": act, "running": running}

    with transaction():
        run = enqueue("name", user_id=None, event_id=None, act="withdraw", running=True)

    assert outcome(run)[:2] == ("done", {"act": "withdraw", "running": True})


def test_a_job_that_is_refused_tells_the_code_and_its_details(app: Flask) -> None:
    assert outcome(begin("refuse")) == ("failed", {"details": {"tables": "12"}}, "hall_full", 1)


def test_a_message_that_comes_twice_does_nothing_the_second_time(app: Flask) -> None:
    run = begin("add_up", numbers=[4])

    execution.execute_job(run.id)

    assert seen == [[4]]
