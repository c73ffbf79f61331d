"""What a job says while it runs, and how it is stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.db import db, now, transaction
from app.core.jobs import JobAttempt, JobStopped, execution, request_stop, runs
from app.core.models import JobRun
from tests.core.jobs.kinds import begin, outcome, seen, waiting


def test_progress_and_stage_are_seen_while_the_job_runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PROGRESS_SECONDS", 0)
    shown = []

    @runs.job("show", title="show")
    def show(run: JobAttempt) -> dict[str, Any]:
        for fraction, stage in ((0.25, "reading"), (7.0, None)):
            run.progress(fraction, stage)
            db.session.rollback()
            row = db.session.get_one(JobRun, run.run_id)
            shown.append((row.state, row.progress, row.stage))
        return {}

    begin("show")

    assert shown == [("running", 0.25, "reading"), ("running", 1.0, "reading")]


def test_progress_is_written_twice_a_second_at_most(app: Flask) -> None:
    run = waiting(state="running", attempts=1)
    told = JobAttempt(run.id, 1)

    for percent in range(100):
        told.progress(percent / 100, "reading")

    db.session.rollback()
    db.session.refresh(run)
    assert run.progress == 0


def test_progress_inside_a_transaction_is_silent(app: Flask) -> None:
    run = waiting(state="running", attempts=1)

    with transaction():
        JobAttempt(run.id, 1).progress(0.5)

    db.session.refresh(run)
    assert run.progress == 0


def test_a_waiting_job_that_is_stopped_never_begins(app: Flask) -> None:
    run = waiting()

    with transaction():
        request_stop(run)
    execution.execute_job(run.id)

    assert outcome(run) == ("stopped", None, None, 0)
    assert seen == []


@pytest.mark.parametrize(("keep", "result"), [(True, {"best": 7}), (False, None)])
def test_a_running_job_hears_that_it_shall_stop(app: Flask, keep: bool, result: Any) -> None:
    @runs.job("search", title="search")
    def search(run: JobAttempt) -> dict[str, Any]:
        with transaction():
            request_stop(db.session.get_one(JobRun, run.run_id))
        if run.stop_requested() and not keep:
            raise JobStopped
        return {"best": 7}

    assert outcome(begin("search")) == ("stopped", result, None, 1)


def test_a_job_that_has_ended_cannot_be_stopped(app: Flask) -> None:
    run = begin("add_up", numbers=[1])

    with transaction():
        request_stop(run)

    assert outcome(run)[0] == "done"


def test_the_heart_beats_while_a_job_says_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "HEARTBEAT_SECONDS", 0.02)
    beats: set[Any] = set()

    @runs.job("think", title="think")
    def think(run: JobAttempt) -> dict[str, Any]:
        until = now() + timedelta(seconds=5)
        while len(beats) < 3 and now() < until:
            db.session.rollback()
            beats.add(db.session.get_one(JobRun, run.run_id).heartbeat_at)
        return {}

    begin("think")

    assert len(beats) == 3


def test_a_job_learns_between_two_pieces_of_work_whether_to_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PROGRESS_SECONDS", 0)
    run = waiting(state="running", attempts=1)
    told = JobAttempt(run.id, 1)

    goes_on = told.must_stop_at(0.25)
    with transaction():
        request_stop(db.session.get_one(JobRun, run.id))

    assert (goes_on, told.must_stop_at(0.5)) == (False, True)
    db.session.rollback()
    assert db.session.get_one(JobRun, run.id, populate_existing=True).progress == 0.5
