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


def latest_of(event_id: int, kind: str) -> JobRun | None:
    """The newest run of a kind of job at an event, whoever began it, while it is kept."""
    chosen = select(JobRun).where(JobRun.event_id == event_id, JobRun.kind == kind)
    return db.session.scalars(chosen.order_by(JobRun.id.desc()).limit(1)).first()


def is_running(event_id: int, kind: str) -> bool:
    """Whether work of this kind waits or runs at an event."""
    run = latest_of(event_id, kind)
    return run is not None and run.state in ("queued", "running")


def run_at(event_id: int, kind: str, public_id: str, user_id: int) -> JobRun:
    """As ``run_of``, of one kind of job at one event; NotFound for any other."""
    run = run_of(public_id, user_id)
    if run.event_id != event_id or run.kind != kind:
        raise NotFound
    return run
