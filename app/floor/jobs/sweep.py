"""Bring back what was lost: jobs whose message or whose process died."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import case, func, null, update

from app.db import aside, now
from app.floor.jobs.housekeeping import every
from app.floor.jobs.queue import put
from app.floor.models import JobRun

STALE = timedelta(seconds=60)
ATTEMPTS = 3
log = structlog.get_logger(__name__)


@every(15, "jobs.sweep")
def sweep() -> None:
    """Queue again each job that has waited or been silent for a minute; one that was begun three times has failed."""
    for run_id, queue in (*_lost_runs(), *_lost_messages()):
        put(queue, "job", run_id)


def _lost_runs() -> list[tuple[int, str]]:
    moment = now()
    spent = JobRun.attempts >= ATTEMPTS
    lost = (
        update(JobRun)
        .where(JobRun.state == "running", JobRun.heartbeat_at < moment - STALE)
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


def _lost_messages() -> list[tuple[int, str]]:
    """Jobs that nobody began for a minute: perhaps only a long queue, so this counts as no attempt."""
    moment = now()
    silent = func.coalesce(JobRun.heartbeat_at, JobRun.created_at) < moment - STALE
    waiting = update(JobRun).where(JobRun.state == "queued", silent).values(heartbeat_at=moment)
    with aside() as connection:
        return [(row.id, row.queue) for row in connection.execute(waiting.returning(JobRun.id, JobRun.queue))]
