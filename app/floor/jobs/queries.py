"""Look at one's own job."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.floor.models import JobRun
from app.kernel.errors import NotFound


def run_of(public_id: str, user_id: int) -> JobRun:
    """The user's own run of a job; NotFound for one of somebody else."""
    chosen = select(JobRun).where(JobRun.public_id == public_id, JobRun.user_id == user_id)
    run = db.session.scalars(chosen).one_or_none()
    if run is None:
        raise NotFound
    return run


def run_at(event_id: int, kind: str, public_id: str, user_id: int) -> JobRun:
    """As ``run_of``, of one kind of job at one event; NotFound for any other."""
    run = run_of(public_id, user_id)
    if run.event_id != event_id or run.kind != kind:
        raise NotFound
    return run
