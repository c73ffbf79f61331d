"""What dies in the middle of a plan, really: the worker, and a child that would think too long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import func, select, update

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.jobs.execution import execute_job
from app.core.jobs.housekeeping import requeue_lost_jobs
from app.core.jobs.queue import get_queue
from app.core.models import JobRun
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings, unpacked_problem
from app.scheduling.models import Placement, ScheduleDraft
from app.scheduling.search_process import SearchProcess, SearchProcessDied
from app.scheduling.services import drafts, planning
from config import ROOT
from tests import factories
from tests.scheduling import halls
from tests.support.consumers import Asked, consumer
from tests.support.waiting import PATIENCE_SECONDS, until

pytestmark = [
    pytest.mark.databases("sqlite", "postgresql"),
    pytest.mark.usefixtures("sought_by_a_child"),
]
CHILD = "app.scheduling.child"


@pytest.fixture
def worker(app, settings) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts a consumer of a queue, which lies where the database does; none outlives the test."""
    url = settings.database_url.replace("+psycopg", "")
    settings = settings if url.startswith("sqlite") else replace(settings, queue_url=url)
    app.config.update(JOBS="queue", SETTINGS=settings)
    for queue in ("quick", "long"):
        get_queue(app, queue).flush()
    started: list[subprocess.Popen[bytes]] = []

    def start(queue: str) -> subprocess.Popen[bytes]:
        started.append(consumer(queue, settings))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def run_of(draft: ScheduleDraft) -> JobRun:
    db.session.rollback()
    return db.session.get_one(JobRun, draft.job_id, populate_existing=True)


def silent_for(seconds: float) -> None:
    """As if so much time had gone by without a word of the job."""
    with transaction() as session:
        session.execute(update(JobRun).values(heartbeat_at=now() - timedelta(seconds=seconds)))


def kept(draft_id: int) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Placement.draft_id == draft_id)) or 0


def searching_below(pid: int) -> list[psutil.Process]:
    return [one for one in psutil.Process(pid).children(recursive=True) if CHILD in one.cmdline()]


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.full
def test_letters_and_rankings_wait_for_no_plan_and_a_worker_killed_in_it_leaves_the_draft_so_far(app, client, worker):
    event = halls.crowd(500, 100, slots=14, tables=40)
    planner = factories.event_role(event, Role.ORGANIZER)
    draft = planning.create_draft(event, PlanSettings(seconds=120), by=planner.id)
    worker("quick")
    process = worker("long")
    until(lambda: kept(draft.id), seconds=120)  # as long as it searches
    (child,) = searching_below(process.pid)

    asked = Asked(factories.firm(event, name="Late Pte Ltd"), by=planner.id)
    until(asked.letter_is_out)
    until(asked.ranking_is_new)
    db.session.expire_all()
    assert (draft.state, is_gone(child)) == ("searching", False)  # both are done while it thinks

    process.send_signal(signal.SIGSTOP)
    silent_for(15)
    requeue_lost_jobs()
    assert run_of(draft).state == "running"  # a slow one is not dead
    process.send_signal(signal.SIGCONT)
    until(lambda: (run_of(draft).heartbeat_at or now() - timedelta(days=1)) > now() - timedelta(seconds=5))

    process.kill()
    process.wait()

    until(lambda: is_gone(child))
    began = time.monotonic()
    with transaction() as session:  # the database waits for nobody
        session.execute(
            update(ScheduleDraft).where(ScheduleDraft.id == draft.id).values(version=ScheduleDraft.version + 1)
        )
    assert time.monotonic() - began < 2
    held = drafts.list_placed_meetings(draft.id)
    silent_for(12)
    requeue_lost_jobs()
    assert run_of(draft).state == "queued"
    execute_job(draft.job_id or 0)  # as the next worker does

    db.session.expire_all()
    run = db.session.get_one(JobRun, draft.job_id)
    assert (run.state, run.error, run.attempts) == ("failed", "search_lost", 2)
    assert (draft.state, draft.figures["held"]) == ("lost", len(held))
    assert drafts.list_placed_meetings(draft.id) == held
    assert checker.find_faults(unpacked_problem(draft.problem), held) == []
    app.config["JOBS"] = "now"
    client.as_user(planner)
    assert "The search died" in client.get(f"/events/{event.slug}/schedule/drafts/1").text
    again = planning.create_draft(event, PlanSettings(seconds=2), by=planner.id)
    db.session.refresh(again)
    assert (again.number, again.state) == (2, "done")


@pytest.mark.full
def test_a_search_that_does_not_end_in_time_is_ended_and_what_it_found_is_kept(app, monkeypatch):
    app.config["JOBS"] = "queue"
    event = halls.crowd(500, 100, slots=14, tables=40)
    draft = planning.create_draft(event, PlanSettings(seconds=120), by=factories.user().id)
    monkeypatch.setattr(planning, "OVERTIME_SECONDS", -120.0)  # over before it has begun

    execute_job(draft.job_id or 0)

    db.session.expire_all()
    run = db.session.get_one(JobRun, draft.job_id)
    assert (run.state, run.error, draft.state) == ("failed", "search_died", "lost")
    until(lambda: not searching_below(os.getpid()))


@pytest.mark.full
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("memory", "seconds", "does", "ends"),
    [
        (1 << 30, -29.5, "while True: pass", -signal.SIGKILL),  # a second of the processor is left
        (100 << 20, 60, "bytearray(200 << 20)", 1),
    ],
    ids=["time", "memory"],
)
def test_the_system_ends_a_child_beyond_its_limits(memory, seconds, does, ends):
    code = f"from {CHILD} import limit_resources\nlimit_resources({memory}, {seconds})\n{does}"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)

    assert done.returncode == ends


@pytest.mark.databases("sqlite")
def test_a_child_killed_in_mid_plan_is_told_as_dead():
    with SearchProcess('{"no": "problem"}', seconds=1) as seeking:
        seeking.child.kill()

        with pytest.raises(SearchProcessDied):
            list(seeking.listen(every=0.1))
