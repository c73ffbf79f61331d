from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.db import db, now, transaction
from app.events.models import Event
from app.floor.jobs import Running, Stopped, enqueue, execute, housekeeping, registry, request_stop, running, sweep
from app.floor.models import JobRun
from app.kernel.errors import Conflict
from tests import factories

NOON = datetime(2027, 3, 18, 4, 0, tzinfo=UTC)
seen: list[Any] = []


class Full(Conflict):
    code = "hall_full"


def add_up(_running: Running, *, numbers: list[int]) -> dict[str, Any]:
    seen.append(numbers)
    return {"sum": sum(numbers)}


def break_down(_running: Running) -> dict[str, Any]:
    raise ZeroDivisionError


def refuse(_running: Running) -> dict[str, Any]:
    raise Full(tables=12)


def rename(_running: Running, *, whom: int) -> dict[str, Any]:
    with transaction() as session:
        session.get_one(User, whom).name = "Renamed"
    return {}


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    seen.clear()
    before = dict(registry.JOBS)
    for work in (add_up, break_down, refuse, rename):
        registry.job(work.__name__, title=work.__name__)(work)
    yield
    registry.JOBS.clear()
    registry.JOBS.update(before)


@pytest.fixture
def clock(app: Flask) -> dict[str, datetime]:
    """``clock["now"]`` is the present."""
    told = {"now": NOON}
    app.config["CLOCK"] = lambda: told["now"]
    return told


def begin(kind: str, **arguments: Any) -> JobRun:
    with transaction():
        run = enqueue(kind, user_id=None, event_id=None, **arguments)
    db.session.expire_all()
    return run


def waiting(**values: Any) -> JobRun:
    """A job whose message never came."""
    with transaction() as session:
        run = JobRun(public_id=f"{len(seen)}{values}", **{"kind": "add_up", "arguments": {"numbers": [1, 2]}, **values})
        session.add(run)
    return run


def outcome(run: JobRun) -> tuple[Any, ...]:
    db.session.rollback()
    db.session.refresh(run)
    return run.state, run.result, run.error, run.attempts


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


def test_enqueue_refuses_a_kind_that_nobody_registered(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        enqueue("unheard_of", user_id=None, event_id=None)


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="add_up"):
        registry.job("add_up", title="again")(add_up)


def test_a_job_writes_in_transactions_of_its_own(app: Flask) -> None:
    user = factories.user("Before")

    run = begin("rename", whom=user.id)

    assert outcome(run)[0] == "done"
    assert user.name == "Renamed"


def test_a_job_knows_for_whom_and_for_which_event_it_works(app: Flask, event: Event) -> None:
    user = factories.user()

    @registry.job("know", title="know")
    def know(run: Running) -> dict[str, Any]:
        return {"user": run.user_id, "event": run.event_id}

    with transaction():
        run = enqueue("know", user_id=user.id, event_id=event.id)

    assert outcome(run)[1] == {"user": user.id, "event": event.id}


def test_a_job_that_breaks_has_failed(app: Flask) -> None:
    assert outcome(begin("break_down")) == ("failed", None, "job_broke", 1)


def test_a_job_that_is_refused_tells_the_code_and_its_details(app: Flask) -> None:
    assert outcome(begin("refuse")) == ("failed", {"details": {"tables": "12"}}, "hall_full", 1)


def test_a_message_that_comes_twice_does_nothing_the_second_time(app: Flask) -> None:
    run = begin("add_up", numbers=[4])

    execute.execute(run.id)

    assert seen == [[4]]


def test_progress_and_stage_are_seen_while_the_job_runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "EVERY_SECONDS", 0)
    shown = []

    @registry.job("show", title="show")
    def show(run: Running) -> dict[str, Any]:
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
    told = Running(run.id, 1)

    for percent in range(100):
        told.progress(percent / 100, "reading")

    db.session.rollback()
    db.session.refresh(run)
    assert run.progress == 0


def test_progress_inside_a_transaction_is_silent(app: Flask) -> None:
    run = waiting(state="running", attempts=1)

    with transaction():
        Running(run.id, 1).progress(0.5)

    db.session.refresh(run)
    assert run.progress == 0


def test_a_waiting_job_that_is_stopped_never_begins(app: Flask) -> None:
    run = waiting()

    with transaction():
        request_stop(run)
    execute.execute(run.id)

    assert outcome(run) == ("stopped", None, None, 0)
    assert seen == []


@pytest.mark.parametrize(("keep", "result"), [(True, {"best": 7}), (False, None)])
def test_a_running_job_hears_that_it_shall_stop(app: Flask, keep: bool, result: Any) -> None:
    @registry.job("search", title="search")
    def search(run: Running) -> dict[str, Any]:
        with transaction():
            request_stop(db.session.get_one(JobRun, run.run_id))
        if run.stop_requested() and not keep:
            raise Stopped
        return {"best": 7}

    assert outcome(begin("search")) == ("stopped", result, None, 1)


def test_a_job_that_has_ended_cannot_be_stopped(app: Flask) -> None:
    run = begin("add_up", numbers=[1])

    with transaction():
        request_stop(run)

    assert outcome(run)[0] == "done"


def test_the_heart_beats_while_a_job_says_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "HEARTBEAT_SECONDS", 0.02)
    beats: set[Any] = set()

    @registry.job("think", title="think")
    def think(run: Running) -> dict[str, Any]:
        until = now() + timedelta(seconds=5)
        while len(beats) < 3 and now() < until:
            db.session.rollback()
            beats.add(db.session.get_one(JobRun, run.run_id).heartbeat_at)
        return {}

    begin("think")

    assert len(beats) == 3


def test_the_sweeper_begins_a_job_whose_message_was_lost(app: Flask, clock: dict[str, datetime]) -> None:
    run = waiting()

    clock["now"] += timedelta(seconds=59)
    sweep.sweep()
    assert outcome(run)[0] == "queued"
    clock["now"] += timedelta(seconds=2)
    sweep.sweep()

    assert outcome(run) == ("done", {"sum": 3}, None, 1)


def test_the_sweeper_begins_again_what_died_and_gives_up_after_three_times(
    app: Flask, clock: dict[str, datetime]
) -> None:
    alive = waiting(state="running", attempts=3, heartbeat_at=NOON + timedelta(seconds=30))
    died = waiting(state="running", attempts=2, heartbeat_at=NOON)
    died_thrice = waiting(state="running", attempts=3, heartbeat_at=NOON)

    clock["now"] += timedelta(seconds=61)
    sweep.sweep()

    assert outcome(alive) == ("running", None, None, 3)
    assert outcome(died) == ("done", {"sum": 3}, None, 3)
    assert outcome(died_thrice) == ("failed", None, "job_lost", 3)


def test_an_attempt_that_was_taken_for_dead_changes_nothing_any_more(app: Flask) -> None:
    @registry.job("sleep", title="sleep")
    def sleep(run: Running) -> dict[str, Any]:
        with transaction() as session:
            session.get_one(JobRun, run.run_id).attempts = 2
        run.progress(0.9)
        return {"late": True}

    run = begin("sleep")

    assert outcome(run) == ("running", None, None, 2)
    assert run.progress == 0


def test_a_chore_is_done_when_due_and_once_among_all(app: Flask, clock: dict[str, datetime]) -> None:
    turns = [housekeeping.take_turn("chore:x", 60) for _ in range(2)]
    clock["now"] += timedelta(seconds=60)
    turns += [housekeeping.take_turn("chore:x", 60) for _ in range(2)]

    assert turns == [True, False, True, False]


def test_a_chore_that_breaks_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(housekeeping, "CHORES", {})

    @housekeeping.every(1, "breaks")
    def breaks() -> None:
        raise ZeroDivisionError

    @housekeeping.every(1, "works")
    def works() -> None:
        done.append("works")

    housekeeping.do_chores()

    assert done == ["works"]
