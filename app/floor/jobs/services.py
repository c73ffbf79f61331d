"""Begin background work, and end it early."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import case, update

from app.db import db, new_public_id, now, running
from app.floor.jobs.queue import put
from app.floor.jobs.registry import JOBS
from app.floor.models import JobRun


def enqueue(
    kind: str, *, user_id: int | None, event_id: int | None, queue: str | None = None, **arguments: Any
) -> JobRun:
    """Write down a job inside the running transaction; it begins after the commit. Arguments are plain JSON.

    ``user_id`` is the only one who may look at it and stop it. Raises KeyError for a kind that nobody registered.
    """
    after = running()
    run = JobRun(
        public_id=new_public_id(),
        kind=kind,
        queue=queue or JOBS[kind].queue,
        user_id=user_id,
        event_id=event_id,
        arguments=arguments,
    )
    db.session.add(run)
    db.session.flush()
    after.then(partial(put, run.queue, "job", run.id))
    return run


def request_stop(run: JobRun) -> None:
    """Ask a job to end: one that waits never begins, one that runs hears it, one that has ended stays as it is."""
    running()
    waiting = JobRun.state == "queued"
    moment = now()
    db.session.execute(
        update(JobRun)
        .where(JobRun.id == run.id, JobRun.state.in_(("queued", "running")))
        .values(
            stop_requested_at=moment,
            state=case((waiting, "stopped"), else_=JobRun.state),
            finished_at=case((waiting, moment), else_=JobRun.finished_at),
        )
    )
    db.session.refresh(run)
