"""Bring back what was lost: jobs whose message or whose process died."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import and_, case, func, null, or_, select, update

from app.db import aside, db, now
from app.floor.jobs.housekeeping import every, is_older
from app.floor.jobs.life import is_dead
from app.floor.jobs.queue import QUEUES, is_empty, put
from app.floor.models import JobRun

STALE = timedelta(seconds=60)
SILENT = timedelta(seconds=11)
"""After so long it is looked whether the process of a long job still holds its lock."""
ON_ITS_WAY = timedelta(seconds=10)
"""For so long at most a message is neither in its queue nor taken to heart: before it is sent, after it is fetched."""
ATTEMPTS = 3
log = structlog.get_logger(__name__)


@every(5, "jobs.sweep")
def sweep() -> None:
    """Queue again each job that has lost its message, whose process has died, or that was silent for a minute; begun
    three times, it has failed."""
    for run_id, queue in (*_lost_runs(), *_lost_messages()):
        put(queue, "job", run_id)


def _lost_runs() -> list[tuple[int, str]]:
    moment = now()
    spent = JobRun.attempts >= ATTEMPTS
    silent = or_(is_older(JobRun.heartbeat_at, STALE), JobRun.id.in_(_dead()))
    lost = (
        update(JobRun)
        .where(JobRun.state == "running", is_older(JobRun.heartbeat_at, SILENT), silent)
        .values(
            state=case((spent, "failed"), else_="queued"),
            error=case((spent, "job_lost"), else_=null()),
            finished_at=case((spent, moment), else_=null()),
            heartbeat_at=moment,
        )
        .returning(JobRun.id, JobRun.queue, JobRun.state)
    )
    with aside() as connection:
        rows = connection.execute(lost).all()
    for row in rows:
        log.warning("job.lost", job=row.id, state=row.state)
    return [(row.id, row.queue) for row in rows if row.state == "queued"]


def _dead() -> list[int]:
    """Long jobs that are silent and whose processes are no more: a slow one is not dead."""
    silent = select(JobRun.id).where(
        JobRun.state == "running", JobRun.queue == "long", is_older(JobRun.heartbeat_at, SILENT)
    )
    with db.engine.connect() as connection:
        found = connection.scalars(silent).all()
    return [one for one in found if is_dead(one)]


def _lost_messages() -> list[tuple[int, str]]:
    """Jobs that nobody began though their queue is empty, or for a minute: perhaps it is only long, so this counts as
    no attempt."""
    moment = now()
    since = func.coalesce(JobRun.heartbeat_at, JobRun.created_at)
    pauses = {queue: ON_ITS_WAY if is_empty(queue) else STALE for queue in QUEUES}
    silent = or_(*(and_(JobRun.queue == queue, is_older(since, pause)) for queue, pause in pauses.items()))
    waiting = update(JobRun).where(JobRun.state == "queued", silent).values(heartbeat_at=moment)
    with aside() as connection:
        return [(row.id, row.queue) for row in connection.execute(waiting.returning(JobRun.id, JobRun.queue))]
